using Graph.Figures;

namespace Graph.Tests.Figures;

/// <summary>One figure of each kind.</summary>
internal static class Gallery
{
    private static readonly string[] digits = [.. "0123456789".Select(digit => digit.ToString())];
    private static readonly double[] falling = [0.42, 0.21, 0.15, 0.12, 0.09], rising = [0.3, 0.2, 0.19, 0.21, 0.25];

    public static Figure Draw(string name) => name switch
    {
        "curves" => TrainingFigures.Curves("Loss of a model", "loss (nats)", [new("training", falling), new("validation", rising)], (5, 3)),
        "logarithmic" => TrainingFigures.Curves("Loss", "loss (nats)", [new("training", falling), new("validation", rising)], isLogarithmic: true),
        "one epoch" => TrainingFigures.Curves("One epoch", "loss", [new("training", [0.3])]),
        "confusion" => TrainingFigures.ConfusionMatrix("Confusion", new long[,] { { 90, 10, 0 }, { 3, 97, 0 }, { 0, 0, 0 } }, ["setosa", "virginica", "versicolor"]),
        "confusion of two" => TrainingFigures.ConfusionMatrix(
            "A title that is wider than what is below it", new long[,] { { 19, 5 }, { 5, 21 } }, ["failed", "passed"]),
        "two filters" => Pictures.Filters("A title that is wider", Images(3, 3, 1, 2)),
        "predictions" => Pictures.Predictions(
            "Right in blue, wrong in red", Images(9, 28, 28, 1), [0, 1, 2, 3, 4, 5, 6, 7, 8], [0, 1, 2, 3, 4, 5, 6, 7, 9], digits, [.. Enumerable.Repeat(0.875, 9)],
            columns: 5, isInk: true),
        "pictures" => Pictures.Grid("Pictures", Images(3, 8, 12, 3), ["a cat", "a dog", "a cow"]),
        "filters" => Pictures.Filters("Filters", Images(3, 3, 1, 10)),
        "probabilities" => Pictures.Probabilities(
            "a 7, with 91 %", Images(1, 28, 28, 1).Reshape([28, 28, 1]), [.. digits.Select((_, digit) => digit == 7 ? 0.91 : 0.01)], digits),
        "bars" => Charts.Bars("Counts", "digit", "images", [("zero", 5923), ("one", 6742)]),
        "functions" => Charts.Lines("Sigmoid", "z", "g(z)", [Series.Of("σ(z)", -6, 6, z => 1 / (1 + Math.Exp(-z))), new("points", [-1, 2], [0.25, double.NaN]) { HasLine = false }]),
        "contour" => Landscapes.Contour("Rosenbrock", "x", "y", "f", Rosenbrock(30), [new("path", [-1, 0, 1], [1, 0.5, 1])], isLogarithmic: true),
        "surface" => Landscapes.Surface("Loss", "first direction", "second direction", "loss", Rosenbrock(12)),
        "decision" => Landscapes.DecisionBoundary(
            "Will I pass?", "lectures", "hours", GridValues.Of((0, 6), (0, 8), 20, (x, y) => x + y > 6 ? 1 : 0), new("failed", [1, 2], [1, 2]), new("passed", [5], [6])),
        "panels" => Figure.Beside(Draw("bars"), Figure.Stacked(Draw("one epoch"), Draw("functions"))),
        _ => throw new ArgumentException($"There is no figure '{name}'.", nameof(name)),
    };

    public static TheoryData<string> Names =>
    [
        "curves", "logarithmic", "one epoch", "confusion", "confusion of two", "predictions", "pictures", "filters", "two filters", "probabilities",
        "bars", "functions", "contour", "surface", "decision", "panels",
    ];

    public static GridValues Rosenbrock(int points) =>
        GridValues.Of((-2, 2), (-1, 3), points, (x, y) => ((1 - x) * (1 - x)) + (100 * (y - (x * x)) * (y - (x * x))));

    public static Tensor Images(params long[] shape) => Tensor.Generate<float>(Shape.Create(shape), place => place * 37 % 101 / 100f);
}
