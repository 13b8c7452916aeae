using Graph.Learning;

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

    /// <summary>From images to logits.</summary>
    public static Layer Network(Size size) => new Sequential(new Flatten(), new Dense(size.Classes) { Name = "output" });

    /// <summary>The mean cross-entropy of a batch with integer labels.</summary>
    public static Computation Loss(Size size) => BuiltInModel.Trace(
        "mnist-linear", Network(size), ("images", new TensorType(ElementType.F32, [size.Batch, size.Pixels])),
        ("labels", new TensorType(ElementType.I32, [size.Batch])), Losses.SoftmaxCrossEntropy);
}
