using Graph.Benchmarks.Contest;

namespace Graph.Benchmarks.Racing;

/// <summary>What a race of one workload came to.</summary>
/// <param name="Name">The workload.</param>
/// <param name="Threads">How many threads each side might use.</param>
/// <param name="Ours">Our microseconds an iteration, for each round.</param>
/// <param name="Peer">The peer's name; null where it did not take part.</param>
/// <param name="Theirs">The peer's microseconds, for each round; none where it did not take part.</param>
/// <param name="Bytes">What an iteration must read and write; null where that is not what limits it.</param>
public sealed record RaceResult(
    string Name, int Threads, ImmutableArray<double> Ours, string? Peer, ImmutableArray<double> Theirs, long? Bytes)
{
    // Data that fits into a last-level cache does not pass the memory bus that the copy is measured on.
    private const long LeastMemoryBytes = 32L << 20;

    /// <summary>
    /// Our time: the median of rounds; with several threads the best, for where they are placed makes rounds fall into two kinds.
    /// </summary>
    public double OursMicroseconds => Representative(Ours);

    /// <summary>The peer's time, by the same rule.</summary>
    public double? PeerMicroseconds => Theirs.IsEmpty ? null : Representative(Theirs);

    /// <summary>The peer's time over ours: above 1 we are ahead.</summary>
    public double? Ratio => PeerMicroseconds / OursMicroseconds;

    /// <summary>How far rounds lie apart: (largest − smallest) / median, of the side where it is larger.</summary>
    public double Spread => Theirs.IsEmpty ? SpreadOf(Ours) : Math.Max(SpreadOf(Ours), SpreadOf(Theirs));

    /// <summary>
    /// Our bytes a second over those of a plain copy by as many threads; null for one thread, and for data that lies in caches.
    /// </summary>
    /// <param name="copyBytesPerSecond">What a copy reads and writes.</param>
    public double? ShareOfCopy(double copyBytesPerSecond) =>
        Threads > 1 && Bytes is >= LeastMemoryBytes and var bytes ? bytes / (OursMicroseconds * 1e-6) / copyBytesPerSecond : null;

    /// <summary>(Largest − smallest) / median.</summary>
    public static double SpreadOf(ImmutableArray<double> rounds) => (rounds.Max() - rounds.Min()) / Round.Median(rounds);

    private double Representative(ImmutableArray<double> rounds) => Threads == 1 ? Round.Median(rounds) : rounds.Min();
}
