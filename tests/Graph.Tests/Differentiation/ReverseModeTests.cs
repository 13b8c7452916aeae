using Graph.Transforms;
using static Graph.IR.Primitives;

namespace Graph.Tests.Derivatives;

/// <summary>What reverse mode reaches, what it refuses, and what it costs.</summary>
public sealed class ReverseModeTests
{
    private static readonly TensorType Vector = new(ElementType.F64, [3]);

    private readonly Expr x = Leaf("x", Vector);
    private readonly Expr w = Leaf("w", Vector);

    [Fact]
    public void What_nothing_reaches_has_no_derivative()
    {
        Expr loss = (x * w.StopGradient()).Sum([0]);
        ImmutableArray<Expr?> gradients = ReverseMode.Pullback([loss], [Fill(loss.Type, 1)], [x, w]);
        Assert.NotNull(gradients[0]);
        Assert.Null(gradients[1]);
    }

    [Fact]
    public void An_unreached_parameter_is_named()
    {
        Expr loss = (x * w.Cast(ElementType.I32).Cast(ElementType.F64)).Sum([0]);
        GraphException error = Assert.Throws<GraphException>(() => ReverseMode.Gradient(loss, [x, w]));
        Assert.Equal("the loss reduce f64[] does not depend differentiably on 'w' f64[3]", error.Sentence);
    }

    [Fact]
    public void A_piecewise_constant_operator_is_reached_with_zero()
    {
        Expr loss = x.Apply(UnaryKind.RoundDown).Exp().Sum([0]);
        Expr gradient = Assert.Single(ReverseMode.Gradient(loss, [x]));
        Assert.True(gradient.IsZero);
        Assert.Equal(Vector, gradient.Type);
    }

    [Fact]
    public void A_loss_is_a_scalar()
    {
        ShapeException error = Assert.Throws<ShapeException>(() => ReverseMode.Gradient(x * w, [x]));
        Assert.Equal("a loss is a scalar, but multiply f64[3] has shape [3]; take its mean or its sum", error.Sentence);
    }

    [Fact]
    public void A_loss_is_a_float()
    {
        Expr count = x.Cast(ElementType.I32).Sum([0]);
        ElementTypeException error = Assert.Throws<ElementTypeException>(() => ReverseMode.Gradient(count, [x]));
        Assert.Equal("a loss is a float, but reduce i32[] is i32", error.Sentence);
    }

    [Fact]
    public void A_derivative_has_the_origin_of_what_it_differentiates()
    {
        Expr loss;
        using (Origin.Scope("encoder"))
        {
            loss = x.Exp().Sum([0]);
        }
        Expr gradient = Assert.Single(ReverseMode.Gradient(loss, [x]));
        Assert.Equal("encoder", gradient.Origin.ToString());
    }

    [Fact]
    public void An_intermediate_result_can_be_differentiated_by()
    {
        Expr hidden = x * w;
        Expr loss = (hidden * hidden).Sum([0]);
        ImmutableArray<Expr> gradients = ReverseMode.Gradient(loss, [hidden, x]);
        Assert.Equal([Vector, Vector], gradients.Select(gradient => gradient.Type));
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void A_chain_costs_three_nodes_an_operator_in_either_mode(int length)
    {
        Expr y = x;
        for (int step = 0; step < length; step++)
        {
            y = y.Sin();
        }
        // Each sine, its cosine, and a multiplication; of the gradient the seed and its broadcast, of the tangent a sum; and x.
        Expr gradient = Assert.Single(ReverseMode.Gradient(y.Sum([0]), [x]));
        Expr tangent = Assert.Single(ForwardMode.Pushforward([y.Sum([0])], [x], [w]))!;
        Assert.Equal((3 * length) - 1 + 3, Traversal.TopologicalOrder([gradient]).Length);
        Assert.Equal((3 * length) - 1 + 3, Traversal.TopologicalOrder([tangent]).Length);
    }

    /// <summary>Whether a contribution is zero is asked of each; to look through the views before it would make this quadratic.</summary>
    [Fact]
    public void A_chain_of_views_costs_one_node_an_operator()
    {
        const int length = 200_000;
        Expr y = x;
        for (int step = 0; step < length; step++)
        {
            y = y.Reshape(step % 2 == 0 ? [3, 1] : [3]);
        }
        Expr gradient = Assert.Single(ReverseMode.Gradient(y.Sum([0]), [x]));
        Assert.Equal(length + 2, Traversal.TopologicalOrder([gradient]).Length);
    }

    [Fact]
    public void A_value_of_many_uses_costs_one_addition_for_each()
    {
        const int uses = 100_000;
        Expr y = x;
        for (int use = 1; use < uses; use++)
        {
            y += x;
        }
        Expr gradient = Assert.Single(ReverseMode.Gradient(y.Sum([0]), [x]));
        Assert.Equal(uses - 1 + 2, Traversal.TopologicalOrder([gradient]).Length);
    }

    /// <summary>A gradient check runs in f64, where no cast between floats is left; so the rules of both modes are held here.</summary>
    [Theory]
    [InlineData(ElementType.F64, ElementType.F32)]
    [InlineData(ElementType.F32, ElementType.F64)]
    public void A_cast_between_floats_casts_its_derivatives(ElementType from, ElementType to)
    {
        Expr p = Leaf("p", new(from, [2])), du = Leaf("du", new(to, [2])), dp = Leaf("dp", new(from, [2]));
        Expr y = p.Cast(to) * 3;
        Expr cotangent = ReverseMode.Pullback([y], [du], [p])[0]!, tangent = ForwardMode.Pushforward([y], [p], [dp])[0]!;
        Assert.Equal((from, to), (cotangent.Element, tangent.Element));
        ImmutableArray<Literal> values = Derivatives.Evaluate(
            [p, du, dp], [cotangent.Cast(ElementType.F64), tangent.Cast(ElementType.F64)], [Numbers(from, 1, 2), Numbers(to, 0.5, -4), Numbers(from, 0.25, 8)]);
        Assert.Equal([1.5, -12], values[0].ToArray<double>());
        Assert.Equal([0.75, 24], values[1].ToArray<double>());
    }

    private static Literal Numbers(ElementType element, double first, double second) => element == ElementType.F64
        ? Literal.Create<double>([2], [first, second])
        : Literal.Create<float>([2], [(float)first, (float)second]);
}
