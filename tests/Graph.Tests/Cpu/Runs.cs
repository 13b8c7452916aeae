using Graph.Cpu;
using Graph.Lowering;
using Graph.Reference;
using Graph.Tests.Lowering;

namespace Graph.Tests.Cpu;

/// <summary>Runs computations on the CPU backend.</summary>
internal static class Runs
{
    /// <summary>The backend on a runtime of its own.</summary>
    public static CpuBackend Backend(RuntimeOptions? options = null) => new(new Runtime(options ?? new RuntimeOptions { Poison = true }));

    /// <summary>The same with kernels that the simulator runs.</summary>
    public static CpuBackend Simulated(RuntimeOptions? options = null) => new(new Runtime(options ?? new RuntimeOptions { Poison = true }, StandIn.Compile));

    /// <summary>Fails unless the backend gives what the reference does; gives its results.</summary>
    public static ImmutableArray<Literal> Check(
        CpuBackend backend, Computation computation, ImmutableArray<Literal> arguments, bool merges = true, params IReadOnlyList<(int, int)> donated)
    {
        ImmutableArray<Literal> expected = Interpreter.Evaluate(computation, arguments);
        ExecutionPlan plan = Planner.Plan(computation, backend.Target, merges, donated);
        IProgram program = backend.Compile(plan);
        ImmutableArray<Literal> results = [];
        // The second run finds the frame of the first one.
        for (int run = 0; run < 2; run++)
        {
            results = Run(backend, program, arguments);
            for (int place = 0; place < expected.Length; place++)
            {
                Columns.AssertClose(expected[place], results[place], $"result {place} of run {run} of\n{computation}\n{plan}");
            }
        }
        return results;
    }

    /// <summary>Runs a program on copies of the arguments, which it may not change unless they are donated.</summary>
    public static ImmutableArray<Literal> Run(CpuBackend backend, IProgram program, ImmutableArray<Literal> arguments)
    {
        ExecutionPlan plan = program.Plan;
        ImmutableArray<Buffer> given = [.. arguments.Select(argument => Copy(backend.Runtime, argument))];
        ImmutableArray<Buffer> results = [.. plan.Results.Select(number => ResultBuffer(backend.Runtime, plan, number, given))];
        program.Run(given.AsSpan(), results.AsSpan());
        foreach (int place in Enumerable.Range(0, arguments.Length).Where(place => !plan.Donated.Contains(place)))
        {
            Assert.True(arguments[place].Buffer.ContentEquals(given[place]), $"argument {place} was written to\n{plan}");
        }
        return [.. plan.Results.Select((number, place) => new Literal(plan.Buffers[number].Type, results[place]))];
    }

    /// <summary>A buffer for a result: fresh, or that of the argument it is written over.</summary>
    public static Buffer ResultBuffer(Runtime runtime, ExecutionPlan plan, int number, ImmutableArray<Buffer> arguments) =>
        plan.Buffers[number].Location is InArgument(var parameter) && !plan.Parameters.Contains(number)
            ? arguments[parameter]
            : runtime.Allocate((nint)plan.Buffers[number].Type.ByteCount);

    public static Buffer Copy(Runtime runtime, Literal literal)
    {
        Buffer buffer = runtime.Allocate(literal.Buffer.ByteLength);
        byte[] bytes = new byte[literal.Buffer.ByteLength];
        literal.Buffer.CopyTo<byte>(0, bytes);
        buffer.CopyFrom<byte>(0, bytes);
        return buffer;
    }
}
