using Graph.Learning;

namespace Graph.Cli.Models;

/// <summary>
/// The lab's convolutional network: two convolutions of 3×3, each with ReLU and max-pooling by 2, then two dense layers: 124,670
/// parameters.
/// </summary>
public static class MnistCnn
{
    /// <summary>The sizes.</summary>
    /// <param name="Batch">Images a step.</param>
    /// <param name="Side">Height and width of an image.</param>
    /// <param name="First">Features of the first convolution.</param>
    /// <param name="Second">Features of the second convolution.</param>
    /// <param name="Hidden">Neurons of the hidden layer.</param>
    /// <param name="Classes">Digits to tell apart.</param>
    public sealed record Size(long Batch = 64, long Side = 28, long First = 24, long Second = 36, long Hidden = 128, long Classes = 10);

    /// <summary>A size for checks.</summary>
    public static Size Small { get; } = new(Batch: 2, Side: 12, First: 2, Second: 3, Hidden: 5, Classes: 3);

    /// <summary>From images to logits.</summary>
    public static Layer Network(Size size) => new Sequential(
        new Conv2D(size.First, [3, 3], Ops.Relu) { Name = "conv1" },
        new MaxPool2D([2, 2]),
        new Conv2D(size.Second, [3, 3], Ops.Relu) { Name = "conv2" },
        new MaxPool2D([2, 2]),
        new Flatten(),
        new Dense(size.Hidden, Ops.Relu) { Name = "hidden" },
        new Dense(size.Classes) { Name = "output" });

    /// <summary>The mean cross-entropy of a batch with integer labels.</summary>
    public static Computation Loss(Size size) => BuiltInModel.Trace(
        "mnist-cnn", Network(size), ("images", new TensorType(ElementType.F32, [size.Batch, size.Side, size.Side, 1])),
        ("labels", new TensorType(ElementType.I32, [size.Batch])), Losses.SoftmaxCrossEntropy);
}
