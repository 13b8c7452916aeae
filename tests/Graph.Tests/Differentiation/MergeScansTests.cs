using Graph.Transforms;
using static Graph.IR.Primitives;

namespace Graph.Tests.Derivatives;

/// <summary>A loop and the loop that a derivative makes of it become one.</summary>
public sealed class MergeScansTests
{
    private const int Length = 4;
    private static readonly TensorType scalar = new(ElementType.F64, []);
    private static readonly TensorType stacked = new(ElementType.F64, [Length]);

    private readonly Expr h0 = Leaf("h0", scalar);
    private readonly Expr xs = Leaf("xs", stacked);
    private readonly Expr k = Leaf("k", scalar);

    private ImmutableArray<Literal> Arguments => [Literal.Scalar(0.3), Derivatives.Draw([Length], 1), Literal.Scalar(0.7)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_gradient_runs_each_loop_once(int order)
    {
        Expr loss = Recurrence(Leaf("h", scalar), Leaf("x", scalar), Leaf("c", scalar))[0];
        ImmutableArray<Expr> all = [loss];
        for (int derivative = 0; derivative < order; derivative++)
        {
            ImmutableArray<Expr> gradients = Derivatives.Gradients(loss, [h0, xs, k]);
            all = [.. all, .. gradients];
            loss = Derivatives.Weighted(gradients, seed: 1);
        }
        Computation whole = Computation.Create("all", [h0, xs, k], all);
        Computation merged = Passes.MergeScans.Run(whole, new PassLog());
        // One forward and one backward; of second order one more against each of them.
        Assert.Equal(order == 1 ? 2 : 4, Loops(merged));
        Assert.True(Loops(whole) > Loops(merged));
        ImmutableArray<Literal> expected = Derivatives.Evaluate(whole.Parameters, whole.Results, Arguments);
        ImmutableArray<Literal> actual = Derivatives.Evaluate(merged.Parameters, merged.Results, Arguments);
        Assert.Equal((IEnumerable<Literal>)expected, actual);
    }

    /// <summary>Once a level: without that, 2^50 bodies.</summary>
    [Fact]
    public void Bodies_that_calls_share_are_worked_on_once()
    {
        Expr h = Primitives.Leaf("h", new TensorType(ElementType.F64, []));
        Expr Loop() => Primitives.Scan(Computation.Create("step", [h], [h.Sin()]), 3, [h], [], [])[0];
        Computation nest = Computation.Create("nest", [h], [Loop() + Loop()]);
        for (int level = 0; level < 50; level++)
        {
            Expr inner = Expr.Create(new Call(nest, Keep: true), h);
            nest = Computation.Create("nest", [h], [Expr.Create(new Call(nest, Keep: true), inner)]);
        }
        PassLog log = new();
        Computation merged = Passes.MergeScans.Run(nest, log);
        while (merged.Nodes[^1].Op is Call call)
        {
            merged = call.Body;
        }
        Assert.Single(merged.Nodes, node => node.Op is Scan);
    }

    [Fact]
    public void A_loop_within_a_loop_is_merged_as_well()
    {
        (Expr a, Expr e) = (Leaf("a", scalar), Leaf("e", scalar));
        Computation inner = Computation.Create("inner", [a, e], [(a * e).Sin()]);
        (Expr h, Expr row) = (Leaf("h", scalar), Leaf("row", stacked));
        Computation outer = Computation.Create("outer", [h, row], [Scan(inner, Length, [h], [row], [])[0]]);
        Expr rows = Leaf("rows", new TensorType(ElementType.F64, [3, Length]));
        Expr loss = Scan(outer, 3, [h0], [rows], [])[0];
        Computation whole = Computation.Create("all", [h0, rows], [loss, .. ReverseMode.Gradient(loss, [h0, rows])]);
        Computation merged = Passes.MergeScans.Run(whole, new PassLog());
        Expr forward = merged.Nodes.First(node => node.Op is Scan);
        Assert.Equal(2, Loops(merged));
        Assert.Equal(1, Loops(((Scan)forward.Op).Body));
        ImmutableArray<Literal> arguments = [Literal.Scalar(0.3), Derivatives.Draw([3, Length], 1)];
        Assert.Equal(
            (IEnumerable<Literal>)Derivatives.Evaluate(whole.Parameters, whole.Results, arguments),
            Derivatives.Evaluate(merged.Parameters, merged.Results, arguments));
    }

    [Fact]
    public void Loops_that_step_otherwise_or_over_other_operands_stay_apart()
    {
        (Expr h, Expr x, Expr c) = (Leaf("h", scalar), Leaf("x", scalar), Leaf("c", scalar));
        ImmutableArray<Expr> one = Recurrence(h, x, c);
        Computation other = Computation.Create("other", [h, x, c], [((h * c) - x).Sin(), h]);
        Computation same = Computation.Create("same", [h, x, c], [((h * c) + x).Sin(), h * 2]);
        Computation whole = Computation.Create(
            "all",
            [h0, xs, k],
            [
                .. one,
                .. Scan(other, Length, [h0], [xs], [k]),
                .. Scan(same, Length, [h0], [xs], [h0]),
                .. Scan(same, Length, [h0], [xs], [k], reverse: true),
            ]);
        PassLog log = new();
        Assert.Same(whole, Passes.MergeScans.Run(whole, log));
        Assert.Empty(log.Counts);
    }

    [Fact]
    public void What_two_loops_both_put_out_is_put_out_once()
    {
        (Expr h, Expr x, Expr c) = (Leaf("h", scalar), Leaf("x", scalar), Leaf("c", scalar));
        (Expr p, Expr q, Expr r) = (Leaf("p", scalar), Leaf("q", scalar), Leaf("r", scalar));
        Computation first = Computation.Create("first", [h, x, c], [((h * c) + x).Sin(), h * 2, x]);
        Computation second = Computation.Create("second", [p, q, r], [((p * r) + q).Sin(), q, p - q, p * 2]);
        Computation whole = Computation.Create("all", [h0, xs, k], [.. Scan(first, Length, [h0], [xs], [k]), .. Scan(second, Length, [h0], [xs], [k])]);
        PassLog log = new();
        Computation merged = Passes.MergeScans.Run(whole, log);
        Expr loop = Assert.Single(merged.Nodes, node => node.Op is Scan);
        Assert.Equal(new TupleType([scalar, stacked, stacked, stacked]), loop.ResultType);
        Assert.Equal(1, log.Counts["loops-merged"]);
        Assert.Equal(
            (IEnumerable<Literal>)Derivatives.Evaluate(whole.Parameters, whole.Results, Arguments),
            Derivatives.Evaluate(merged.Parameters, merged.Results, Arguments));
    }

    private ImmutableArray<Expr> Recurrence(Expr h, Expr x, Expr c) =>
        Scan(Computation.Create("step", [h, x, c], [((h * c) + x).Sin(), h * x]), Length, [h0], [xs], [k]);

    private static int Loops(Computation computation) => computation.Nodes.Count(node => node.Op is Scan);
}
