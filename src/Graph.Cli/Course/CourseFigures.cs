namespace Graph.Cli.Course;

/// <summary>Every figure of the pages of the course, in the order of the pages.</summary>
public static class CourseFigures
{
    /// <summary>The figures.</summary>
    public static ImmutableArray<CourseFigure> All { get; } =
    [
        new("perceptron-line", PerceptronFigures.Line),
        new("activations", PerceptronFigures.Activations),
        new("prelu-slope", PerceptronFigures.PReluSlope),
        new("linear-and-not", DecisionFigures.LinearAndNot),
        new("will-i-pass", DecisionFigures.WillIPass),
        new("gradient-descent", DescentFigures.GradientDescent),
        new("loss-landscape", LandscapeFigures.LossLandscape),
        new("learning-rates", DescentFigures.LearningRates),
        new("optimizers", DescentFigures.Optimizers),
        new("batch-variance", GeneralizationFigures.BatchVariance),
        new("fits", GeneralizationFigures.Fits),
        new("early-stopping", GeneralizationFigures.EarlyStop),
        new("mnist-digits", DecisionFigures.Digits),
    ];

    /// <summary>The figures of some names, in the order of the pages; all of them where none is given.</summary>
    /// <exception cref="UsageException">There is no figure of a name.</exception>
    public static ImmutableArray<CourseFigure> Find(IReadOnlyCollection<string> names)
    {
        string[] known = [.. All.Select(figure => figure.Name)];
        return names.FirstOrDefault(name => !known.Contains(name)) is { } unknown
            ? throw UsageException.Unknown("figure", unknown, known)
            : [.. All.Where(figure => names.Count == 0 || names.Contains(figure.Name))];
    }
}
