using Graph.Transforms;
using static Graph.IR.Primitives;

namespace Graph.Tests.Derivatives;

/// <summary>What the derivative of a scan makes the scan save, and what it does not.</summary>
public sealed class ScanSavingTests
{
    private const int Length = 5;
    private static readonly TensorType scalar = new(ElementType.F64, []);
    private static readonly TensorType vector = new(ElementType.F64, [3]);

    private readonly Expr carry = Leaf("h", scalar);
    private readonly Expr element = Leaf("x", scalar);
    private readonly Expr constant = Leaf("k", scalar);

    [Fact]
    public void Sequences_and_constants_suffice_for_a_linear_recurrence()
    {
        // h′ = k h + x²: the derivative by x needs x alone.
        Expr y = Loop([(constant * carry) + (element * element)], out _, out Expr xs, out _)[0];
        Assert.Single(Loops(ReverseMode.Gradient(y, [xs])));
    }

    [Fact]
    public void An_output_is_not_saved_again_and_a_carry_is_the_output_of_the_step_before()
    {
        // h′ = tanh(k h + x): the derivatives need h′ for tanh, and h for k.
        Expr next = ((constant * carry) + element).Tanh();
        ImmutableArray<Expr> results = Loop([next, next], out Expr h, out Expr xs, out Expr k);
        ImmutableArray<Expr> loops = Loops(ReverseMode.Gradient(results[1].Sum([0]), [h, xs, k]));
        Assert.Equal(2, loops.Length);
        Assert.Same(results[1].Inputs[0], loops[0]);
    }

    [Fact]
    public void What_is_not_put_out_is_saved_once()
    {
        Expr next = ((constant * carry) + element).Tanh();
        Expr y = Loop([next], out Expr h, out Expr xs, out Expr k)[0];
        ImmutableArray<Expr> loops = Loops(ReverseMode.Gradient(y, [h, xs, k]));
        Assert.Equal(2, loops.Length);
        Assert.Equal(new TupleType([scalar, Stacked(scalar)]), loops[0].ResultType);
    }

    [Fact]
    public void What_depends_on_constants_alone_is_not_saved()
    {
        // h′ = h · e^k needs h alone.
        Expr y = Loop([carry * constant.Exp() + element], out Expr h, out _, out Expr k)[0];
        ImmutableArray<Expr> loops = Loops(ReverseMode.Gradient(y, [h, k]));
        Assert.Equal(new TupleType([scalar, Stacked(scalar)]), loops[0].ResultType);
    }

    [Fact]
    public void What_elementwise_operators_make_of_a_sequence_is_not_saved()
    {
        // h′ = h · sin x: the derivative by h needs sin x.
        Expr y = Loop([carry * element.Sin() + constant], out Expr h, out _, out _)[0];
        Assert.Single(Loops(ReverseMode.Gradient(y, [h])));
    }

    [Fact]
    public void A_broadcast_is_saved_before_it_grows()
    {
        // h′ = h + Σ v · (sin h, …): the derivatives need sin h and h, of which there is one in each step.
        Expr v = Leaf("v", vector);
        Expr next = carry + (v * carry.Sin().Broadcast([3], [])).Sum([0]);
        (Expr h, Expr k) = (Leaf("start", scalar), Leaf("weights", vector));
        Expr y = Scan(Computation.Create("step", [carry, v], [next]), Length, [h], [], [k])[0];
        ImmutableArray<Expr> loops = Loops(ReverseMode.Gradient(y, [k]));
        Assert.Equal(new TupleType([scalar, Stacked(scalar), Stacked(scalar)]), loops[0].ResultType);
    }

    [Fact]
    public void A_carry_that_no_step_changes_is_a_constant()
    {
        // (w, h)′ = (w, w h).
        Expr w = Leaf("w", scalar);
        (Expr w0, Expr h0) = (Leaf("w0", scalar), Leaf("h0", scalar));
        Expr y = Scan(Computation.Create("step", [w, carry], [w, w * carry]), Length, [w0, h0], [], [])[1];
        Expr backward = Assert.Single(Loops(ReverseMode.Gradient(y, [h0])));
        Assert.Contains(w0, backward.Inputs);
    }

    [Fact]
    public void An_integer_has_no_cotangent_to_carry()
    {
        TensorType counter = new(ElementType.I32, []);
        (Expr n, Expr start, Expr h) = (Leaf("n", counter), Leaf("start", counter), Leaf("h0", scalar));
        Computation body = Computation.Create("step", [n, carry], [n + 1, carry * n.Cast(ElementType.F64)]);
        Expr backward = Loops(ReverseMode.Gradient(Scan(body, Length, [start, h], [], [])[1], [h]))[^1];
        Assert.Equal(1, ((Scan)backward.Op).Carries);
    }

    [Fact]
    public void The_backward_step_of_a_loop_of_loops_runs_no_loop_forward()
    {
        (Expr a, Expr e) = (Leaf("a", scalar), Leaf("e", scalar));
        Computation inner = Computation.Create("inner", [a, e], [(a * e).Sin()]);
        Expr row = Leaf("row", new TensorType(ElementType.F64, [4]));
        Computation outer = Computation.Create("outer", [carry, row], [Scan(inner, 4, [carry], [row], [])[0]]);
        (Expr h, Expr rows) = (Leaf("h0", scalar), Leaf("rows", new TensorType(ElementType.F64, [Length, 4])));
        ImmutableArray<Expr> loops = Loops(ReverseMode.Gradient(Scan(outer, Length, [h], [rows], [])[0], [h, rows]));
        Assert.Equal(2, loops.Length);
        Scan within = (Scan)Assert.Single(Loops(((Scan)loops[1].Op).Body.Results)).Op;
        Assert.True(within.Reverse);
    }

    private static TensorType Stacked(TensorType type) => type.With([Length, .. type.Shape]);

    private static ImmutableArray<Expr> Loops(ImmutableArray<Expr> roots) => [.. Traversal.TopologicalOrder(roots).Where(node => node.Op is Scan)];

    private ImmutableArray<Expr> Loop(ImmutableArray<Expr> results, out Expr h, out Expr xs, out Expr k)
    {
        (h, xs, k) = (Leaf("h0", scalar), Leaf("xs", Stacked(scalar)), Leaf("k0", scalar));
        return Scan(Computation.Create("step", [carry, element, constant], results), Length, [h], [xs], [k]);
    }
}
