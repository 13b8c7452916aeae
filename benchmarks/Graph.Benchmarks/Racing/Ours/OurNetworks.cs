using Graph.Benchmarks.Contest;
using Graph.Cli.Models;
using static Graph.Ops;

namespace Graph.Benchmarks.Racing;

/// <summary>The networks as plain expressions: those that the command has built in, and a policy.</summary>
public static class OurNetworks
{
    /// <summary>The loss of a batch: of inputs and trainable parameters with the names and shapes that the network tells.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Samples a step.</param>
    public static Computation Loss(Network network, int batch) => network switch
    {
        Network.Perceptron => Perceptron.Loss(new(batch)),
        Network.Mlp => MnistMlp.Loss(new(batch)),
        Network.Cnn => MnistCnn.Loss(new(batch)),
        Network.CharRnn(var units) => CharRnn.Loss(new(batch, Units: units)),
        Network.Vae => FaceVae.EvenLoss(new(batch)),
        Network.Gpt => GptSmall.Loss(new(batch)),
        Network.Policy => Reinforce(batch),
        _ => throw new InvalidOperationException($"No model for {network}."),
    };

    /// <summary>The logits of the actions of a policy.</summary>
    /// <param name="states">Of shape <c>[batch, features]</c>.</param>
    /// <param name="parameters">Finds a parameter by its name.</param>
    public static Expr Policy(Expr states, Func<string, Expr> parameters)
    {
        Expr first = Relu(MatMul(states, parameters("first/w")) + parameters("first/b"));
        Expr second = Relu(MatMul(first, parameters("second/w")) + parameters("second/b"));
        return MatMul(second, parameters("output/w")) + parameters("output/b");
    }

    /// <summary>The parameters of a network as leaves.</summary>
    public static ImmutableArray<Expr> Leaves(Network network) =>
        [.. network.Parameters.Select(parameter => Parameter(parameter.Name, Sizes(parameter)))];

    /// <summary>The shape of what is drawn.</summary>
    public static Shape Sizes(Drawn drawn) => [.. drawn.Shape.Select(size => (long)size)];

    /// <summary>The elements of what is drawn.</summary>
    public static Tensor Elements(Drawn drawn) => drawn switch
    {
        DrawnFloats floats => Tensor.Create<float>(Sizes(drawn), floats.Elements()),
        DrawnBits bits => Tensor.Create<float>(Sizes(drawn), bits.Elements()),
        DrawnClasses classes => Tensor.Create<int>(Sizes(drawn), classes.Elements()),
        _ => throw new InvalidOperationException($"No tensor for {drawn.GetType().Name}."),
    };

    // The mean over steps of −ln π(action | state) · return (Williams, 1992, "Simple statistical gradient-following algorithms for
    // connectionist reinforcement learning").
    private static Computation Reinforce(int batch)
    {
        Network.Policy network = new();
        Expr states = Input("states", [batch, Network.Policy.Features]);
        Expr actions = Input("actions", [batch], ElementType.I32), returns = Input("returns", [batch]);
        ImmutableArray<Expr> parameters = Leaves(network);
        Dictionary<string, Expr> byName = network.Parameters.Zip(parameters).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        Expr surprise = SoftmaxCrossEntropy(Policy(states, name => byName[name]), actions, reduction: Reduction.Unreduced);
        return Computation.Create("policy", [states, actions, returns, .. parameters], [Mean(surprise * returns)], ["loss"]);
    }
}
