using Graph.Codegen;
using Graph.Lowering;
using Graph.Tests.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Codegen;

/// <summary>Totals over all points, read behind them by vectors along an axis that need not be the one they were made along.</summary>
public sealed class CombinedTotalsTests
{
    private static readonly Literal zero = Literal.Scalar(0f);

    public static TheoryData<int, int, int> Shapes => new()
    {
        { 3, 100, 2 }, { 2, 200, 3 }, { 5, 64, 2 }, { 64, 96, 2 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_total_of_a_softmax_is_compiled(int rows, int columns, int depth)
    {
        Expr x = Input("x", [rows, columns, depth]);
        Expr normal = Softmax(x, 1);
        foreach (Expr total in (Expr[])[Sum(normal, 0), Max(normal, 0), ArgMax(normal, 0)])
        {
            Verify(Planner.Plan(FusionTests.Optimize([normal, total]), Target.Common));
        }
    }

    /// <summary>A chunk adds at most 512 terms one after the other, and a point that has more of them is not combined where it is computed.</summary>
    [Theory]
    [InlineData(64, true)]
    [InlineData(2000, false)]
    public void A_total_of_many_terms_of_a_point_is_a_kernel_of_its_own(int columns, bool isFused)
    {
        Expr power = Exp(Input("x", [16, columns, 8]));
        Expr normal = power / Sum(power, [1, 2], keepDims: true);
        ExecutionPlan plan = Planner.Plan(FusionTests.Optimize([normal, Sum(normal, [0, 1])]), Target.Common);
        Assert.Equal(isFused, plan.Steps.Count == 1);
        Verify(plan);
    }

    /// <summary>The order of the kept axes is not that of memory: behind the points, vectors run along the other one.</summary>
    [Fact]
    public void Kept_axes_lie_in_another_order()
    {
        LoopAxis kept = new(0, 5), middle = new(1, 100), last = new(2, 3);
        (IndexMap i, IndexMap j, IndexMap k) = (IndexMap.Of(kept), IndexMap.Of(middle), IndexMap.Of(last));
        LoopKernel kernel = Kernel([5, 100, 3], (i * 300) + (j * 3) + k, [kept, last, middle], [middle, last], (j * 3) + k, [100, 3]);
        KernelChecks.Verify([new ScheduledKernel(kernel, new Schedule(VectorAxis.LastPoint, 4, 100))]);
        KernelChecks.Verify([new ScheduledKernel(kernel, new Schedule(VectorAxis.NoAxis, 4, 1))]);
    }

    /// <summary>Nothing is padded where the axis of vectors is not kept; the last vector reads from within the totals on.</summary>
    [Fact]
    public void The_last_vector_of_totals_is_there()
    {
        LoopAxis first = new(0, 8), second = new(1, 24), last = new(2, 64);
        (IndexMap i, IndexMap j, IndexMap k) = (IndexMap.Of(first), IndexMap.Of(second), IndexMap.Of(last));
        LoopKernel kernel = Kernel([8, 24, 64], (i * 24 * 64) + (j * 64) + k, [first, second, last], [first, second], (i * 24) + j, [8, 24]);
        KernelChecks.Verify([new ScheduledKernel(kernel, new Schedule(VectorAxis.LastPoint, 192, 64))]);
    }

    /// <summary>What is read before the points is read once more before the stages behind them.</summary>
    [Fact]
    public void A_scalar_that_is_read_before_the_end_is_not_overwritten()
    {
        LoopAxis axis = new(0, 4);
        IndexMap j = IndexMap.Of(axis);
        static Place At(int operand, IndexMap map) => new(operand, map, Guard.Always);
        Stage before = new(StagePhase.BeforePoints, [], [new Load(At(0, IndexMap.Zero), zero)], [new Keep(0)]);
        Stage store = new(StagePhase.AtPoint, [], [new Earlier(0, 0, ElementType.F32)], [new Store(At(1, IndexMap.Zero), 0)]);
        KernelOperand[] operands = [Read([]), Written([])];
        Assert.True(InPlace.IsSafe(new LoopKernel([.. operands], [], [before, store]), 0, 1));
        Stage terms = new(StagePhase.AtPoint, [axis], [new Immediate(Literal.Scalar(1f))], [new Combine(ReduceKind.SumOf, 0, [axis])]);
        Stage end = new(StagePhase.AfterPoints, [axis], [new Earlier(2, 0, ElementType.F32), new Earlier(0, 0, ElementType.F32), Add(0, 1)], [new Store(At(2, j), 2)]);
        LoopKernel kernel = new([.. operands, Written([4])], [], [before, store, terms, end]);
        KernelVerifier.Verify(kernel);
        Assert.False(InPlace.IsSafe(kernel, 0, 1));
    }

    private static LoopKernel Kernel(Shape read, IndexMap from, Sequence<LoopAxis> axes, Sequence<LoopAxis> kept, IndexMap to, Shape written) => new(
        [Read(read), Written(written)],
        axes,
        [
            new Stage(StagePhase.AtPoint, [], [new Load(new Place(0, from, Guard.Always), zero)], [new Combine(ReduceKind.SumOf, 0, kept)]),
            new Stage(
                StagePhase.AfterPoints,
                kept,
                [new Earlier(0, 0, ElementType.F32), new Immediate(Literal.Scalar(1f)), Add(0, 1)],
                [new Store(new Place(1, to, Guard.Always), 2)]),
        ]);

    private static Compute Add(int a, int b) => new(new Binary(BinaryKind.Add), ElementType.F32, [a, b]);

    private static KernelOperand Read(Shape shape) => new(new TensorType(ElementType.F32, shape), OperandAccess.Read);

    private static KernelOperand Written(Shape shape) => new(new TensorType(ElementType.F32, shape), OperandAccess.Write);

    private static void Verify(ExecutionPlan plan) => KernelChecks.Verify([.. KernelChecks.KernelsOf(plan)]);
}
