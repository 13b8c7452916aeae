namespace Graph.Learning;

/// <summary>What a network is trained for, as it is traced for batches of one size.</summary>
/// <param name="Network">The network, whose variables lie at the top.</param>
/// <param name="Loss">The loss between prediction and target; null where there is an objective.</param>
/// <param name="Objective">What is made small instead.</param>
/// <param name="Metrics">What is measured besides.</param>
internal sealed record LearningTask(Layer Network, Loss? Loss, Objective? Objective, ImmutableArray<Metric> Metrics)
{
    /// <summary>Traces it.</summary>
    /// <param name="fields">A leaf for each field.</param>
    /// <param name="scope">The scope of the trace.</param>
    /// <exception cref="GraphException">The fields do not fit, or an objective is to be measured by metrics.</exception>
    public TracedTask Trace(ImmutableArray<Expr> fields, Scope scope)
    {
        if (Objective is not null)
        {
            return Metrics.IsEmpty
                ? new TracedTask(Objective(fields, scope), [])
                : throw new GraphException(
                    "metrics compare a prediction with a target, which an objective has not; let it report scalars by scope.Report");
        }
        if (fields.Length < 2)
        {
            throw new GraphException(
                "a loss compares a prediction with a target, but the dataset has " +
                $"{(fields.Length == 0 ? "no field" : "one field only")}; give the trainer an objective");
        }
        Expr prediction = scope.Apply(Network, fields[..^1])[0];
        return new TracedTask(Loss!(prediction, fields[^1]), [.. Metrics.Select(metric => metric.Measure(prediction, fields[^1]))]);
    }
}

/// <summary>A task traced for batches of one size.</summary>
/// <param name="Loss">The loss, without what layers have added.</param>
/// <param name="Measures">What the batch adds to the totals of each metric.</param>
internal sealed record TracedTask(Expr Loss, ImmutableArray<Expr> Measures)
{
    /// <summary>What a run returns: the loss with what layers have added, the reported scalars, then the measures.</summary>
    public ImmutableArray<(string Name, Expr Value)> Results(Scope scope) =>
    [
        ("loss", scope.AddedLosses.Aggregate(Loss, (sum, added) => sum + added)),
        .. scope.Reports.Select(report => ($"report/{report.Name}", report.Value)),
        .. Measures.Select((measure, place) => (FormattableString.Invariant($"metric/{place}"), measure)),
    ];
}
