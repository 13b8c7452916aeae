using Graph.Figures;
using Graph.Learning;
using static Graph.Ops;

namespace Graph.Cli.Course;

/// <summary>Ways down.</summary>
internal static class DescentFigures
{
    /// <summary>Gradient descent down a bowl that is steeper along one weight than along the other.</summary>
    public static Figure GradientDescent()
    {
        static Expr Bowl(Expr x, Expr y) => Square(x - 1) + (4 * Square(y + 0.5));
        Series path = Path("gradient descent", new Sgd(0.1), (-1.5f, 1.2f), 25, Bowl, hasPoints: true);
        return Landscapes.Contour(
            "Down a bowl", "w₀", "w₁", "J",
            GridValues.Of((-2, 3), (-2.2, 1.6), 81, (x, y) => Math.Pow(x - 1, 2) + (4 * Math.Pow(y + 0.5, 2))), [path]);
    }

    /// <summary>Four learning rates on (x − 4)².</summary>
    public static Figure LearningRates()
    {
        const int steps = 30;
        Expr x = Parameter("x", []), rate = Input("rate", []);
        Expr next = x - (rate * Differentiate(Square(x - 4), x)[0]);
        Executable step = Compile(inputs: [x, rate], results: [next]);
        Series Of(string name, float η)
        {
            Tensor at = 0f;
            List<double> places = [0];
            for (int k = 0; k < steps; k++)
            {
                at = step.Run(at, η);
                places.Add(at.ToScalar<float>());
            }
            return new Series(name, Steps(steps), places) { HasPoints = true };
        }
        return Charts.Lines(
            "Gradient descent on (x − 4)²", "step", "x",
            [
                Of("η = 0.01, slow", 0.01f), Of("η = 0.2, stable", 0.2f), Of("η = 0.9, from side to side", 0.9f),
                Of("η = 1.03, diverges", 1.03f),
            ],
            new ChartOptions { Y = (-12, 20), Width = 760 });
    }

    /// <summary>Five optimizers in Rosenbrock's valley, and what each had reached after how many steps.</summary>
    public static Figure Optimizers()
    {
        static Expr Valley(Expr x, Expr y) => Square(1 - x) + (100 * Square(y - (x * x)));
        static double Depth(double x, double y) => Math.Pow(1 - x, 2) + (100 * Math.Pow(y - (x * x), 2));
        Series Of(string name, Optimizer optimizer) => Path(name, optimizer, (-1.2f, 1), 1000, Valley);
        Series[] paths =
        [
            Of("SGD", new Sgd(1e-3)), Of("Adam", new Adam(0.05)), Of("Adadelta", new Adadelta(1.0)), Of("Adagrad", new Adagrad(0.5)),
            Of("RMSProp", new RmsProp(0.01)),
        ];
        return Figure.Beside(
            Landscapes.Contour(
                "A thousand steps in Rosenbrock's valley", "x", "y", "loss",
                // At the bottom the logarithm would have no end.
                GridValues.Of((-1.7, 1.7), (-0.7, 2.6), 121, (x, y) => Depth(x, y) + 1e-3), paths, isLogarithmic: true, width: 600),
            Charts.Lines(
                "What they reach", "step", "loss",
                [.. paths.Select(path => new Series(path.Name, Steps(path.X.Length - 1), path.X.Zip(path.Y, Depth)))],
                new ChartOptions { IsLogarithmicY = true, Height = 480 }));
    }

    private static IEnumerable<double> Steps(int last) => Enumerable.Range(0, last + 1).Select(step => (double)step);

    private static Series Path(
        string name, Optimizer optimizer, (float X, float Y) start, int steps, Func<Expr, Expr, Expr> loss, bool hasPoints = false)
    {
        Scope scope = new(isTraining: true);
        Expr at = scope.Parameter("at", [2], Initializers.Values(Tensor.Create<float>([2], start.X, start.Y)));
        LearningStep step = LearningStep.Compile(scope, [], loss(at[0], at[1]), optimizer);
        Learner learner = step.Initialize(seed: 0);
        List<float[]> places = [];
        for (int taken = 0; taken <= steps; taken++)
        {
            places.Add(learner.Parameters["at"].ToArray<float>());
            step.Run(learner);
        }
        return new Series(name, places.Select(place => (double)place[0]), places.Select(place => (double)place[1])) { HasPoints = hasPoints };
    }
}
