using Graph.Benchmarks.Contest;
using static TorchSharp.torch;

namespace Graph.Peers.Torch;

/// <summary>Choosing an action as TorchSharp does it.</summary>
internal static class TorchActing
{
    /// <summary>Makes the network and a state.</summary>
    public static ImmutableArray<Entry> Ways()
    {
        Tensor state = TorchData.Of(ActingCase.State);
        Leaves transposed = new(ActingCase.Network), plain = new(ActingCase.Network);
        Func<Tensor, Tensor> linear = TorchNetworks.PolicyLogits(transposed.Linear), addmm = TorchNetworks.PolicyLogits(plain.Addmm);
        return
        [
            Way("linear, softmax, multinomial", () => linear(state)),
            Way("addmm, softmax, multinomial", () => addmm(state)),
        ];
    }

    private static Entry Way(string name, Func<Tensor> compute)
    {
        return new Entry(name, () => Act(), () =>
        {
            using Tensor logits = compute(), probabilities = nn.functional.softmax(logits, -1);
            return ActingCase.Compared(probabilities.data<float>().ToArray(), Act);
        });

        long Act()
        {
            using Tensor logits = compute();
            using Tensor probabilities = nn.functional.softmax(logits, -1);
            using Tensor action = probabilities.multinomial(1);
            return action.item<long>();
        }
    }
}
