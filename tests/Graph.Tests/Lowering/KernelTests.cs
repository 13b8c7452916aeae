using Graph.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Lowering;

/// <summary>Kernels as values: their text, their equality, and the rules they must keep.</summary>
public sealed class KernelTests
{
    private static readonly TensorType row = new(ElementType.F32, [8]);
    private static readonly LoopAxis axis = new(0, 8);
    private static readonly IndexMap at = IndexMap.Of(axis);

    public static TheoryData<string, LoopKernel> Broken => new()
    {
        { "leaves f32[8]", Copy(at + 1, at) },
        { "leaves f32[8]", Copy(at, at * 2) },
        { "not every element is stored", Copy(at, at) with { Stages = [new Stage(StagePhase.AtPoint, [], [LoadOf(at)], [new Store(new Place(1, at, Guard.Within(at, 5)), 0)])] } },
        { "two points store one element", Copy(at, IndexMap.Zero) },
        { "names an axis out of scope", Copy(IndexMap.Of(new LoopAxis(1, 8)), at) },
        { "uses a scalar that is not there yet", Copy(at, at) with { Stages = [Once([new Compute(new Unary(UnaryKind.Negate), ElementType.F32, [0])], 0)] } },
        { "does not make bool of its operands", Copy(at, at) with { Stages = [Once([LoadOf(at), new Compute(new Unary(UnaryKind.Negate), ElementType.Bool, [0])], 0)] } },
        { "no earlier stage leaves it such a value", Copy(at, at) with { Stages = [Once([new Earlier(0, 0, ElementType.F32)], 0)] } },
        { "its operand is not read, or of another type", Copy(at, at) with { Stages = [Once([LoadOf(at, 1)], 0)] } },
        { "it stands behind a later phase", Copy(at, at) with { Stages = [new Stage(StagePhase.AfterPoints, [], [], []), Once([LoadOf(at)], 0)] } },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_is_named(string rule, LoopKernel kernel) =>
        Assert.Contains(rule, Assert.Throws<VerificationException>(() => KernelVerifier.Verify(kernel)).Sentence, StringComparison.Ordinal);

    [Fact]
    public void A_guard_that_keeps_a_load_inside_is_enough()
    {
        LoopKernel shifted = Copy(at - 1, at);
        Assert.Throws<VerificationException>(() => KernelVerifier.Verify(shifted));
        Load guarded = LoadOf(at - 1) with { Place = new Place(0, at - 1, Guard.Within(at - 1, 8)) };
        KernelVerifier.Verify(shifted with { Stages = [Once([guarded], 0)] });
    }

    [Fact]
    public void Kernels_of_equal_structure_are_equal_whatever_their_operands_are_called()
    {
        LoopKernel first = KernelOf(Softmax(Input("x", [6, 10])));
        LoopKernel second = KernelOf(Softmax(Input("y", [6, 10])));
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.NotEqual(first, KernelOf(Softmax(Input("x", [6, 11]))));
    }

    [Fact]
    public void A_dear_value_of_a_row_is_computed_once()
    {
        LoopKernel kernel = KernelOf(Softmax(Input("x", [6, 10])));
        Assert.Equal(1, kernel.Stages.Sum(stage => stage.Body.Count(instruction => instruction is Compute { Op: Unary(UnaryKind.Exponential) })));
    }

    [Fact]
    public void The_text_of_a_plan_is_the_golden_one()
    {
        Expr x = Input("x", [32, 16]);
        Expr hidden = Gelu(MatMul(x, Parameter("w", [16, 8])) + Parameter("b", [8]));
        Golden.Verify("lowering/plan.txt", Planner.Plan(FusionTests.Optimize([Softmax(hidden), Mean(hidden)]), Target.Common).ToString());
    }

    private static LoopKernel KernelOf(Expr result) => Assert.IsType<KernelStep>(Assert.Single(Planner.Plan(FusionTests.Optimize([result]), Target.Common).Steps)).Kernel;

    private static LoopKernel Copy(IndexMap from, IndexMap to) => new(
        [new KernelOperand(row, OperandAccess.Read), new KernelOperand(row, OperandAccess.Write)],
        [axis],
        [new Stage(StagePhase.AtPoint, [], [LoadOf(from)], [new Store(new Place(1, to, Guard.Always), 0)])]);

    private static Stage Once(Sequence<Instruction> body, int stored) =>
        new(StagePhase.AtPoint, [], body, [new Store(new Place(1, at, Guard.Always), stored)]);

    private static Load LoadOf(IndexMap map, int operand = 0) => new(new Place(operand, map, Guard.Always), Literal.Scalar(0f));
}
