namespace Graph.Lowering;

/// <summary>When a kernel may write an output over an input.</summary>
public static class InPlace
{
    /// <summary>
    /// Whether the output may lie where the input does: elements are of one size and number, and each element of the input is read only by
    /// the point that writes the same element of the output, and no later than it does; before all points are done nothing is written by a
    /// stage behind them. What is read before the points may be read again before each chunk, and so only a single element may be
    /// overwritten at the one point that there is then; and not even that where a stage behind the points is run, before which it is read
    /// once more.
    /// </summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="input">The place of the input among the operands.</param>
    /// <param name="output">The place of the output among the operands.</param>
    public static bool IsSafe(LoopKernel kernel, int input, int output)
    {
        (TensorType read, TensorType written) = (kernel.Operands[input].Type, kernel.Operands[output].Type);
        if (read.ElementCount != written.ElementCount || read.Element.ByteSize != written.Element.ByteSize)
        {
            return false;
        }
        int first = Enumerable.Range(0, kernel.Stages.Count).First(stage => StoresOf(kernel.Stages[stage], output).Any());
        // A point may make several elements; it reads and writes all of them, and no other point does.
        ImmutableArray<IndexMap> maps = [.. StoresOf(kernel.Stages[first], output).Select(store => store.Place.Map)];
        bool isBehind = kernel.Stages[first].Phase == StagePhase.AfterPoints;
        bool isReadAgain = !isBehind && kernel.Stages.Any(stage => stage.Phase == StagePhase.AfterPoints);
        for (int number = 0; number < kernel.Stages.Count; number++)
        {
            Stage stage = kernel.Stages[number];
            foreach (Load load in stage.Body.OfType<Load>().Where(load => load.Place.Operand == input))
            {
                bool isEarlierPhase = isBehind && stage.Phase != StagePhase.AfterPoints;
                bool isSameElement = number <= first
                    && (stage.Phase != StagePhase.BeforePoints || (written.ElementCount == 1 && !isReadAgain))
                    && load.Place.Indirection is null && maps.Contains(load.Place.Map)
                    && (!isBehind || number == first);
                if (!isEarlierPhase && !isSameElement)
                {
                    return false;
                }
            }
        }
        return true;
    }

    private static IEnumerable<Store> StoresOf(Stage stage, int output) =>
        stage.Effects.OfType<Store>().Where(store => store.Place.Operand == output);
}
