namespace Graph.Reference;

/// <summary>Operators that hold computations.</summary>
internal static class Control
{
    /// <summary>Runs the body once for each step, in the order that the scan says; each output is put at the place of its step.</summary>
    public static ImmutableArray<Literal> Scan(Scan scan, ImmutableArray<TensorType> types, Literal[] operands)
    {
        Routine body = new(scan.Body);
        int carries = scan.Carries;
        Literal[] results = [.. operands[..carries], .. types[carries..].Select(type => new Literal(type, Buffer.Allocate((nint)type.ByteCount)))];
        Literal[] inner = [.. operands];
        for (long count = 0; count < scan.Length; count++)
        {
            long step = scan.Reverse ? scan.Length - 1 - count : count;
            Array.Copy(results, inner, carries);
            for (int place = carries; place < carries + scan.Sequences; place++)
            {
                TensorType type = scan.Body.Parameters[place].Type;
                inner[place] = Movement.Read(type, operands[place], Element(operands[place], step));
            }
            ImmutableArray<Literal> values = body.Run(inner);
            for (int place = 0; place < values.Length; place++)
            {
                if (place < carries)
                {
                    results[place] = values[place];
                }
                else
                {
                    Movement.Copy(values[place], View.Of(values[place]), results[place], Element(results[place], step));
                }
            }
        }
        return [.. results];
    }

    /// <summary>One element of a sequence, without the leading axis.</summary>
    private static View Element(Literal sequence, long step) =>
        View.Of(sequence).Slice(0, step, 1).Transpose(Axes.Range(1, sequence.Shape.Rank - 1));
}
