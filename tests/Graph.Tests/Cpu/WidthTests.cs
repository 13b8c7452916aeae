using Graph.Codegen;
using Graph.Cpu;
using Graph.Lowering;
using Graph.Reference;
using Graph.Tests.Codegen;
using Graph.Tests.Lowering;

namespace Graph.Tests.Cpu;

/// <summary>Generated kernels compute what the reference does, with the same bits at every width and for any number of threads.</summary>
public sealed class WidthTests
{
    private static readonly ImmutableArray<CpuOptions> variants =
        [.. from width in Enum.GetValues<LaneWidth>() from threads in (int[])[1, 2, 4] select new CpuOptions(threads, width)];

    private static readonly RuntimeOptions options = new() { Threads = 4, Poison = true, SharesAlways = true, CachedCompilations = 4 };

    public static IEnumerable<object[]> Operators => ProgramTests.Operators;

    [Theory]
    [MemberData(nameof(Operators))]
    public void Every_sample_of_an_operator_runs_as_the_reference_does(string name)
    {
        foreach (OperatorSample[] samples in OperatorSamples.All.Where(sample => sample.Operator.GetType().Name == name).Chunk(100))
        {
            Check(new Runtime(options), samples.Select(sample => (sample.Computation, sample.Arguments)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_computations_run_as_the_reference_does(int part) => CheckRandom(part * 100, 100);

    [SkippableFact]
    public void They_stay_within_their_buffers()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        Check(new Runtime(options with { GuardPages = true }), Draw(300, 25));
        Check(new Runtime(options with { GuardPages = true }), OperatorSamples.All.Where((_, place) => place % 10 == 0).Select(sample => (sample.Computation, sample.Arguments)));
    }

    /// <summary>Random computations of some seeds, at all widths.</summary>
    internal static void CheckRandom(int first, int count) => Check(new Runtime(options), Draw(first, count));

    private static IEnumerable<(Computation Computation, ImmutableArray<Literal> Arguments)> Draw(int first, int count) => Enumerable.Range(first, count).Select(seed =>
    {
        Computation computation = RandomComputationTests.Draw(new Random(seed), FormattableString.Invariant($"random_{seed}"));
        return (computation, FusionTests.ArgumentsOf(computation));
    });

    private static void Check(Runtime runtime, IEnumerable<(Computation Computation, ImmutableArray<Literal> Arguments)> cases)
    {
        ImmutableArray<(Computation Computation, ImmutableArray<Literal> Arguments, ExecutionPlan Plan)> planned =
            [.. cases.Select(one => (one.Computation, one.Arguments, Finely(Planner.Plan(one.Computation, runtime.Machine))))];
        Assert.NotEmpty(planned);
        // All kernels in one assembly for each width; the programs find them in the cache.
        ImmutableArray<KernelKey> kernels = [.. planned.SelectMany(one => ProgramBuilder.KernelsOf(one.Plan)).Select(kernel => new KernelKey(kernel)).Distinct()];
        foreach (LaneWidth width in Enum.GetValues<LaneWidth>())
        {
            runtime.Kernels.Get(kernels, width);
        }
        foreach ((Computation computation, ImmutableArray<Literal> arguments, ExecutionPlan plan) in planned)
        {
            ImmutableArray<Literal> expected = Interpreter.Evaluate(computation, arguments);
            ImmutableArray<Literal> first = [];
            foreach (CpuOptions variant in variants)
            {
                CpuBackend backend = new(runtime, variant);
                ImmutableArray<Literal> actual = Runs.Run(backend, backend.Compile(plan), arguments);
                first = first.IsEmpty ? actual : first;
                for (int place = 0; place < expected.Length; place++)
                {
                    Columns.AssertClose(expected[place], actual[place], $"{variant}\n{computation}\n{plan}");
                    Assert.True(KernelChecks.HaveSameBits(first[place], actual[place]), $"result {place} has other bits: {variant}\n{computation}\n{plan}");
                }
            }
        }
    }

    /// <summary>The plan with chunks of one row, so that small tensors have several.</summary>
    private static ExecutionPlan Finely(ExecutionPlan plan) => plan with
    {
        Steps = [.. plan.Steps.Select(step => step switch
        {
            KernelStep kernel => kernel with { Scheduled = kernel.Scheduled with { Schedule = kernel.Scheduled.Schedule with { Rows = 1 } } },
            LoopStep loop => loop with { Body = Finely(loop.Body) },
            CallStep call => call with { Body = Finely(call.Body) },
            _ => step,
        })],
    };
}
