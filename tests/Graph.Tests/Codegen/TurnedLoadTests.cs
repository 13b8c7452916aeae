using Graph.Codegen;
using Graph.Lowering;
using Graph.Tests.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Codegen;

/// <summary>What lies turned round is turned in blocks before points load it: every element, at every edge, and nothing beside.</summary>
public sealed class TurnedLoadTests
{
    private static readonly ImmutableArray<long> edges = [16, 17, 19, 63, 64, 65, 130];

    public static TheoryData<ElementType> FourBytes => [ElementType.F32, ElementType.I32, ElementType.U32];

    [Theory]
    [MemberData(nameof(FourBytes))]
    public void Rows_and_columns_end_anywhere(ElementType element) => Verify(
        [.. from rows in edges from columns in edges select Transpose(Input("x", [columns, rows], element))], turned: 46);

    [Fact]
    public void Beside_other_operands_and_other_axes()
    {
        Expr x = Input("x", [70, 90], ElementType.F32), other = Input("other", [90, 70], ElementType.F32);
        Expr stack = Input("stack", [5, 66, 34], ElementType.F32);
        Verify(
            [
                Tanh(Transpose(x)) * other, Transpose(x) + Transpose(x * 2) * Input("row", [70], ElementType.F32),
                Transpose(stack, [0, 2, 1]), Transpose(stack, [2, 0, 1]), Transpose(stack, [2, 1, 0]) + 1,
                Reshape(Transpose(Reshape(x, [70, 45, 2]), [1, 0, 2]), [45, 140]), Flip(Transpose(x), [0, 1]) - Transpose(x),
                MatMul(Input("a", [90, 20], ElementType.F32), Input("b", [20, 70], ElementType.F32)) + Transpose(x),
            ],
            turned: 6);
    }

    /// <summary>Columns that a matrix does not have are not loaded but filled.</summary>
    [Fact]
    public void A_guard_ends_the_columns()
    {
        Expr x = Input("x", [58, 40], ElementType.F32);
        Expr panels = Transpose(Reshape(Pad(x, [0, 0], [6, 0], 3), [2, 32, 40]), [0, 2, 1]);
        // The second panel has no columns at all.
        Expr farPanels = Transpose(Reshape(Pad(Input("few", [20, 40], ElementType.F32), [0, 0], [44, 0], 2), [2, 32, 40]), [0, 2, 1]);
        Verify([panels, Transpose(Pad(x, [0, 0], [9, 0])), Transpose(Pad(x, [7, 0], [0, 0])), Transpose(Pad(x, [0, 3], [0, 5])), farPanels], turned: 3);
    }

    [Fact]
    public void Elements_of_eight_bytes_and_of_one_stay_where_they_are() => Verify(
        [Transpose(Input("x", [64, 80], ElementType.F64)), Transpose(Input("x", [64, 80], ElementType.U8))], turned: 0);

    private static void Verify(ImmutableArray<Expr> results, int turned)
    {
        ScheduledKernel[] kernels =
            [.. results.SelectMany(result => KernelChecks.KernelsOf(Planner.Plan(FusionTests.Optimize([result]), Target.Common)))];
        Assert.Equal(turned, kernels.Count(own => own.Kernel.Stages.Where(stage => stage.Axes.Count == 0).SelectMany(stage => stage.Body).OfType<Load>()
            .Any(load => TurnedLoad.IsWorthwhile(own.Kernel, own.Schedule, load, _ => true))));
        KernelChecks.Verify([.. kernels.SelectMany(own => KernelChecks.Rescheduled(own.Kernel).Append(own with { Schedule = own.Schedule with { Rows = 37 } }).Prepend(own))]);
    }
}
