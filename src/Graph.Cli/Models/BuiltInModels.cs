namespace Graph.Cli.Models;

/// <summary>Every built-in model.</summary>
public static class BuiltInModels
{
    /// <summary>The models, the simplest first.</summary>
    public static ImmutableArray<BuiltInModel> All { get; } =
    [
        new("perceptron", "two features, one neuron, binary cross-entropy", () => Perceptron.Loss(new()),
            () => Perceptron.Loss(Perceptron.Small)),
        new("mnist-linear", "softmax regression on 28×28 pixels", () => MnistLinear.Loss(new()), () => MnistLinear.Loss(MnistLinear.Small)),
        new("mnist-mlp", "784-128-10 with ReLU", () => MnistMlp.Loss(new()), () => MnistMlp.Loss(MnistMlp.Small)),
        new("mnist-cnn", "two convolutions with pooling, two dense layers", () => MnistCnn.Loss(new()),
            () => MnistCnn.Loss(MnistCnn.Small)),
        new("char-rnn", "embedding, LSTM, dense: the next character of a text", () => CharRnn.Loss(new()),
            () => CharRnn.Loss(CharRnn.Small)),
        new("face-vae", "variational autoencoder with a face classifier", () => FaceVae.Loss(new()), () => FaceVae.Loss(FaceVae.Small)),
        new("gpt-small", "a causal transformer of pre-norm blocks", () => GptSmall.Loss(new()), () => GptSmall.Loss(GptSmall.Small)),
    ];

    /// <summary>The model of a name.</summary>
    /// <exception cref="GraphException">There is none.</exception>
    public static BuiltInModel Find(string name) => All.FirstOrDefault(model => model.Name == name)
        ?? throw new GraphException($"there is no model '{name}'{Suggestion.For(name, [.. All.Select(model => model.Name)])}");
}
