using Graph.Learning;
using Graph.Tests.Facade;
using static Graph.Initializers;
using static Graph.Ops;

namespace Graph.Tests.Learning;

public sealed class ScopeTests
{
    private static Expr X => Input("x", [2, 3]);

    /// <summary>The course's dense layer, as a user writes it.</summary>
    private sealed record MyDense(int Units) : Layer
    {
        public override Expr Apply(Expr x, Scope scope)
        {
            Expr w = scope.Parameter("w", [x.Shape[^1], Units], GlorotUniform);
            Expr b = scope.Parameter("b", [Units], Zeros);
            return MatMul(x, w) + b;
        }
    }

    private sealed record Twice(Layer Inner) : Layer
    {
        public override Expr Apply(Expr x, Scope scope) => scope.Apply(Inner, scope.Apply(Inner, x));
    }

    private sealed record Unnamed : Layer
    {
        public override Expr Apply(Expr x, Scope scope) => new Dense(3).Apply(new Dense(3).Apply(x, scope), scope);
    }

    private sealed record Endless : Layer
    {
        public override Expr Apply(Expr x, Scope scope) => scope.Apply(this, x);
    }

    [Fact]
    public void A_layer_of_ten_lines_has_its_gradient_checked() => GradientCheck.Verify(new MyDense(3), input: [5, 4], seed: 7);

    [Fact]
    public void Paths_come_from_names_and_types()
    {
        Scope scope = new(isTraining: true);
        Layer network = new Sequential(
            new Dense(4, Relu), new Dense(4, Relu), new Dense(2) { Name = "head" }, new MyDense(2), new BatchNorm());
        scope.Apply(network, X);
        Assert.Equal(
            [
                "sequential/dense/w", "sequential/dense/b", "sequential/dense_2/w", "sequential/dense_2/b", "sequential/head/w",
                "sequential/head/b", "sequential/my_dense/w", "sequential/my_dense/b", "sequential/batch_norm/scale",
                "sequential/batch_norm/offset",
                "sequential/batch_norm/mean", "sequential/batch_norm/variance",
            ],
            scope.Variables.Select(variable => variable.Path));
        Assert.Equal(10, scope.Parameters.Length);
        Assert.Equal("f32[3,4]", scope.Variables[0].Type.ToString());
    }

    [Fact]
    public void The_same_object_shares_its_parameters_and_an_equal_one_does_not()
    {
        Dense shared = new(3);
        Assert.NotEqual(shared, new Dense(3));
        Scope scope = new(isTraining: true);
        scope.Apply(new Sequential(shared, shared, new Dense(3)), X);
        Assert.Equal(4, scope.Variables.Length);
        Assert.Equal([true, true, false, true], scope.Applications.Select(use => use.IsFirst));
    }

    [Fact]
    public void A_shared_part_shares_what_is_within_it()
    {
        Scope scope = new(isTraining: true);
        scope.Apply(new Twice(new Sequential(new Dense(3), new Dense(3))), X);
        Assert.Equal(["twice/sequential/dense/w", "twice/sequential/dense/b", "twice/sequential/dense_2/w", "twice/sequential/dense_2/b"],
            scope.Variables.Select(variable => variable.Path));
    }

    [Fact]
    public void What_is_wrong_with_names_is_said()
    {
        Scope scope = new(isTraining: true);
        Wrong.Says<GraphException>(
            "unnamed: Dense: the parameter 'w' is asked for twice of 'unnamed'; a layer applies others by scope.Apply(layer, x), which " +
            "gives their parameters a path of their own",
            () => scope.Apply(new Unnamed(), X));
        Wrong.Says<GraphException>("endless: the layer 'endless' is applied within itself", () => new Scope(true).Apply(new Endless(), X));
        Wrong.Says<GraphException>(
            "sequential: two layers in 'sequential' are called 'a'; give one of them another name, or use one object for both to share " +
            "its parameters",
            () => new Scope(true).Apply(new Sequential(new Dense(3) { Name = "a" }, new Dense(3) { Name = "a" }), X));
        Wrong.Says<GraphException>("the name 'a/b' has a '/', which separates the names of a path", () => new Dense(3) { Name = "a/b" });
        Wrong.Says<GraphException>(
            "the name 'optimizer' is taken: what a step keeps beside the network is called so", () => new Dense(3) { Name = "optimizer" });
    }

