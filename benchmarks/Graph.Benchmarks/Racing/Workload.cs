using Graph.Benchmarks.Contest;
using Graph.Ilgpu;

namespace Graph.Benchmarks.Racing;

/// <summary>Something that ours and peers compute.</summary>
/// <param name="Case">What is computed.</param>
/// <param name="Peers">The peers that ours is raced against on the processor; the fastest counts.</param>
/// <param name="Ours">Prepares our side.</param>
public sealed record Workload(Case Case, ImmutableArray<Peer> Peers, Func<Engine, Prepared> Ours)
{
    /// <summary>Every workload.</summary>
    public static ImmutableArray<Workload> All { get; } = [.. Case.All.Select(Of)];

    /// <summary>Its name on the command line and in results.</summary>
    public string Name => Case.Name;

    /// <summary>The peers of ours on a device, or on the processor where none is meant.</summary>
    public ImmutableArray<Peer> PeersOn(DeviceAddress? device) => device is null
        ? Peers
        : [Peer.Processor, .. Case is ProductCase ? [Peer.NaiveKernel] : ImmutableArray<Peer>.Empty];

    private static Workload Of(Case known) => known switch
    {
        FunctionCase function => new(function, [Peer.TorchSharp], engine => OurFunctions.Prepare(function, engine)),
        ProductCase product => new(product, [Peer.TorchSharp, Peer.OpenBlas], engine => OurProducts.Prepare(product, engine)),
        TrainingCase training => new(training, [Peer.TorchSharp], engine => OurTraining.Prepare(training, engine)),
        ActingCase acting => new(acting, [Peer.TorchSharp], OurTraining.PrepareActing),
        _ => throw new InvalidOperationException($"Nobody runs {known.Name}."),
    };
}
