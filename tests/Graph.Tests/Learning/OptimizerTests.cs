using Graph.Learning;
using Graph.Tests.Facade;
using static Graph.Initializers;
using static Graph.Ops;

namespace Graph.Tests.Learning;

public sealed class OptimizerTests
{
    private static readonly double[] curvature = [0.3, 2, 7], bottom = [1, -2, 0.5], start = [-1.5, 0.7, 3];

    public static TheoryData<string> Names => [.. Cases().Select(optimizer => optimizer.Name)];

    /// <summary>A valley of different widths with a quartic in it: gradients shrink, grow and change their signs.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_hundred_steps_are_those_of_the_paper(string name)
    {
        (string _, Optimizer optimizer, PaperOptimizers.Rule rule) = Cases().Single(item => item.Name == name);
        Scope scope = new(isTraining: true, ElementType.F64);
        Expr w = scope.Parameter("w", [3], Values(Tensor.Create<double>([3], start)));
        Expr distance = w - Tensor.Create<double>([3], bottom);
        Expr loss = Sum((Tensor.Create<double>([3], curvature) * Square(distance)) + (0.1 * Square(Square(w))));
        LearningStep step = LearningStep.Compile(scope, [], loss, optimizer);
        Learner learner = step.Initialize(seed: 0);

        double[] expected = [.. start];
        Dictionary<string, double>[] kept = [[], [], []];
        for (int t = 1; t <= 100; t++)
        {
            step.Run(learner);
            for (int place = 0; place < 3; place++)
            {
                double gradient = (2 * curvature[place] * (expected[place] - bottom[place])) + (0.4 * Math.Pow(expected[place], 3));
                expected[place] = rule(expected[place], gradient, kept[place], optimizer.LearningRate.At(t - 1), t);
            }
            double[] actual = learner.Parameters["w"].ToArray<double>();
            for (int place = 0; place < 3; place++)
            {
                Assert.True(Math.Abs(actual[place] - expected[place]) <= 1e-10 * Math.Max(1, Math.Abs(expected[place])),
                    $"{name} at step {t}: {actual[place]:R} instead of {expected[place]:R}");
            }
        }
        Assert.Equal(100, learner.Steps);
    }

    /// <summary>Rosenbrock's valley from (−1.2, 1) to a value below 1e-4, within the stated number of steps.</summary>
    [Theory]
    [InlineData("sgd", 5000)]
    [InlineData("momentum", 1000)]
    [InlineData("nesterov", 1000)]
    [InlineData("adagrad", 5000)]
    [InlineData("adadelta", 10000)]
    [InlineData("rmsprop", 5000)]
    [InlineData("adam", 1500)]
    [InlineData("adamw", 1500)]
    [InlineData("lion", 2000)]
    public void Finds_the_bottom_of_rosenbrocks_valley(string name, int steps)
    {
        Optimizer optimizer = name switch
        {
            "sgd" => new Sgd(2e-3),
            "momentum" => new Sgd(1e-3, Momentum: 0.9),
            "nesterov" => new Sgd(1e-3, Momentum: 0.9, Nesterov: true),
            "adagrad" => new Adagrad(1.0),
            "adadelta" => new Adadelta(new CosineDecay(2, steps), Epsilon: 1e-5),
            "rmsprop" => new RmsProp(new CosineDecay(3e-3, steps)),
            "adam" => new Adam(0.05),
            "adamw" => new AdamW(0.05) { WeightDecay = 1e-6 },
            "lion" => new Lion(new CosineDecay(5e-3, steps)),
            _ => throw new ArgumentException(name),
        };
        Scope scope = new(isTraining: true, ElementType.F64);
        Expr w = scope.Parameter("w", [2], Values(Tensor.Create<double>([2], -1.2, 1)));
        Expr x = w[0], y = w[1];
        LearningStep step = LearningStep.Compile(scope, [], Square(1 - x) + (100 * Square(y - (x * x))), optimizer);
        Learner learner = step.Initialize(seed: 0);
        Tensor value = Tensor.Empty([], ElementType.F64);
        int taken = 0;
        do
        {
            step.Run(learner, [], [value]);
            taken++;
        }
        while (value.ToScalar<double>() >= 1e-4 && taken < steps);
        Assert.True(value.ToScalar<double>() < 1e-4, $"{name}: {value.ToScalar<double>()} after {taken} steps");
    }

