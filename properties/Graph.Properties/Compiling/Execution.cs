using Graph.Codegen;
using Graph.Cpu;
using Graph.Lowering;
using Graph.Properties.Checking;

namespace Graph.Properties.Compiling;

/// <summary>Runs a planned case.</summary>
/// <param name="planned">The case with its plan.</param>
/// <param name="runtime">What it runs with.</param>
public sealed class Execution(Planned planned, Runtime runtime)
{
    /// <summary>The results at a width and with some threads; if wanted of two runs, the second in memory that the first has used.</summary>
    /// <exception cref="VerificationException">An argument was written to that was not given away, or the second run differs.</exception>
    public ImmutableArray<Literal> Run(LaneWidth width, int threads, bool twice)
    {
        CpuProgram program = new CpuBackend(runtime, new CpuOptions(threads, width)).Compile(planned.Plan);
        ImmutableArray<Literal> first = Run(program);
        if (twice && Agreement.Bits(first, Run(program)) is { } difference)
        {
            throw new VerificationException($"run a second time, {difference}");
        }
        return first;
    }

    private ImmutableArray<Literal> Run(CpuProgram program)
    {
        ExecutionPlan plan = planned.Plan;
        ImmutableArray<Literal> arguments = planned.Case.Arguments;
        ImmutableArray<Buffer> given = [.. arguments.Select(Copy)];
        ImmutableArray<Buffer> results = [.. plan.Results.Select(number => ResultBuffer(number, given))];
        program.Run(given.AsSpan(), results.AsSpan());
        for (int place = 0; place < arguments.Length; place++)
        {
            if (!plan.Donated.Contains(place) && !arguments[place].Buffer.ContentEquals(given[place]))
            {
                throw new VerificationException($"argument {place} was written to");
            }
        }
        return [.. plan.Results.Select((number, place) => new Literal(plan.Buffers[number].Type, results[place]))];
    }

    // A result that the plan puts into a donated argument is found there.
    private Buffer ResultBuffer(int number, ImmutableArray<Buffer> given) =>
        planned.Plan.Buffers[number].Location is InArgument(var parameter) && !planned.Plan.Parameters.Contains(number)
            ? given[parameter]
            : runtime.Allocate((nint)planned.Plan.Buffers[number].Type.ByteCount);

    private Buffer Copy(Literal literal)
    {
        Buffer buffer = runtime.Allocate(literal.Buffer.ByteLength);
        byte[] bytes = new byte[literal.Buffer.ByteLength];
        literal.Buffer.CopyTo<byte>(0, bytes);
        buffer.CopyFrom<byte>(0, bytes);
        return buffer;
    }
}
