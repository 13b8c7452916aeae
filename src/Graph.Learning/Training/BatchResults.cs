namespace Graph.Learning;

/// <summary>The results of one run on a batch, in tensors that are written to over and over.</summary>
internal sealed class BatchResults
{
    private readonly ImmutableArray<Tensor> outputs;
    private readonly float[] singles;
    private readonly double[] doubles;

    /// <param name="results">What a run returns.</param>
    public BatchResults(IEnumerable<(string Name, Expr Value)> results)
    {
        outputs = [.. results.Select(result => Tensor.Empty(result.Value.Shape, result.Value.Element))];
        int largest = checked((int)outputs.Max(output => output.ElementCount));
        (singles, doubles) = (new float[largest], new double[largest]);
    }

    public ReadOnlySpan<Tensor> Outputs => outputs.AsSpan();

    /// <summary>The elements of a result; valid until the next one is asked for.</summary>
    public ReadOnlySpan<double> this[int result]
    {
        get
        {
            Tensor output = outputs[result];
            int count = (int)output.ElementCount;
            if (output.Element == ElementType.F64)
            {
                output.CopyTo<double>(doubles);
                return doubles.AsSpan(0, count);
            }
            output.CopyTo<float>(singles);
            for (int place = 0; place < count; place++)
            {
                doubles[place] = singles[place];
            }
            return doubles.AsSpan(0, count);
        }
    }
}