    [Fact]
    public void Clipping_is_by_element_by_parameter_or_by_all()
    {
        Assert.Equal((3, -4, 6), Clipped(null));
        Assert.Equal((2, -2, 2), Clipped(GradientClipping.ByValue(2)));
        Assert.Equal((1.5, -2, 2.5), Clipped(GradientClipping.ByNorm(2.5)));
        double all = Math.Sqrt(9 + 16 + 36);
        (double a, double b, double c) = Clipped(GradientClipping.ByGlobalNorm(1));
        Assert.Equal(3 / all, a, 1e-12);
        Assert.Equal(-4 / all, b, 1e-12);
        Assert.Equal(6 / all, c, 1e-12);
        Assert.Equal((3, -4, 6), Clipped(GradientClipping.ByGlobalNorm(8)));
    }

    [Fact]
    public void Groups_have_rates_and_decays_of_their_own_and_may_stand_still()
    {
        Scope scope = new(isTraining: true);
        Expr x = Input("x", [1, 2]);
        Layer network = new Sequential(new Dense(2) { Name = "body" }, new Dense(2) { Name = "neck" }, new Dense(1) { Name = "head" });
        Expr loss = Sum(scope.Apply(network, x));
        Sgd optimizer = new(1.0)
        {
            WeightDecay = 0.5,
            Groups = [ParameterGroup.Frozen("**/body/*"), new("**/b") { WeightDecay = 0 }, new("**/neck/*") { RateFactor = 0.1 }],
        };
        LearningStep step = LearningStep.Compile(scope, [x], loss, optimizer);
        Learner learner = step.Initialize(seed: 1);
        ParameterTree before = learner.Parameters.Under("sequential");
        step.Run(learner, (Tensor)new float[,] { { 0, 0 } });
        ParameterTree after = learner.Parameters.Under("sequential");

        Assert.Equal(before["body/w"].ToArray<float>(), after["body/w"].ToArray<float>());
        Assert.Equal(before["body/b"].ToArray<float>(), after["body/b"].ToArray<float>());
        // Nothing goes in, so that only the decay acts on the weights of the neck; those of the head see the bias of the neck, which is 0.
        Assert.Equal(before["neck/w"].ToArray<float>().Select(w => w * 0.95f), after["neck/w"].ToArray<float>(), Near);
        Assert.Equal(before["head/w"].ToArray<float>().Select(w => w * 0.5f), after["head/w"].ToArray<float>(), Near);
        Assert.Equal([-1f], after["head/b"].ToArray<float>());
        Assert.Equal(before["head/w"].ToArray<float>().Select(w => -w), after["neck/b"].ToArray<float>(), Near);
    }

    /// <summary>Four batches of two make the same updates as one batch of eight.</summary>
    [Fact]
    public void Accumulated_gradients_are_those_of_the_larger_batch()
    {
        Tensor x = Normal(Key(1), [16, 3]).Evaluate(), t = Normal(Key(2), [16, 1]).Evaluate();
        Adam whole = new(0.01);
        ParameterTree large = Trained(whole, x, t, 8), small = Trained(whole with { AccumulationSteps = 4 }, x, t, 2);
        foreach ((string path, Tensor value) in large)
        {
            Assert.Equal(value.ToArray<float>(), small[path].ToArray<float>(), Near);
        }
        ParameterTree first = Trained(whole, x[..8], t[..8], 8);
        Assert.NotEqual(first["dense/w"].ToArray<float>(), large["dense/w"].ToArray<float>());
    }

