using Graph.Benchmarks.Contest;

namespace Graph.Benchmarks.Racing;

/// <summary>The rounds of one side of a race.</summary>
/// <param name="Name">Who ran them.</param>
/// <param name="Library">What computed, with its version.</param>
/// <param name="Entry">How it was computed.</param>
/// <param name="Rounds">Microseconds an iteration, for each round.</param>
public sealed record SideRounds(string Name, string Library, string Entry, ImmutableArray<double> Rounds)
{
    /// <summary>How far rounds lie apart: (largest − smallest) / median.</summary>
    public double Spread => (Rounds.Max() - Rounds.Min()) / Round.Median(Rounds);

    /// <summary>
    /// The time: the median of rounds; with several threads the best, for where they are placed makes rounds fall into two kinds.
    /// </summary>
    /// <param name="threads">How many threads it might use.</param>
    public double Microseconds(int threads) => threads == 1 ? Round.Median(Rounds) : Rounds.Min();
}

/// <summary>What a race of one workload came to.</summary>
/// <param name="Case">What was computed.</param>
/// <param name="Threads">How many threads each side might use.</param>
/// <param name="Ours">Our rounds.</param>
/// <param name="Peers">The rounds of each peer that took part.</param>
public sealed record RaceResult(Case Case, int Threads, SideRounds Ours, ImmutableArray<SideRounds> Peers)
{
    // Data that fits into a last-level cache does not pass the memory bus that the copy is measured on.
    private const long LeastMemoryBytes = 32L << 20;

    /// <summary>Our time.</summary>
    public double OursMicroseconds => Ours.Microseconds(Threads);

    /// <summary>The fastest peer; null where none took part.</summary>
    public SideRounds? Peer => Peers.MinBy(peer => peer.Microseconds(Threads));

    /// <summary>Its time.</summary>
    public double? PeerMicroseconds => Peer?.Microseconds(Threads);

    /// <summary>The peer's time over ours: above 1 we are ahead.</summary>
    public double? Ratio => PeerMicroseconds / OursMicroseconds;

    /// <summary>How far rounds lie apart, of the side where it is more: ours or the fastest peer.</summary>
    public double Spread => Math.Max(Ours.Spread, Peer?.Spread ?? 0);

    /// <summary>
    /// Our bytes a second over those of a plain copy by as many threads; null for one thread, and for data that lies in caches.
    /// </summary>
    /// <param name="copyBytesPerSecond">What a copy reads and writes.</param>
    public double? ShareOfCopy(double copyBytesPerSecond) =>
        Threads > 1 && Case.Bytes is >= LeastMemoryBytes and var bytes ? bytes / (OursMicroseconds * 1e-6) / copyBytesPerSecond : null;
}
