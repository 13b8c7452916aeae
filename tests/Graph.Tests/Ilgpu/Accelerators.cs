using Graph.Ilgpu;
using Graph.Lowering;

namespace Graph.Tests.Ilgpu;

/// <summary>The devices that tests run on: ILGPU's simulator everywhere, and an OpenCL device where there is one, else the test is skipped.</summary>
internal static class Accelerators
{
    private static readonly Lazy<IlgpuBackend> simulator = new(() => new IlgpuBackend(DeviceKind.Simulator));
    private static readonly Lazy<IlgpuBackend?> openCL = new(() => DeviceList.Of(DeviceKind.OpenCL).IsEmpty ? null : new IlgpuBackend(DeviceKind.OpenCL));

    /// <summary>The simulator, which all tests share: compiled kernels are found by structure.</summary>
    public static IlgpuBackend Simulator => simulator.Value;

    /// <summary>The OpenCL device, which all tests share.</summary>
    public static IlgpuBackend OpenCL
    {
        get
        {
            Skip.If(openCL.Value is null, DeviceList.WhyNone(DeviceKind.OpenCL));
            return openCL.Value!;
        }
    }

    /// <summary>Skips a test that needs an OpenCL device of its own.</summary>
    public static void RequireOpenCL() => _ = OpenCL;

    /// <summary>Runs a computation on copies of the arguments.</summary>
    public static ImmutableArray<Literal> Run(IBackend backend, Computation computation, ImmutableArray<Literal> arguments)
    {
        IProgram program = backend.Compile(Planner.Plan(computation, backend.Target));
        return Run(backend, program, arguments);
    }

    /// <summary>Runs a program on copies of the arguments.</summary>
    public static ImmutableArray<Literal> Run(IBackend backend, IProgram program, ImmutableArray<Literal> arguments)
    {
        ExecutionPlan plan = program.Plan;
        ImmutableArray<Buffer> given = [.. arguments.Select(argument => Copy(argument.Buffer))];
        ImmutableArray<Buffer> results = [.. plan.Results.Select(number => ResultBuffer(backend, plan, number, given))];
        program.Run(given.AsSpan(), results.AsSpan());
        return [.. plan.Results.Select((number, place) => new Literal(plan.Buffers[number].Type, results[place]))];
    }

    private static Buffer Copy(Buffer source)
    {
        Buffer copy = Buffer.Allocate(source.ByteLength);
        source.CopyAllTo(copy);
        return copy;
    }

    private static Buffer ResultBuffer(IBackend backend, ExecutionPlan plan, int number, ImmutableArray<Buffer> arguments) =>
        plan.Buffers[number].Location is InArgument(var parameter) && !plan.Parameters.Contains(number)
            ? arguments[parameter]
            : backend.Allocate((nint)plan.Buffers[number].Type.ByteCount);
}
