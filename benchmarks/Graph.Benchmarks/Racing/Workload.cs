using Graph.Benchmarks.Contest;

namespace Graph.Benchmarks.Racing;

/// <summary>Something that ours and a peer both compute.</summary>
/// <param name="Name">Its name on the command line and in results.</param>
/// <param name="Peer">The peer that it is raced against.</param>
/// <param name="Bytes">What an iteration must at least read and write in memory; null where that is not what limits it.</param>
/// <param name="Ours">Prepares our side for a number of threads.</param>
public sealed record Workload(string Name, Peer Peer, long? Bytes, Func<int, Entry> Ours)
{
    /// <summary>Every workload.</summary>
    public static ImmutableArray<Workload> All { get; } =
        [.. Case.All.Select(known => new Workload(known.Name, Peer.TorchSharp, known.Bytes, threads => Ourselves.Prepare(known, threads)))];
}
