using Graph.Benchmarks.Contest;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Graph.Peers.Torch;

/// <summary>A way to write a network.</summary>
/// <param name="Name">How; empty where there is but one.</param>
/// <param name="Make">For a workload and parameters, what computes the loss.</param>
internal sealed record TorchNetwork(string Name, Func<TrainingCase, Leaves, Func<Tensor>> Make);

/// <summary>The networks, each in the ways that may be the fastest.</summary>
internal static class TorchNetworks
{
    /// <summary>Makes a dense layer of the parameters of a name.</summary>
    private delegate Func<Tensor, Tensor> Dense(string name);

    /// <summary>The ways to write the network of a workload.</summary>
    public static ImmutableArray<TorchNetwork> Of(TrainingCase workload) => workload.Network switch
    {
        Network.Perceptron =>
        [
            new("linear", (known, leaves) => Perceptron(known, Linear(leaves))),
            new("addmm", (known, leaves) => Perceptron(known, Addmm(leaves))),
        ],
        Network.Mlp =>
        [
            new("linear", (known, leaves) => Mlp(known, leaves.Linear)),
            new("addmm", (known, leaves) => Mlp(known, leaves.Addmm)),
        ],
        Network.Cnn =>
        [
            new("channels first", (known, leaves) => new TorchCnn(known, leaves, TorchCnn.Layout.ChannelsFirst).Loss),
            new("channels last", (known, leaves) => new TorchCnn(known, leaves, TorchCnn.Layout.ChannelsLast).Loss),
        ],
        Network.CharRnn(var units) =>
        [
            new("LSTM by time", (known, leaves) => CharRnn(known, leaves, units, batchFirst: false)),
            new("LSTM by text", (known, leaves) => CharRnn(known, leaves, units, batchFirst: true)),
        ],
        Network.Vae =>
        [
            // Channels first, libtorch 2.10 gets the third convolution wrong on processors with AVX-512: in f32 it is not what it is in f64.
            new("channels last", (known, leaves) => new TorchVae(known, leaves).Loss),
        ],
        Network.Gpt =>
        [
            new("scaled_dot_product_attention", (known, leaves) => new TorchGpt(known, leaves, isAttentionFused: true).Loss),
            new("matmul, softmax, matmul", (known, leaves) => new TorchGpt(known, leaves, isAttentionFused: false).Loss),
        ],
        Network.Policy =>
        [
            new("linear", (known, leaves) => Policy(known, leaves.Linear)),
            new("addmm", (known, leaves) => Policy(known, leaves.Addmm)),
        ],
        _ => throw new InvalidOperationException($"No network for {workload.Name}."),
    };

    /// <summary>What gives the logits of the actions of a policy.</summary>
    /// <param name="dense">Makes a dense layer of the parameters of a name.</param>
    public static Func<Tensor, Tensor> PolicyLogits(Func<string, Func<Tensor, Tensor>> dense)
    {
        Func<Tensor, Tensor> first = dense("first"), second = dense("second"), output = dense("output");
        return states => output(second(first(states).relu_()).relu_());
    }

    private static Func<Tensor, Tensor> Linear(Leaves leaves)
    {
        Parameter weight = leaves.Transposed("w"), bias = leaves.Plain("b");
        return x => nn.functional.linear(x, weight, bias);
    }

    private static Func<Tensor, Tensor> Addmm(Leaves leaves)
    {
        Parameter weight = leaves.Plain("w"), bias = leaves.Plain("b");
        return x => addmm(bias, x, weight, 1, 1);
    }

    private static Func<Tensor> Perceptron(TrainingCase workload, Func<Tensor, Tensor> neuron)
    {
        (Tensor x, Tensor target) = (TorchData.Of(workload.Inputs[0]), TorchData.Of(workload.Inputs[1]));
        return () => nn.functional.binary_cross_entropy_with_logits(neuron(x), target);
    }

    private static Func<Tensor> Mlp(TrainingCase workload, Dense dense)
    {
        (Tensor images, Tensor labels) = (TorchData.Of(workload.Inputs[0]), TorchData.Of(workload.Inputs[1]));
        Func<Tensor, Tensor> hidden = dense("hidden"), output = dense("output");
        return () => nn.functional.cross_entropy(output(hidden(images).relu_()), labels);
    }

    private static Func<Tensor> Policy(TrainingCase workload, Dense dense)
    {
        (Tensor states, Tensor actions, Tensor returns) =
            (TorchData.Of(workload.Inputs[0]), TorchData.Of(workload.Inputs[1]), TorchData.Of(workload.Inputs[2]));
        Func<Tensor, Tensor> logits = PolicyLogits(name => dense(name));
        return () => nn.functional.cross_entropy(logits(states), actions, reduction: nn.Reduction.None).mul_(returns).mean();
    }

    private static Func<Tensor> CharRnn(TrainingCase workload, Leaves leaves, int units, bool batchFirst)
    {
        Tensor Ordered(Drawn drawn) => batchFirst ? TorchData.Of(drawn) : TorchData.Of(drawn).t().contiguous();
        (Tensor characters, Tensor following) = (Ordered(workload.Inputs[0]), Ordered(workload.Inputs[1]).flatten());
        Func<Tensor, Tensor> table = leaves.Embedding("embedding");
        LSTM lstm = nn.LSTM(Network.CharRnn.Width, units, batchFirst: batchFirst);
        Dictionary<string, Parameter> made = lstm.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        leaves.Adopt("lstm/w", made["weight_ih_l0"], value => value.t());
        leaves.Adopt("lstm/u", made["weight_hh_l0"], value => value.t());
        leaves.Adopt("lstm/b", made["bias_ih_l0"], value => value);
        // The module has two biases that are added: two of them trained would learn twice as fast as the one of the model.
        using (no_grad())
        {
            made["bias_hh_l0"].zero_();
        }
        made["bias_hh_l0"].requires_grad_(false);
        Func<Tensor, Tensor> output = leaves.Linear("output");
        return () =>
        {
            Tensor states = lstm.call(table(characters)).Item1;
            return nn.functional.cross_entropy(output(states.reshape(-1, units)), following);
        };
    }
}
