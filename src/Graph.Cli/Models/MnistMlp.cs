using Graph.Learning;

namespace Graph.Cli.Models;

/// <summary>The lab's dense network, 784-128-10 with ReLU: 101,770 parameters.</summary>
public static class MnistMlp
{
    /// <summary>The sizes.</summary>
    /// <param name="Batch">Images a step.</param>
    /// <param name="Pixels">Pixels an image.</param>
    /// <param name="Hidden">Neurons of the hidden layer.</param>
    /// <param name="Classes">Digits to tell apart.</param>
    public sealed record Size(long Batch = 32, long Pixels = 28 * 28, long Hidden = 128, long Classes = 10);

    /// <summary>A size for checks.</summary>
    public static Size Small { get; } = new(Batch: 4, Pixels: 9, Hidden: 6, Classes: 3);

    /// <summary>From images to logits.</summary>
    public static Layer Network(Size size) => new Sequential(
        new Flatten(), new Dense(size.Hidden, Ops.Relu) { Name = "hidden" }, new Dense(size.Classes) { Name = "output" });

    /// <summary>The mean cross-entropy of a batch with integer labels.</summary>
    public static Computation Loss(Size size) => BuiltInModel.Trace(
        "mnist-mlp", Network(size), ("images", new TensorType(ElementType.F32, [size.Batch, size.Pixels])),
        ("labels", new TensorType(ElementType.I32, [size.Batch])), Losses.SoftmaxCrossEntropy);
}
