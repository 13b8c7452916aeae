using Graph.Figures;
using Graph.Learning;
using static Graph.Ops;

namespace Graph.Cli.Course;

/// <summary>A perceptron and its activations.</summary>
internal static class PerceptronFigures
{
    /// <summary>The perceptron of the example, over the plane.</summary>
    public static Figure Line()
    {
        Expr weights = Tensor.Create<float>([2], 3, -2);
        Tensor Output(Tensor points) => Sigmoid(1 + MatMul(points, weights)).Evaluate();
        return Landscapes.DecisionBoundary(
            "1 + 3x₁ − 2x₂ = 0", "x₁", "x₂", CourseData.Over((-4, 4), (-4, 4), 121, Output),
            At("(−1, 2): σ(−6) = 0.002", -1, 2), At("(1, −1): σ(6) = 0.998", 1, -1));
    }

    /// <summary>Activations and their derivatives, which nobody typed in.</summary>
    public static Figure Activations() => Figure.Stacked(
        Figure.Beside(Activation("sigmoid", Sigmoid), Activation("hyperbolic tangent", Tanh)),
        Figure.Beside(Activation("ReLU", Relu), Activation("leaky ReLU, slope 0.1", LeakyRelu)));

    /// <summary>The slope of a parametric ReLU on its way to the one that the data were made with.</summary>
    public static Figure PReluSlope()
    {
        const int samples = 256, steps = 160;
        Tensor x = Normal(Key(1), [samples, 1]).Evaluate(), target = LeakyRelu(x, 0.3).Evaluate();
        Scope scope = new(isTraining: true);
        Expr input = Input("x", [samples, 1]), wanted = Input("target", [samples, 1]);
        LearningStep step = LearningStep.Compile(
            scope, [input, wanted], MeanSquaredError(scope.Apply(new PRelu(), input), wanted), new Sgd(0.05));
        Learner learner = step.Initialize(seed: 0);
        List<double> slopes = [];
        for (int taken = 0; taken <= steps; taken++)
        {
            slopes.Add(learner.Parameters["prelu/slope"].ToArray<float>()[0]);
            step.Run(learner, x, target);
        }
        IEnumerable<double> places = Enumerable.Range(0, steps + 1).Select(place => (double)place);
        return Charts.Lines(
            "A parametric ReLU learns its slope", "step", "slope",
            [
                new Series("learned", places, slopes),
                new Series("of the data", [0, steps], [0.3, 0.3]) { IsDashed = true },
            ],
            new ChartOptions { Y = (0.24, 0.31), Height = 320 });
    }

    private static Figure Activation(string name, Func<Expr, Expr> function)
    {
        Expr z = Linspace(-5, 5, 401);
        Tensor values = function(z).Evaluate(), slopes = Differentiate(Sum(function(z)), z)[0].Evaluate();
        double[] places = [.. z.Evaluate().ToArray<float>().Select(place => (double)place)];
        return Charts.Lines(
            name, "z", "",
            [
                new Series("g(z)", places, values.ToArray<float>().Select(value => (double)value)),
                new Series("g′(z)", places, slopes.ToArray<float>().Select(value => (double)value)) { IsDashed = true },
            ],
            new ChartOptions { X = (-5, 5), Y = (-1.2, 1.6), Width = 440, Height = 280 });
    }

    private static Series At(string name, double x, double y) => new(name, [x], [y]) { HasLine = false, HasPoints = true };
}
