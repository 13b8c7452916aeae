using static Graph.Ops;

namespace Graph.Cli.Models;

/// <summary>Softmax regression: one dense layer from pixels to classes.</summary>
public static class MnistLinear
{
    /// <summary>The sizes.</summary>
    /// <param name="Batch">Images a step.</param>
    /// <param name="Pixels">Pixels an image.</param>
    /// <param name="Classes">Digits to tell apart.</param>
    public sealed record Size(long Batch = 32, long Pixels = 28 * 28, long Classes = 10);

    /// <summary>A size for checks.</summary>
    public static Size Small { get; } = new(Batch: 4, Pixels: 9, Classes: 3);

    /// <summary>The mean cross-entropy of a batch with integer labels.</summary>
    public static Computation Loss(Size size)
    {
        Expr images = Input("images", [size.Batch, size.Pixels]);
        Expr labels = Input("labels", [size.Batch], ElementType.I32);
        Expr w = Parameter("w", [size.Pixels, size.Classes]);
        Expr b = Parameter("b", [size.Classes]);
        return BuiltInModel.Trace("mnist-linear", SoftmaxCrossEntropy(logits: MatMul(images, w) + b, target: labels));
    }
}
