namespace Graph.Learning;

/// <summary>
/// How good predictions are, in a number that people read: totals that batches add to, and the number that the totals of all samples give.
/// A metric of one's own is a record that overrides both.
/// </summary>
/// <param name="Name">Its name in reports, such as <c>accuracy</c>.</param>
public abstract record Metric(string Name)
{
    /// <summary>Whether a larger number is better.</summary>
    public virtual bool IsLargerBetter => true;

    /// <summary>What a batch adds to the totals: floats of any shape, the same for every batch, computed where the batch is.</summary>
    /// <param name="prediction">What the network gave.</param>
    /// <param name="target">What it should have given.</param>
    /// <exception cref="GraphException">Prediction and target do not fit the metric.</exception>
    public abstract Expr Measure(Expr prediction, Expr target);

    /// <summary>The number that totals give.</summary>
    /// <param name="totals">The sums over all batches, in row-major order.</param>
    public abstract double Result(ReadOnlySpan<double> totals);
}

/// <summary>What a metric came to.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Value">The number.</param>
/// <param name="Totals">What it was made from, in row-major order.</param>
public sealed record MetricValue(Metric Metric, double Value, ImmutableArray<double> Totals)
{
    /// <summary>Name and number.</summary>
    public override string ToString() => FormattableString.Invariant($"{Metric.Name} {Value:0.####}");
}
