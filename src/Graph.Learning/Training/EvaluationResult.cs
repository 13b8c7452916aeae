using System.Globalization;

namespace Graph.Learning;

/// <summary>How good a network is on a dataset.</summary>
/// <param name="Loss">The mean of the loss over all samples.</param>
/// <param name="Metrics">What each metric came to.</param>
/// <param name="Reports">The mean over all samples of each scalar that layers or an objective have reported.</param>
/// <param name="Samples">The number of samples.</param>
public sealed record EvaluationResult(
    double Loss, ImmutableArray<MetricValue> Metrics, ImmutableArray<(string Name, double Value)> Reports, long Samples)
{
    /// <summary>What a metric came to.</summary>
    /// <exception cref="GraphException">It was not measured.</exception>
    public MetricValue this[Metric metric] => Metrics.FirstOrDefault(value => value.Metric == metric)
        ?? throw new GraphException(
            $"the metric '{metric.Name}' was not measured{Suggestion.For(metric.Name, [.. Metrics.Select(value => value.Metric.Name)])}");

    /// <summary>The number of a metric, or of a reported scalar, by name.</summary>
    /// <exception cref="GraphException">There is none of that name.</exception>
    public double this[string name] => Named.FirstOrDefault(pair => pair.Name == name) is { Name: not null } found
        ? found.Value
        : throw new GraphException($"there is no number '{name}'{Suggestion.For(name, [.. Named.Select(pair => pair.Name)])}");

    internal IEnumerable<(string Name, double Value)> Named => [.. Metrics.Select(value => (value.Metric.Name, value.Value)), .. Reports];

    /// <summary>Loss, metrics and reported scalars.</summary>
    public override string ToString() => string.Join(", ", Named.Prepend((Name: "loss", Value: Loss)).Select(Spelled));

    private static string Spelled((string Name, double Value) pair) =>
        string.Create(CultureInfo.InvariantCulture, $"{pair.Name} {pair.Value:0.0000}");
}
