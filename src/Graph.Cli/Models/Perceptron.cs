using static Graph.Ops;

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

    /// <summary>The mean binary cross-entropy of a batch.</summary>
    public static Computation Loss(Size size)
    {
        Expr x = Input("x", [size.Batch, size.Features]);
        Expr target = Input("target", [size.Batch, 1]);
        Expr w = Parameter("w", [size.Features, 1]);
        Expr b = Parameter("b", [1]);
        return BuiltInModel.Trace("perceptron", SigmoidCrossEntropy(logits: MatMul(x, w) + b, target: target));
    }
}
