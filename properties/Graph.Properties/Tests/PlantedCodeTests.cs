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

    private static readonly ImmutableArray<(string Name, LaneWidth? Width, Func<Instruction, Instruction> OfInstruction, Func<Effect, Effect> OfEffect)> wrong =
    [
        ("a product and a sum with the wrong summand", LaneWidth.Lane512, x => x is MultiplyAdd(var a, var b, var c, _) one ? one with { A = c, C = a } : x, e => e),
        ("the words of a key swapped", null, x => x is RandomWord(var first, var second, _, _) one ? one with { Key0 = second, Key1 = first } : x, e => e),
        ("a choice the other way round", LaneWidth.ScalarLane, x => x is Compute(Select op, var element, [var c, var a, var b]) ? new Compute(op, element, [c, b, a]) : x, e => e),
        ("a maximum that is a minimum", LaneWidth.Lane256, x => x, e => e is Total(ReduceKind.MaximumOf, _, _) one ? one with { Kind = ReduceKind.MinimumOf } : e),
        ("padding taken for data", null, x => x, e => e is Total one ? one with { Guard = Guard.Always } : e),
        ("updates that replace instead of adding", LaneWidth.Lane128, x => x, e => e is Store(_, _, ScatterKind.Accumulate) one ? one with { Kind = ScatterKind.Overwrite } : e),
        ("the last instead of the first", null, x => x, e => e is Extremum(ExtremumKind.Largest, _) one ? one with { Kind = ExtremumKind.Least } : e),
    ];

    public static TheoryData<string> Wrong => [.. wrong.Select(bug => bug.Name)];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_kernel_is_found_and_shrunk(string name)
    {
        (_, LaneWidth? only, Func<Instruction, Instruction> ofInstruction, Func<Effect, Effect> ofEffect) = wrong.Single(bug => bug.Name == name);
        ScheduledKernel Spoiled(ScheduledKernel scheduled) => scheduled with
        {
            Kernel = scheduled.Kernel with
            {
                Stages = [.. scheduled.Kernel.Stages.Select(stage => stage with { Body = [.. stage.Body.Select(ofInstruction)], Effects = [.. stage.Effects.Select(ofEffect)] })],
            },
        };
        Workshop workshop = new((kernels, width) => CodeAssembly.Emit(only is null || only == width ? [.. kernels.Select(Spoiled)] : kernels, width).Kernels);
        Property compiled = CompiledProperties.All.Single(property => property.Name == "compiled");
        SweepResult result = Sweep.Run(new SweepOptions(Seed: 5, First: 0, Count: MostCases, [compiled], Threads: 1) { MostFailures = 1, Workshop = () => workshop });
        Failure failure = Assert.Single(result.Failures);
        Assert.InRange(Measure.CountOperators(failure.Minimal.Computation), 1, MostOperators);
        Assert.Contains("plan @case", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains(" threads", failure.Reason, StringComparison.Ordinal);
        Assert.True(only is null || failure.Reason.Contains($"{only}", StringComparison.Ordinal), failure.Reason);
    }
}
