namespace Graph.Lowering;

/// <summary>The sizes of what a program is given, for a check before each run.</summary>
/// <param name="plan">The program's plan.</param>
internal sealed class ArgumentSizes(ExecutionPlan plan)
{
    private readonly ImmutableArray<long> arguments = [.. plan.Parameters.Select(number => plan.Buffers[number].Type.ByteCount)];
    private readonly ImmutableArray<long> results = [.. plan.Results.Select(number => plan.Buffers[number].Type.ByteCount)];

    /// <summary>Checks their number and their sizes.</summary>
    /// <exception cref="ArgumentException">One differs.</exception>
    public void Check(ReadOnlySpan<Buffer> givenArguments, ReadOnlySpan<Buffer> givenResults)
    {
        Check(givenArguments, arguments, "argument");
        Check(givenResults, results, "result");
    }

    private void Check(ReadOnlySpan<Buffer> buffers, ImmutableArray<long> byteCounts, string role)
    {
        if (buffers.Length != byteCounts.Length)
        {
            throw new ArgumentException($"the plan @{plan.Name} has {byteCounts.Length} {role}s, not {buffers.Length}");
        }
        for (int place = 0; place < buffers.Length; place++)
        {
            if (buffers[place].ByteLength != byteCounts[place])
            {
                throw new ArgumentException(
                    $"{role} {place} of the plan @{plan.Name} needs {byteCounts[place]} bytes, not {buffers[place].ByteLength}");
            }
        }
    }
}
