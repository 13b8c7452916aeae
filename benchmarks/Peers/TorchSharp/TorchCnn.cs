using Graph.Benchmarks.Contest;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Graph.Peers.Torch;

/// <summary>The convolutional network.</summary>
internal sealed class TorchCnn
{
    private readonly Tensor images, labels;
    private readonly Parameter firstKernel, firstBias, secondKernel, secondBias, weight, bias;
    private readonly Func<Tensor, Tensor> output;
    private readonly Layout layout;

    public TorchCnn(TrainingCase workload, Leaves leaves, Layout layout)
    {
        this.layout = layout;
        (images, labels) = (TorchData.Of(workload.Inputs[0]).permute(0, 3, 1, 2), TorchData.Of(workload.Inputs[1]));
        (firstKernel, secondKernel) = (leaves.LaidOut("conv1/kernel", Kernel), leaves.LaidOut("conv2/kernel", Kernel));
        (firstBias, secondBias) = (leaves.Plain("conv1/b"), leaves.Plain("conv2/b"));
        (weight, bias) = (leaves.LaidOut("hidden/w", Weight), leaves.Plain("hidden/b"));
        output = leaves.Linear("output");
    }

    /// <summary>How images and kernels lie in memory.</summary>
    public enum Layout
    {
        /// <summary>Feature by feature.</summary>
        ChannelsFirst,

        /// <summary>All features of a pixel together.</summary>
        ChannelsLast,
    }

    /// <summary>The loss of the batch.</summary>
    public Tensor Loss()
    {
        Tensor first = Pooled(nn.functional.conv2d(images, firstKernel, firstBias));
        Tensor second = Pooled(nn.functional.conv2d(first, secondKernel, secondBias));
        Tensor hidden = nn.functional.linear(Flat(second), weight, bias).relu_();
        return nn.functional.cross_entropy(output(hidden), labels);
    }

    private static Tensor Pooled(Tensor x) => nn.functional.max_pool2d(x.relu_(), 2);

    // From height, width, inputs, outputs: the axes are the same in both layouts, the strides are not.
    private Tensor Kernel(Tensor kernel) => layout switch
    {
        Layout.ChannelsFirst => kernel.permute(3, 2, 0, 1).contiguous(),
        Layout.ChannelsLast => kernel.permute(3, 0, 1, 2).contiguous().permute(0, 3, 1, 2),
    };

    // Features in the order in which Flat has them.
    private Tensor Weight(Tensor plain)
    {
        const int side = Network.Cnn.PooledSide;
        return layout switch
        {
            Layout.ChannelsFirst =>
                plain.reshape(side, side, Network.Cnn.Second, -1).permute(3, 2, 0, 1).reshape(-1, side * side * Network.Cnn.Second).contiguous(),
            Layout.ChannelsLast => plain.t().contiguous(),
        };
    }

    private Tensor Flat(Tensor x) => layout switch
    {
        Layout.ChannelsFirst => x.flatten(1),
        Layout.ChannelsLast => x.permute(0, 2, 3, 1).flatten(1),
    };
}
