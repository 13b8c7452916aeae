using System.Diagnostics;

namespace Graph.Benchmarks.Contest;

/// <summary>The result of a round: many iterations, timed.</summary>
/// <param name="Microseconds">The median time of an iteration.</param>
/// <param name="Iterations">How many were timed.</param>
public readonly record struct Round(double Microseconds, long Iterations)
{
    // So many microseconds make a sample: well above the resolution of the clock and the cost of reading it.
    private const double Sample = 50;
    private const int FewestSamples = 3;

    /// <summary>Warms up for a quarter of the time, then measures for the rest of it, or longer where three samples take longer.</summary>
    /// <param name="iterate">One iteration.</param>
    /// <param name="time">How long the round takes.</param>
    public static Round Run(Action iterate, TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        long warm = 0;
        do
        {
            iterate();
            warm++;
        }
        while (Stopwatch.GetElapsedTime(start) < time / 4);
        double estimate = Stopwatch.GetElapsedTime(start).TotalMicroseconds / warm;
        int batch = (int)Math.Max(1, Math.Ceiling(Sample / estimate));

        List<double> samples = [];
        while (samples.Count < FewestSamples || Stopwatch.GetElapsedTime(start) < time)
        {
            long before = Stopwatch.GetTimestamp();
            for (int i = 0; i < batch; i++)
            {
                iterate();
            }
            samples.Add(Stopwatch.GetElapsedTime(before).TotalMicroseconds / batch);
        }
        return new Round(Median(samples), (long)samples.Count * batch);
    }

    /// <summary>The middle one of the numbers, or the mean of the middle two.</summary>
    public static double Median(IReadOnlyCollection<double> numbers)
    {
        if (numbers.Count == 0)
        {
            throw new ArgumentException("There is no median of no numbers.", nameof(numbers));
        }
        double[] sorted = [.. numbers.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
