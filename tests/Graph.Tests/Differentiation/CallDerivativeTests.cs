using Graph.Transforms;
using static Graph.IR.Primitives;

namespace Graph.Tests.Derivatives;

/// <summary>Calls are differentiated through their body, or by the derivative that they give.</summary>
public sealed class CallDerivativeTests
{
    private static readonly TensorType vector = new(ElementType.F64, [3]);
    private static readonly TensorType indices = new(ElementType.I32, [3]);

    private readonly Expr a = Leaf("a", vector);
    private readonly Expr n = Leaf("n", indices);
    private readonly Expr b = Leaf("b", vector);
    private readonly ImmutableArray<Literal> arguments = [Derivatives.Draw([3], 1), Literal.Create<int>([3], [2, 0, 3]), Derivatives.Draw([3], 2)];

    private Computation Body => Computation.Create("f", [a, n, b], [(a * b).Sin(), n + 1, a.Exp() * n.Cast(ElementType.F64)]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_call_has_the_derivatives_of_its_body(bool keep)
    {
        (Expr x, Expr i, Expr z) = (Leaf("x", vector), Leaf("i", indices), Leaf("z", vector));
        Expr call = Expr.Create(new Call(Body, Keep: keep), x * z, i, z);
        Derivatives.Verify(Computation.Create("call", [x, i, z], call.Results()), arguments);
    }

    [Fact]
    public void A_call_that_one_result_of_is_used_has_derivatives_of_that_one_alone()
    {
        (Expr x, Expr i, Expr z) = (Leaf("x", vector), Leaf("i", indices), Leaf("z", vector));
        Expr exponential = Expr.Create(new Call(Body), x, i, z)[2];
        ImmutableArray<Expr?> gradients = ReverseMode.Pullback([exponential], [Fill(vector, 1)], [x, z]);
        Assert.NotNull(gradients[0]);
        Assert.Null(gradients[1]);
    }

    [Fact]
    public void A_unit_of_compilation_has_a_derivative_that_is_one()
    {
        (Expr x, Expr i, Expr z) = (Leaf("x", vector), Leaf("i", indices), Leaf("z", vector));
        Expr y = Expr.Create(new Call(Body, Keep: true), x, i, z)[0];
        Expr gradient = ReverseMode.Gradient(y.Sum([0]), [x])[0];
        Call pullback = Assert.IsType<Call>(Traversal.TopologicalOrder([gradient]).Single(node => node.Op is Call).Op);
        Assert.True(pullback.Keep);
        Assert.Equal("f_pullback", pullback.Body.Name);
    }

    /// <summary>The derivatives given are three and five times those of the body, so that it shows which was taken.</summary>
    [Fact]
    public void The_derivatives_that_a_call_gives_are_taken()
    {
        (Expr x, Expr i, Expr z) = (Leaf("x", vector), Leaf("i", indices), Leaf("z", vector));
        Expr call = Expr.Create(new Call(Body, Pullback(3), Pushforward(5)), x, i, z);
        ImmutableArray<Expr> reverse = Derivatives.Gradients(Derivatives.Weighted([call[0]], 3), [x, z]);
        ImmutableArray<Expr?> forward = ForwardMode.Pushforward([call[0], call[2]], [z], [Fill(vector, 1)]);
        ImmutableArray<Literal> values = Derivatives.Evaluate([x, i, z], [.. reverse, forward[0]!, forward[1]!], arguments);

        double[] u = Derivatives.Draw([3], 3).ToArray<double>();
        double[] at = arguments[0].ToArray<double>();
        double[] bt = arguments[2].ToArray<double>();
        double[] cosine = [.. at.Zip(bt, (p, q) => Math.Cos(p * q))];
        Derivatives.AssertClose("by a", [.. Enumerable.Range(0, 3).Select(k => 3 * u[k] * cosine[k] * bt[k])], values[0].ToArray<double>());
        Derivatives.AssertClose("by b", [.. Enumerable.Range(0, 3).Select(k => 3 * u[k] * cosine[k] * at[k])], values[1].ToArray<double>());
        Derivatives.AssertClose("forward", [.. Enumerable.Range(0, 3).Select(k => 5 * cosine[k] * at[k])], values[2].ToArray<double>());
        Derivatives.AssertClose("forward, the other result", [0, 0, 0], values[3].ToArray<double>());
    }

    /// <summary>Of each result by each operand, J·v by the transpose of the pullback and Jᵀ·u by that of the pushforward; the factor shows that it was taken.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_derivative_given_for_one_mode_alone_serves_the_other_transposed(bool keep)
    {
        (Expr x, Expr i, Expr z) = (Leaf("x", vector), Leaf("i", indices), Leaf("z", vector));
        Expr reverseOnly = Expr.Create(new Call(Body, Pullback: Pullback(3), Keep: keep), x, i, z);
        Expr forwardOnly = Expr.Create(new Call(Body, Pushforward: Pushforward(5), Keep: keep), x, i, z);
        (Expr v, Expr u) = (Leaf("v", vector), Leaf("u", vector));
        ImmutableArray<Expr?> byA = ForwardMode.Pushforward([reverseOnly[0], reverseOnly[2]], [x], [v]);
        ImmutableArray<Expr?> byB = ForwardMode.Pushforward([reverseOnly[0], reverseOnly[2]], [z], [v]);
        ImmutableArray<Expr?> first = ReverseMode.Pullback([forwardOnly[0]], [u], [x, z]);
        ImmutableArray<Expr?> last = ReverseMode.Pullback([forwardOnly[2]], [u], [x, z]);
        Assert.Null(byB[1]);
        Assert.Null(last[1]);
        ImmutableArray<Literal> values = Derivatives.Evaluate(
            [x, i, z, v, u], [byA[0]!, byA[1]!, byB[0]!, first[0]!, first[1]!, last[0]!], [.. arguments, Derivatives.Draw([3], 4), Derivatives.Draw([3], 5)]);

        double[] at = arguments[0].ToArray<double>(), bt = arguments[2].ToArray<double>();
        int[] nt = arguments[1].ToArray<int>();
        double[] vt = Derivatives.Draw([3], 4).ToArray<double>(), ut = Derivatives.Draw([3], 5).ToArray<double>();
        double[][] expected =
        [
            [.. Enumerable.Range(0, 3).Select(k => 3 * Math.Cos(at[k] * bt[k]) * bt[k] * vt[k])],
            [.. Enumerable.Range(0, 3).Select(k => Math.Exp(at[k]) * nt[k] * vt[k])],
            [.. Enumerable.Range(0, 3).Select(k => 3 * Math.Cos(at[k] * bt[k]) * at[k] * vt[k])],
            [.. Enumerable.Range(0, 3).Select(k => 5 * Math.Cos(at[k] * bt[k]) * bt[k] * ut[k])],
            [.. Enumerable.Range(0, 3).Select(k => 5 * Math.Cos(at[k] * bt[k]) * at[k] * ut[k])],
            [.. Enumerable.Range(0, 3).Select(k => Math.Exp(at[k]) * nt[k] * ut[k])],
        ];
        for (int place = 0; place < expected.Length; place++)
        {
            Derivatives.AssertClose($"derivative {place}", expected[place], values[place].ToArray<double>());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_a_derivative_given_for_one_mode_alone_both_modes_are_right_at_both_orders(bool pullback)
    {
        (Expr x, Expr i, Expr z) = (Leaf("x", vector), Leaf("i", indices), Leaf("z", vector));
        Call operation = pullback ? new Call(Body, Pullback: Pullback(1)) : new Call(Body, Pushforward: Pushforward(1));
        Derivatives.Verify(Computation.Create("call", [x, i, z], Expr.Create(operation, x * z, i, z).Results()), arguments);
    }

    [Fact]
    public void A_derivative_that_goes_through_a_loop_is_transposed()
    {
        // y = 8·x, and the pullback doubles the cotangent three times.
        (Expr p, Expr y, Expr dy, Expr h) = (Leaf("p", vector), Leaf("y", vector), Leaf("dy", vector), Leaf("h", vector));
        Computation step = Computation.Create("double", [h], [h + h]);
        Computation pullback = Computation.Create("back", [p, y, dy], [Scan(step, 3, [dy], [], [])[0]]);
        Expr x = Leaf("x", vector), v = Leaf("v", vector);
        Expr called = Expr.Create(new Call(Computation.Create("eight", [p], [p * 8]), pullback), x);
        Expr tangent = ForwardMode.Pushforward([called], [x], [v])[0]!;
        double[] vt = [1, -2, 0.5];
        Derivatives.AssertClose("tangent", [8, -16, 4], Derivatives.Evaluate([x, v], [tangent], [arguments[0], Literal.Create<double>([3], vt)])[0].ToArray<double>());
    }

    [Fact]
    public void A_derivative_that_is_not_linear_cannot_be_transposed_and_is_named()
    {
        (Expr p, Expr y, Expr dy, Expr x) = (Leaf("p", vector), Leaf("y", vector), Leaf("dy", vector), Leaf("x", vector));
        Computation body = Computation.Create("f", [p], [p.Sin()]);
        Expr reverseOnly = Expr.Create(new Call(body, Pullback: Computation.Create("back", [p, y, dy], [dy * dy])), x);
        Expr forwardOnly = Expr.Create(new Call(body, Pushforward: Computation.Create("along", [p, dy], [dy.Tanh()])), x);
        Assert.Equal(
            "the pullback of the call @f is not linear in its cotangents, so it cannot be transposed, and forward mode cannot go through the call",
            Assert.Throws<GraphException>(() => ForwardMode.Pushforward([reverseOnly], [x], [x])).Sentence);
        Assert.Equal(
            "the pushforward of the call @f is not linear in its tangents, so it cannot be transposed, and reverse mode cannot go through the call",
            Assert.Throws<GraphException>(() => ReverseMode.Gradient(forwardOnly.Sum([0]), [x])).Sentence);
    }

    // Takes a, n, b, the three results, and a cotangent for the first and the third.
    private static Computation Pullback(double factor)
    {
        (Expr p, Expr m, Expr q) = (Leaf("p", vector), Leaf("m", indices), Leaf("q", vector));
        (Expr y0, Expr y1, Expr y2, Expr d0, Expr d2) = (Leaf("y0", vector), Leaf("y1", indices), Leaf("y2", vector), Leaf("d0", vector), Leaf("d2", vector));
        Expr inner = d0 * (p * q).Cos() * factor;
        return Computation.Create("f_reverse", [p, m, q, y0, y1, y2, d0, d2], [(inner * q) + (d2 * y2), inner * p]);
    }

    private static Computation Pushforward(double factor)
    {
        (Expr p, Expr m, Expr q, Expr dp, Expr dq) = (Leaf("p", vector), Leaf("m", indices), Leaf("q", vector), Leaf("dp", vector), Leaf("dq", vector));
        return Computation.Create("f_forward", [p, m, q, dp, dq], [((p * dq) + (dp * q)) * (p * q).Cos() * factor, dp * p.Exp() * m.Cast(ElementType.F64)]);
    }
}
