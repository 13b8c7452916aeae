using Graph.Codegen;
using Graph.Cpu;
using Graph.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Cpu;

/// <summary>What is compiled, and how often.</summary>
public sealed class KernelCacheTests
{
    private readonly List<int> compilations = [];

    [Fact]
    public void Equal_kernels_of_a_plan_its_calls_and_loops_are_compiled_once()
    {
        Expr x = Input("x", [4, 8]);
        Computation block = Computation.Create("block", [x], [Softmax(x, 1)]);
        Computation again = Computation.Create("again", [x], [Softmax(x, 1)]);
        Expr y = x;
        for (int count = 0; count < 4; count++)
        {
            y = Expr.Create(new Call(count % 2 == 0 ? block : again, Keep: true), [y]);
        }
        Expr sequence = Input("s", [3, 2]);
        (Expr last, _) = Scan((state, _) => (Softmax(state, 1), state), y, sequence);
        Backend(8).Compile(Plan([x, sequence], last));
        Assert.Equal([1], compilations);
    }

    [Fact]
    public void What_was_compiled_is_found_by_structure()
    {
        CpuBackend backend = Backend(8);
        (Expr x, Expr other) = (Input("x", [6]), Input("other", [6]));
        backend.Compile(Plan([x], Exp(x) * 2));
        backend.Compile(Plan([other], Exp(other) * 2));
        Assert.Equal([1], compilations);
        backend.Compile(Plan([x], Exp(x) * 3));
        new CpuBackend(backend.Runtime, new CpuOptions(Width: LaneWidth.Lane128)).Compile(Plan([x], Exp(x) * 2));
        Assert.Equal([1, 1, 1], compilations);
        Assert.Equal(new KernelCacheReport(Hits: 1, Misses: 3, Evictions: 0, Compilations: 3, Kernels: 3), backend.Runtime.KernelCache);
    }

    [Fact]
    public void The_compilation_used_longest_ago_is_dropped()
    {
        CpuBackend backend = Backend(2);
        Expr x = Input("x", [6]);
        ImmutableArray<ExecutionPlan> plans = [.. Enumerable.Range(2, 3).Select(factor => Plan([x], Exp(x) * factor))];
        backend.Compile(plans[0]);
        backend.Compile(plans[1]);
        backend.Compile(plans[0]);
        backend.Compile(plans[2]);
        Assert.Equal(new KernelCacheReport(Hits: 1, Misses: 3, Evictions: 1, Compilations: 2, Kernels: 2), backend.Runtime.KernelCache);
        backend.Compile(plans[0]);
        Assert.Equal(3, compilations.Count);
        backend.Compile(plans[1]);
        Assert.Equal(4, compilations.Count);
        backend.Runtime.Trim();
        Assert.Equal(0, backend.Runtime.KernelCache.Kernels);
    }

    private static ExecutionPlan Plan(ImmutableArray<Expr> parameters, Expr result) =>
        Planner.Plan(Computation.Create("main", parameters, [result]), Target.Common);

    private CpuBackend Backend(int most) => new(new Runtime(new RuntimeOptions { CachedCompilations = most, Width = LaneWidth.Lane256 }, Count));

    private ImmutableArray<KernelCode> Count(IReadOnlyList<ScheduledKernel> kernels, LaneWidth width)
    {
        compilations.Add(kernels.Count);
        return StandIn.Compile(kernels, width);
    }
}