    [Fact]
    public void The_average_fades_and_begins_with_the_parameters()
    {
        Scope scope = new(isTraining: true, ElementType.F64);
        Expr w = scope.Parameter("w", [], Filled(2));
        LearningStep step = LearningStep.Compile(scope, [], w, new Sgd(0.5) { AverageDecay = 0.9 });
        Learner learner = step.Initialize(seed: 0);
        double parameter = 2, average = 2;
        for (int t = 0; t < 5; t++)
        {
            step.Run(learner);
            parameter -= 0.5;
            average = (0.9 * average) + (0.1 * parameter);
        }
        Assert.Equal(parameter, learner.Weights["w"].ToScalar<double>(), 1e-12);
        Assert.Equal(average, learner.AveragedWeights["w"].ToScalar<double>(), 1e-12);
    }

    [Fact]
    public void Another_learning_rate_needs_no_compilation()
    {
        Scope scope = new(isTraining: true);
        Expr w = scope.Parameter("w", [], Zeros);
        LearningStep step = LearningStep.Compile(scope, [], w, new Sgd(Schedule.Of(step => step + 1)));
        Learner learner = step.Initialize(seed: 0);
        step.Run(learner);
        Assert.Equal(-1, learner.Parameters["w"].ToScalar<float>());
        step.Run(learner);
        Assert.Equal(-3, learner.Parameters["w"].ToScalar<float>());
        learner.RateFactor = 0.5;
        step.Run(learner);
        Assert.Equal(-4.5, learner.Parameters["w"].ToScalar<float>());
        Assert.Contains(step.Updating.Computation.Parameters, leaf => ((Parameter)leaf.Op).Label == "training/learning_rate");
    }

    /// <summary>Two networks against each other: each goal changes its own parameters only.</summary>
    [Fact]
    public void Goals_change_the_parameters_of_their_own()
    {
        Scope scope = new(isTraining: true);
        Expr a = scope.Parameter("a", [], Filled(1)), b = scope.Parameter("b", [], Filled(1));
        LearningStep step = LearningStep.Compile(
            scope, [], [new Goal(a * b, new Sgd(0.1), "a"), new Goal(-(a * b), new Sgd(0.2), "b")]);
        Learner learner = step.Initialize(seed: 0);
        TensorList losses = step.Run(learner);
        Assert.Equal("loss,loss_2", string.Join(",", losses.Names));
        Assert.Equal(0.9f, learner.Parameters["a"].ToScalar<float>());
        Assert.Equal(1.2f, learner.Parameters["b"].ToScalar<float>());
        Wrong.Says<GraphException>(
            "LearningStep: two goals of one step change the parameter 'a'; add their losses, or name other parameters",
            () => LearningStep.Compile(scope, [], [new Goal(a * b, new Sgd(0.1), "a"), new Goal(a + b, new Sgd(0.1), "*")]));
    }

    [Fact]
    public void What_cannot_be_trained_is_said()
    {
        Scope scope = new(isTraining: true);
        Expr w = scope.Parameter("weight", [], Zeros), unused = scope.Parameter("unused", [], Zeros);
        Wrong.Says<GraphException>(
            "LearningStep: no parameter has a path like 'weigth'; did you mean 'weight'?",
            () => LearningStep.Compile(scope, [], w + unused, new Sgd(0.1) { Groups = [ParameterGroup.Frozen("weigth")] }));
        Wrong.Says<GraphException>(
            "LearningStep: every parameter is frozen, so there is nothing to train",
            () => LearningStep.Compile(scope, [], w + unused, new Sgd(0.1) { Groups = [ParameterGroup.Frozen("**")] }));
        Wrong.Says<GraphException>(
            "LearningStep: the loss cast f32[] does not depend differentiably on 'unused' f32[]",
            () => LearningStep.Compile(scope, [], w.Cast(ElementType.F64).Cast(ElementType.F32), new Sgd(0.1)));
        Wrong.Says<GraphException>(
            "LearningStep: the network has no parameter, so there is nothing to train",
            () => LearningStep.Compile(new Scope(true), [], Constant(1f), new Sgd(0.1)));
    }

