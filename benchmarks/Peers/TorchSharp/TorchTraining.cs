using Graph.Benchmarks.Contest;
using static TorchSharp.torch;

namespace Graph.Peers.Torch;

/// <summary>Steps of training as TorchSharp runs them: every way to write the network with every way to update it.</summary>
internal static class TorchTraining
{
    /// <summary>Makes the ways; each makes its network when it is first run.</summary>
    public static ImmutableArray<Entry> Ways(TrainingCase workload) =>
    [
        .. from network in TorchNetworks.Of(workload)
           from update in TorchOptimizers.All
           select Way(workload, network, update),
    ];

    private static Entry Way(TrainingCase workload, TorchNetwork network, TorchUpdate update)
    {
        Action? timed = null;
        string name = network.Name.Length == 0 ? update.Name : $"{network.Name}, {update.Name}";
        return new Entry(
            name,
            () => (timed ??= Step(new Leaves(workload.Network), TrainingCase.TimedRate, loss => { }))(),
            () =>
            {
                Leaves leaves = new(workload.Network);
                float value = 0;
                Action step = Step(leaves, workload.Optimizer.Rate, loss => value = loss.item<float>());
                return workload.Compared(
                    () =>
                    {
                        step();
                        return value;
                    },
                    leaves.Read);
            });

        Action Step(Leaves leaves, double rate, Action<Tensor> tell)
        {
            Func<Tensor> forward = network.Make(workload, leaves);
            Action<Tensor> change = update.Make(workload.Optimizer, leaves.Trained, rate);
            return () =>
            {
                using IDisposable scope = NewDisposeScope();
                Tensor loss = forward();
                tell(loss);
                change(loss);
            };
        }
    }
}
