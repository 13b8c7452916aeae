using Graph.Benchmarks.Contest;

namespace Graph.Benchmarks.Racing;

/// <summary>Something that ours and peers compute.</summary>
/// <param name="Case">What is computed.</param>
/// <param name="Peers">The peers that it is raced against; the fastest counts.</param>
/// <param name="Ours">Prepares our side for a number of threads.</param>
public sealed record Workload(Case Case, ImmutableArray<Peer> Peers, Func<int, Prepared> Ours)
{
    /// <summary>Every workload.</summary>
    public static ImmutableArray<Workload> All { get; } = [.. Case.All.Select(Of)];

    /// <summary>Its name on the command line and in results.</summary>
    public string Name => Case.Name;

    private static Workload Of(Case known) => known switch
    {
        FunctionCase function => new(function, [Peer.TorchSharp], threads => OurFunctions.Prepare(function, threads)),
        ProductCase product => new(product, [Peer.TorchSharp, Peer.OpenBlas], threads => OurProducts.Prepare(product, threads)),
        TrainingCase training => new(training, [Peer.TorchSharp], threads => OurTraining.Prepare(training, threads)),
        ActingCase acting => new(acting, [Peer.TorchSharp], OurTraining.PrepareActing),
        _ => throw new InvalidOperationException($"Nobody runs {known.Name}."),
    };
}