    [Theory]
    [InlineData("**", "a", true)]
    [InlineData("**", "a/b/c", true)]
    [InlineData("a/*", "a/b", true)]
    [InlineData("a/*", "a/b/c", false)]
    [InlineData("**/b", "b", true)]
    [InlineData("**/b", "a/c/b", true)]
    [InlineData("**/b", "a/c/bb", false)]
    [InlineData("a/**/w", "a/w", true)]
    [InlineData("dense*/w", "dense_2/w", true)]
    [InlineData("*_*/w", "dense/w", false)]
    public void Patterns_hold_of_paths(string pattern, string path, bool holds) => Assert.Equal(holds, PathPattern.Matches(pattern, path));

    private static IEnumerable<(string Name, Optimizer Optimizer, PaperOptimizers.Rule Rule)> Cases() =>
    [
        ("sgd", new Sgd(0.02), PaperOptimizers.Sgd()),
        ("momentum", new Sgd(0.01, Momentum: 0.9), PaperOptimizers.Momentum(0.9)),
        ("nesterov", new Sgd(0.01, Momentum: 0.9, Nesterov: true), PaperOptimizers.Nesterov(0.9)),
        ("sgd with weight decay", new Sgd(0.02) { WeightDecay = 0.1 }, PaperOptimizers.Decayed(PaperOptimizers.Sgd(), 0.1)),
        ("sgd on a schedule", new Sgd(new ExponentialDecay(0.03, 10, 0.9)), PaperOptimizers.Sgd()),
        ("adagrad", new Adagrad(0.3), PaperOptimizers.Adagrad(1e-10)),
        ("adadelta", new Adadelta(), PaperOptimizers.Adadelta(0.95, 1e-6)),
        ("rmsprop", new RmsProp(0.05), PaperOptimizers.RmsProp(0.9, 1e-8)),
        ("centred rmsprop with momentum", new RmsProp(0.001, 0.95, 0.9, Centered: true, Epsilon: 1e-4),
            PaperOptimizers.CenteredRmsProp(0.95, 0.9, 1e-4)),
        ("adam", new Adam(0.1), PaperOptimizers.Adam(0.9, 0.999, 1e-8)),
        ("adam with weight decay", new Adam(0.1) { WeightDecay = 0.1 },
            PaperOptimizers.Decayed(PaperOptimizers.Adam(0.9, 0.999, 1e-8), 0.1)),
        ("adamw", new AdamW(0.1) { WeightDecay = 0.1 }, PaperOptimizers.Adam(0.9, 0.999, 1e-8, 0.1)),
        ("adamw by default", new AdamW(), PaperOptimizers.Adam(0.9, 0.999, 1e-8, 0.01)),
        ("lion", new Lion(0.05) { WeightDecay = 0.1 }, PaperOptimizers.Lion(0.9, 0.99, 0.1)),
    ];

    private static (double, double, double) Clipped(GradientClipping? clipping)
    {
        Scope scope = new(isTraining: true, ElementType.F64);
        Expr a = scope.Parameter("a", [2], Zeros), b = scope.Parameter("b", [], Zeros);
        Expr loss = (3 * a[0]) - (4 * a[1]) + (6 * b);
        LearningStep step = LearningStep.Compile(scope, [], loss, new Sgd(1.0) { Clipping = clipping });
        Learner learner = step.Initialize(seed: 0);
        step.Run(learner);
        double[] moved = learner.Parameters["a"].ToArray<double>();
        return (-moved[0], -moved[1], -learner.Parameters["b"].ToScalar<double>());
    }

    private static ParameterTree Trained(Optimizer optimizer, Tensor x, Tensor t, int batch)
    {
        Scope scope = new(isTraining: true);
        Expr input = Input("x", [batch, 3]), target = Input("t", [batch, 1]);
        Expr loss = MeanSquaredError(scope.Apply(new Dense(1), input), target);
        LearningStep step = LearningStep.Compile(scope, [input, target], loss, optimizer);
        Learner learner = step.Initialize(seed: 5);
        for (int first = 0; first < x.Shape[0]; first += batch)
        {
            step.Run(learner, x[first..(first + batch)], t[first..(first + batch)]);
        }
        return learner.Parameters;
    }

    private static bool Near(float expected, float actual) => Math.Abs(expected - actual) <= 1e-5f * Math.Max(1, Math.Abs(expected));
}
