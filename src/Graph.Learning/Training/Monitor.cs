namespace Graph.Learning;

/// <summary>The number by which an epoch is better than another.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsLargerBetter">Whether a larger number is better.</param>
/// <param name="Value">The number of an epoch.</param>
public sealed record Monitor(string Name, bool IsLargerBetter, Func<EpochReport, double> Value)
{
    /// <summary>The loss on the validation set, or on the training set where there is none; the smaller the better.</summary>
    public static Monitor Loss { get; } = new("loss", false, epoch => (epoch.Validation ?? epoch.Training).Loss);

    /// <summary>A metric on the validation set, or on the training set where there is none.</summary>
    /// <param name="metric">One of the trainer's metrics.</param>
    public static Monitor Of(Metric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return new Monitor(metric.Name, metric.IsLargerBetter, epoch => (epoch.Validation ?? epoch.Training)[metric].Value);
    }

    /// <summary>Whether a number is better than another, by more than a margin. NaN is never better.</summary>
    internal bool IsBetter(double value, double than, double margin) => IsLargerBetter ? value > than + margin : value < than - margin;

    /// <summary>Worse than any number.</summary>
    internal double Worst => IsLargerBetter ? double.NegativeInfinity : double.PositiveInfinity;
}
