using Graph.Codegen;
using Graph.Lowering;
using Graph.Properties.Checking;
using Graph.Properties.Compiling;
using Graph.Properties.Equivalences;
using Graph.Properties.Running;
using Graph.Properties.Shrinking;

namespace Graph.Properties.Tests;

/// <summary>Bugs planted into the compiler of kernels, at all lane widths or at one alone, are found and shrunk.</summary>
public sealed class PlantedCodeTests
{
    private const int MostCases = 4_000;
    private const int MostOperators = 4;

    private static readonly ImmutableArray<Bug> wrong =
    [
        new("a product and a sum with the wrong summand", LaneWidth.Lane512)
        {
            OfInstruction = x => x is MultiplyAdd(var a, _, var c, _) one ? one with { A = c, C = a } : x,
        },
        new("the words of a key swapped", null)
        {
            OfInstruction = x => x is RandomWord(var first, var second, _, _) one ? one with { Key0 = second, Key1 = first } : x,
        },
        new("a choice the other way round", LaneWidth.ScalarLane)
        {
            OfInstruction = x => x is Compute(Select op, var element, [var c, var a, var b]) ? new Compute(op, element, [c, b, a]) : x,
        },
        new("a maximum that is a minimum", LaneWidth.Lane256)
        {
            OfEffect = e => e is Total(ReduceKind.MaximumOf, _, _) one ? one with { Kind = ReduceKind.MinimumOf } : e,
        },
        new("padding taken for data", null) { OfEffect = e => e is Total one ? one with { Guard = Guard.Always } : e },
        new("updates that replace instead of adding", LaneWidth.Lane128)
        {
            OfEffect = e => e is Store(_, _, ScatterKind.Accumulate) one ? one with { Kind = ScatterKind.Overwrite } : e,
        },
        new("the least instead of the largest", null)
        {
            OfEffect = e => e is Extremum(ExtremumKind.Largest, _) one ? one with { Kind = ExtremumKind.Least } : e,
        },
    ];

    public static TheoryData<string> Wrong => [.. wrong.Select(bug => bug.Name)];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_kernel_is_found_and_shrunk(string name)
    {
        Bug bug = wrong.Single(bug => bug.Name == name);
        Workshop workshop = new((kernels, width) =>
            CodeAssembly.Emit(bug.Width is null || bug.Width == width ? [.. kernels.Select(bug.Spoil)] : kernels, width).Kernels);
        Property compiled = CompiledProperties.All.Single(property => property.Name == "compiled");
        SweepOptions options = new(Seed: 5, First: 0, Count: MostCases, [compiled], Threads: 1) { MostFailures = 1, Workshop = () => workshop };
        SweepResult result = Sweep.Run(options);
        Failure failure = Assert.Single(result.Failures);
        Assert.InRange(Measure.CountOperators(failure.Minimal.Computation), 1, MostOperators);
        Assert.Contains("plan @case", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains(" threads", failure.Reason, StringComparison.Ordinal);
        Assert.True(bug.Width is null || failure.Reason.Contains($"{bug.Width}", StringComparison.Ordinal), failure.Reason);
    }

    /// <summary>What is wrong at which lane width, or at all.</summary>
    private sealed record Bug(string Name, LaneWidth? Width)
    {
        public Func<Instruction, Instruction> OfInstruction { get; init; } = instruction => instruction;

        public Func<Effect, Effect> OfEffect { get; init; } = effect => effect;

        public ScheduledKernel Spoil(ScheduledKernel scheduled) => scheduled with
        {
            Kernel = scheduled.Kernel with { Stages = [.. scheduled.Kernel.Stages.Select(Spoil)] },
        };

        private Stage Spoil(Stage stage) => stage with
        {
            Body = [.. stage.Body.Select(OfInstruction)],
            Effects = [.. stage.Effects.Select(OfEffect)],
        };
    }
}
