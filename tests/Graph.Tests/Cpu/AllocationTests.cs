using Graph.Cpu;
using Graph.Lowering;
using Graph.Tests.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Cpu;

/// <summary>A run that finds a frame allocates nothing on the managed heap, in any thread.</summary>
[Collection(nameof(AloneCollection))]
public sealed class AllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_run_allocates_nothing(int threads)
    {
        CpuBackend backend = new(new Runtime(new RuntimeOptions { Threads = threads }, StandIn.Idle));
        (Expr x, Expr rows, Expr big) = (Input("x", [8]), Input("rows", [50, 8]), Input("big", [1 << 20]));
        (Expr last, Expr outputs) = Scan((state, row) => (Tanh(state + row), Sum(state * row)), x, rows);
        Expr sorted = Expr.Create(new Sort(0), [big]).Results()[0];
        Expr running = big.Cumulative(ReduceKind.SumOf, 0);
        Computation computation = Computation.Create("main", [x, rows, big], [last, outputs, sorted, running, Exp(big), x]);
        CpuProgram program = backend.Compile(Planner.Plan(computation, backend.Target));
        Buffer[] arguments = [.. FusionTests.ArgumentsOf(computation).Select(argument => argument.Buffer)];
        Buffer[] results = [.. computation.Results.Select(result => Buffer.Allocate((nint)result.Type.ByteCount))];
        Assert.Equal(0, Allocations.Of(() => program.Run(arguments, results)));
        // The measure can see an allocation.
        Assert.NotEqual(0, Allocations.Of(() => GC.KeepAlive(new object())));
    }

    /// <summary>Of several kernels, with totals that chunks share, rows, a loop, and enough work for all threads.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_run_of_generated_kernels_allocates_nothing(int threads)
    {
        CpuBackend backend = Runs.Backend(new RuntimeOptions { Threads = threads, SharesAlways = true });
        (Expr x, Expr rows, Expr big) = (Input("x", [8]), Input("rows", [50, 8]), Input("big", [1 << 16]));
        (Expr last, Expr outputs) = Scan((state, row) => (Tanh(state + row), Sum(state * row)), x, rows);
        Expr shifted = big - Mean(big);
        Computation computation = Computation.Create(
            "main", [x, rows, big], [last, outputs, shifted / Sqrt(Mean(shifted * shifted)), Softmax(rows), Sum(rows, axis: 0), Exp(big)]);
        ImmutableArray<Literal> drawn = FusionTests.ArgumentsOf(computation);
        Runs.Check(backend, computation, drawn);
        CpuProgram program = backend.Compile(Planner.Plan(computation, backend.Target));
        Assert.True(ProgramBuilder.KernelsOf(program.Plan).Count() >= 4, program.Plan.ToString());
        Buffer[] arguments = [.. drawn.Select(argument => argument.Buffer)];
        Buffer[] results = [.. computation.Results.Select(result => Buffer.Allocate((nint)result.Type.ByteCount))];
        Assert.Equal(0, Allocations.Of(() => program.Run(arguments, results)));
    }
}
