using static Graph.Cli.Models.Blocks;
using static Graph.Ops;

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

    /// <summary>The mean cross-entropy of a batch with integer labels.</summary>
    public static Computation Loss(Size size)
    {
        Expr images = Input("images", [size.Batch, size.Side, size.Side, 1]);
        Expr labels = Input("labels", [size.Batch], ElementType.I32);
        Expr first = MaxPool2D(Relu(Convolution("conv1", images, size.First)), [2, 2]);
        Expr second = MaxPool2D(Relu(Convolution("conv2", first, size.Second)), [2, 2]);
        Expr hidden = Relu(Dense("hidden", Flatten(second, startAxis: 1), size.Hidden));
        return BuiltInModel.Trace("mnist-cnn", SoftmaxCrossEntropy(logits: Dense("output", hidden, size.Classes), target: labels));
    }

    private static Expr Convolution(string name, Expr x, long features)
    {
        Expr kernel = Parameter($"{name}/kernel", [3, 3, x.Shape[^1], features]);
        Expr b = Parameter($"{name}/b", [features]);
        return Conv2D(x, kernel) + b;
    }
}
