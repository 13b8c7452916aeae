namespace Graph.Learning;

/// <summary>What the batches of an epoch, or of an evaluation, add up to.</summary>
/// <param name="metrics">The metrics.</param>
/// <param name="reports">The names of the reported scalars.</param>
internal sealed class RunningTotals(ImmutableArray<Metric> metrics, ImmutableArray<string> reports)
{
    private readonly double[] scalars = new double[1 + reports.Length];
    private readonly double[]?[] totals = new double[metrics.Length][];

    /// <summary>How many samples have been counted.</summary>
    public long Samples { get; private set; }

    public ImmutableArray<string> Reports => reports;

    /// <summary>The mean of the loss over all samples; NaN of none.</summary>
    public double Loss => scalars[0] / Samples;

    /// <summary>The mean of each reported scalar over all samples.</summary>
    public ImmutableArray<(string Name, double Value)> ReportedValues =>
        [.. reports.Select((name, place) => (name, scalars[place + 1] / Samples))];

    /// <summary>What each metric has come to.</summary>
    public ImmutableArray<MetricValue> Metrics =>
        [.. metrics.Select((metric, place) => new MetricValue(metric, ValueOf(place), [.. totals[place] ?? []]))];

    /// <summary>Adds a batch.</summary>
    /// <param name="results">The loss, the reported scalars, and the measure of each metric.</param>
    /// <param name="samples">How many samples it had.</param>
    public void Add(BatchResults results, int samples)
    {
        Samples += samples;
        for (int place = 0; place < scalars.Length; place++)
        {
            scalars[place] += results[place][0] * samples;
        }
        for (int place = 0; place < totals.Length; place++)
        {
            ReadOnlySpan<double> measure = results[scalars.Length + place];
            double[] sums = totals[place] ??= new double[measure.Length];
            for (int element = 0; element < sums.Length; element++)
            {
                sums[element] += measure[element];
            }
        }
    }

    /// <summary>The value of a metric so far; NaN before the first batch.</summary>
    public double ValueOf(int metric) => totals[metric] is { } sums ? metrics[metric].Result(sums) : double.NaN;

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        Samples = 0;
        Array.Clear(scalars);
        Array.Clear(totals);
    }

    /// <summary>All numbers, to be put down.</summary>
    public ImmutableArray<double[]> Save() => [[Samples, .. scalars], .. totals.Select(sums => sums ?? [])];

    /// <summary>Takes numbers that were put down.</summary>
    public void Restore(ImmutableArray<double[]> saved)
    {
        Samples = (long)saved[0][0];
        saved[0].AsSpan(1).CopyTo(scalars);
        for (int place = 0; place < totals.Length; place++)
        {
            totals[place] = saved[place + 1].Length == 0 ? null : saved[place + 1];
        }
    }
}
