using Graph.Transforms;
using static Graph.IR.Primitives;
using Differentiate = Graph.Transforms.Differentiation;

namespace Graph.Tests.Derivatives;

/// <summary>The gradient of a computation.</summary>
public sealed class GradientTests
{
    private static readonly TensorType vector = new(ElementType.F64, [2]);

    private readonly Expr x = Leaf("x", vector);
    private readonly Expr w = Leaf("w", vector, LeafRole.TrainableLeaf);
    private readonly Expr b = Leaf("b", new TensorType(ElementType.F64, []), LeafRole.TrainableLeaf);

    private Expr Loss => (x * w * w).Sum([0]) + b;

    [Fact]
    public void It_returns_the_results_then_the_gradients_by_the_trainable_parameters()
    {
        Computation gradient = Differentiate.Gradient(Computation.Create("model", [x, w, b], [Loss, x.Exp()], ["loss", "other"]));
        Assert.Equal("model_gradient", gradient.Name);
        Assert.Equal((Expr[])[x, w, b], gradient.Parameters);
        Assert.Equal((string[])["loss", "other", "dloss/dw", "dloss/db"], gradient.ResultNames);
        ImmutableArray<Literal> values = Derivatives.Evaluate(
            gradient.Parameters, gradient.Results, [Literal.Create<double>([2], [3, 4]), Literal.Create<double>([2], [5, 7]), Literal.Scalar(1.0)]);
        Assert.Equal([30, 56], values[2].ToArray<double>());
        Assert.Equal([1], values[3].ToArray<double>());
    }

    [Fact]
    public void Without_trainable_parameters_it_is_by_every_float()
    {
        (Expr p, Expr n, Expr q) = (Leaf("p", vector), Leaf("n", new TensorType(ElementType.I32, [2])), Leaf("q", vector));
        Computation gradient = Differentiate.Gradient(Computation.Create("model", [p, n, q], [(p * q * n.Cast(ElementType.F64)).Sum([0])], ["y"]));
        Assert.Equal((string[])["y", "dy/dp", "dy/dq"], gradient.ResultNames);
    }

    [Fact]
    public void It_can_be_by_parameters_that_are_named()
    {
        Computation gradient = Differentiate.Gradient(Computation.Create("model", [x, w, b], [Loss]), ["b", "x"]);
        Assert.Equal((string[])["result", "dresult/db", "dresult/dx"], gradient.ResultNames);
    }

    [Fact]
    public void A_loop_runs_once_for_the_results_and_the_gradients()
    {
        Expr h = Leaf("h", new TensorType(ElementType.F64, []));
        Expr start = Leaf("start", h.Type);
        Expr y = Scan(Computation.Create("step", [h], [h.Sin()]), 3, [start], [], [])[0];
        Computation gradient = Differentiate.Gradient(Computation.Create("loop", [start], [y]));
        Assert.Equal([false, true], gradient.Nodes.Select(node => node.Op).OfType<Scan>().Select(scan => scan.Reverse));
    }

    [Fact]
    public void The_gradient_of_a_gradient_has_its_results_too()
    {
        Expr q = Leaf("q", new TensorType(ElementType.F64, []));
        Computation first = Differentiate.Gradient(Computation.Create("cube", [q], [q * q * q]));
        Computation second = Differentiate.Gradient(Computation.Create("slope", [q], [first.Results[1]]));
        Assert.Equal(30, Derivatives.Evaluate([q], [second.Results[1]], [Literal.Scalar(5.0)])[0].At<double>(0));
    }

    [Fact]
    public void The_gradient_of_a_whole_gradient_gives_its_results_free_names()
    {
        Expr q = Leaf("q", new TensorType(ElementType.F64, []));
        Computation twice = Differentiate.Gradient(Differentiate.Gradient(Computation.Create("cube", [q], [q * q * q], ["y"])));
        Assert.Equal((string[])["y", "dy/dq", "dy/dq_1"], twice.ResultNames);
    }

    [Fact]
    public void A_parameter_that_is_named_twice_is_refused()
    {
        GraphException error = Assert.Throws<GraphException>(() => Differentiate.Gradient(Computation.Create("model", [x, w, b], [Loss]), ["w", "b", "w"]));
        Assert.Equal("the parameter 'w' of @model is named twice", error.Sentence);
    }

    [Fact]
    public void It_can_be_written_down_and_read_again()
    {
        (Expr h, Expr element) = (Leaf("h", new TensorType(ElementType.F64, [])), Leaf("x", new TensorType(ElementType.F64, [])));
        Computation step = Computation.Create("step", [h, element], [(h * element).Sin(), h.Exp()]);
        Expr loss = Scan(step, 2, [b], [w], [])[1].Sum([0]);
        Computation gradient = Differentiate.Gradient(Computation.Create("loop", [w, b], [loss]));
        Assert.Equal(gradient, TextForm.Parse(gradient.ToString()));
    }

    [Fact]
    public void A_parameter_that_the_loss_does_not_reach_is_named()
    {
        Expr loss = (x * w).Sum([0]);
        GraphException error = Assert.Throws<GraphException>(() => Differentiate.Gradient(Computation.Create("model", [x, w, b], [loss])));
        Assert.Equal("the loss reduce f64[] does not depend differentiably on 'b' f64[]", error.Sentence);
    }

    [Fact]
    public void A_parameter_that_is_not_there_is_named_beside_those_that_are()
    {
        GraphException error = Assert.Throws<GraphException>(() => Differentiate.Gradient(Computation.Create("model", [x, w, b], [Loss]), ["weights"]));
        Assert.Equal("@model has no parameter 'weights'; it has 'x' f64[2], 'w' f64[2], 'b' f64[]", error.Sentence);
    }

    [Fact]
    public void Something_must_be_there_to_differentiate_by()
    {
        Expr n = Leaf("n", new TensorType(ElementType.I32, []));
        GraphException error = Assert.Throws<GraphException>(() => Differentiate.Gradient(Computation.Create("count", [n], [n.Cast(ElementType.F64)])));
        Assert.Equal("@count has no float parameter to differentiate by", error.Sentence);
    }
}