    [Fact]
    public void A_shared_layer_keeps_its_shapes()
    {
        Dense shared = new(4);
        Wrong.Says<ShapeException>(
            "sequential/dense: Dense: the parameter 'w' of 'sequential/dense' is f32[3,4] from where the layer is applied first, but " +
            "would be f32[4,4] here; "
            + "a layer that is used twice takes inputs of the same features",
            () => new Scope(true).Apply(new Sequential(shared, shared), X));
    }

    [Fact]
    public void An_error_names_the_layer() => Wrong.Says<ShapeException>(
        "sequential/conv2d: Conv2D: the input 'x' f32[2,3] must have the axes [batch, height, width, features]",
        () => new Scope(true).Apply(new Sequential(new Conv2D(3, [3])), X));

    [Fact]
    public void A_state_is_threaded_through_every_use()
    {
        Layer counter = Layer.Of((x, scope) =>
        {
            Expr count = scope.State("count", [], Zeros);
            scope.Update("count", count + 1);
            return x;
        });
        Scope scope = new(isTraining: true);
        scope.Apply(new Sequential(counter, counter, counter), X);
        (Variable state, Expr next) = Assert.Single(scope.Updates);
        Assert.Equal("sequential/function/count", state.Path);
        Assert.Equal(8f, next.Evaluate((state.Path, 5f)).ToScalar<float>());
    }

    [Fact]
    public void Keys_differ_for_every_layer_use_and_call()
    {
        List<Expr> keys = [];
        Layer random = Layer.Of((x, scope) =>
        {
            keys.Add(scope.Key());
            keys.Add(scope.Key());
            return x;
        });
        Layer other = Layer.Of((x, scope) =>
        {
            keys.Add(scope.Key());
            return x;
        });
        Scope scope = new(isTraining: true, key: Key(1));
        scope.Apply(new Sequential(random, other, random), X);
        Assert.Equal(5, keys.Count);
        Assert.Equal(5, Evaluate([.. keys]).Select(key => string.Join(",", key.ToArray<uint>())).Distinct().Count());
    }

    [Fact]
    public void In_evaluation_nothing_is_drawn()
    {
        Scope scope = new(isTraining: false);
        Expr x = X;
        Assert.Same(x, scope.Apply(new Dropout(0.5), x));
        Wrong.Says<GraphException>(
            "function: Key: 'function' asks for a key in evaluation, where nothing is drawn at random; ask scope.IsTraining first, or " +
            "give the scope a key",
            () => scope.Apply(Layer.Of((y, inner) => Dropout(y, 0.5, inner.Key())), x));
    }

    [Fact]
    public void Losses_and_reports_are_scalars()
    {
        Scope scope = new(isTraining: true);
        scope.Report("norm", Norm(X));
        scope.Report("norm", Sum(X));
        scope.AddLoss(Sum(X));
        Assert.Equal(["norm", "norm_2"], scope.Reports.Select(report => report.Name));
        Assert.Single(scope.AddedLosses);
        Wrong.Says<ShapeException>("AddLoss: the loss 'x' f32[2,3] must be a float scalar", () =>
        {
            scope.AddLoss(X);
            return null;
        });
    }

    [Fact]
    public void A_layer_takes_the_inputs_that_it_takes()
    {
        Scope scope = new(isTraining: true);
        Wrong.Says<GraphException>("dense: Dense takes one input, but is given 2", () => scope.Apply(new Dense(3), [X, X]));
        Expr sum = scope.Apply(Layer.Of((Expr x, Expr y, Scope _) => x + y), [X, X]);
        Assert.Equal("f32[2,3]", sum.Type.ToString());
    }
}
