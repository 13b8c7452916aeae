using Graph.Learning;

namespace Graph.Cli.Models;

/// <summary>The perceptron of the question "will I pass this class?": <c>σ(x·w + b)</c> of two features.</summary>
public static class Perceptron
{
    /// <summary>The sizes.</summary>
    /// <param name="Batch">Samples a step.</param>
    /// <param name="Features">Numbers a sample.</param>
    public sealed record Size(long Batch = 32, long Features = 2);

    /// <summary>A size for checks.</summary>
    public static Size Small { get; } = new(Batch: 5);

    /// <summary>From features to a logit.</summary>
    public static Layer Network() => new Dense(1);

    /// <summary>The mean binary cross-entropy of a batch.</summary>
    public static Computation Loss(Size size) => BuiltInModel.Trace(
        "perceptron", Network(), ("x", new TensorType(ElementType.F32, [size.Batch, size.Features])),
        ("target", new TensorType(ElementType.F32, [size.Batch, 1])), Losses.SigmoidCrossEntropy);
}
