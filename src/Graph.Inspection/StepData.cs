using Graph.Lowering;

namespace Graph.Inspection;

/// <summary>Memory for the runs of a plan.</summary>
internal sealed class StepData
{
    // Small enough to count something in every model, and a class or a token of each.
    private const int LeastCount = 2;

    private readonly ImmutableArray<Buffer> arguments;
    private readonly Buffer[] results;

    public StepData(ExecutionPlan plan, IBackend backend, ImmutableArray<Buffer> arguments)
    {
        this.arguments = arguments;
        results = [.. plan.Results.Select(result => Result(plan, result, backend))];
    }

    /// <summary>A buffer for each parameter.</summary>
    public ReadOnlySpan<Buffer> Arguments => arguments.AsSpan();

    /// <summary>A buffer for each result: that of the parameter that it is written over, where it is.</summary>
    public ReadOnlySpan<Buffer> Results => results;

    /// <summary>Drawn values for each parameter of a plan: floats between −0.1 and 0.1, integers from 0 to 1.</summary>
    public static ImmutableArray<Buffer> Drawn(ExecutionPlan plan, IBackend backend)
    {
        Random random = new(0);
        return [.. plan.Parameters.Select(parameter => Drawn(plan.Buffers[parameter].Type, backend, random))];
    }

    private Buffer Result(ExecutionPlan plan, int result, IBackend backend) =>
        plan.Buffers[result].Location is InArgument(var parameter) && !plan.Parameters.Contains(result)
            ? arguments[parameter]
            : backend.Allocate((nint)plan.Buffers[result].Type.ByteCount);

    private static Buffer Drawn(TensorType type, IBackend backend, Random random)
    {
        Buffer buffer = backend.Allocate((nint)type.ByteCount);
        for (long index = 0; index < type.ElementCount; index++)
        {
            switch (type.Element)
            {
                case ElementType.F32:
                    buffer.Write(index, (random.NextSingle() - 0.5f) / 5);
                    break;
                case ElementType.F64:
                    buffer.Write(index, (random.NextDouble() - 0.5) / 5);
                    break;
                case ElementType.I32:
                    buffer.Write(index, random.Next(LeastCount));
                    break;
                case ElementType.I64:
                    buffer.Write(index, (long)random.Next(LeastCount));
                    break;
                case ElementType.U32:
                    buffer.Write(index, (uint)random.Next(LeastCount));
                    break;
                case ElementType.U8 or ElementType.Bool:
                    buffer.Write(index, (byte)random.Next(LeastCount));
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException($"nothing is drawn for {type.Element}");
            }
        }
        return buffer;
    }
}
