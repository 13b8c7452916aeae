using Graph.Benchmarks.Contest;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Graph.Peers.Torch;

/// <summary>The variational autoencoder with a classifier; all features of a pixel lie together.</summary>
internal sealed class TorchVae
{
    private const double DivergenceWeight = 5e-4;
    private const int Inner = Network.Vae.Inner, InnerSide = Network.Vae.InnerSide, Latent = Network.Vae.Latent;

    private readonly Tensor images, faces, noise;
    private readonly ImmutableArray<Func<Tensor, Tensor>> encoder, decoder;
    private readonly Func<Tensor, Tensor> intoDense, code, outOfDense;

    /// <param name="workload">The batch.</param>
    /// <param name="leaves">The parameters.</param>
    public TorchVae(TrainingCase workload, Leaves leaves)
    {
        images = TorchData.Of(workload.Inputs[0]).permute(0, 3, 1, 2);
        (faces, noise) = (TorchData.Of(workload.Inputs[1]), TorchData.Of(workload.Inputs[2]));
        encoder = [.. Network.Vae.Encoder.Select(layer => Convolution(leaves, layer.Name, layer.Width))];
        (intoDense, code, outOfDense) = (leaves.Linear("encoder/hidden"), leaves.Linear("encoder/code"), leaves.Linear("decoder/hidden"));
        decoder = [.. Network.Vae.Decoder.Select(layer => TransposedConvolution(leaves, layer.Name, layer.Width))];
    }

    /// <summary>The loss of the batch.</summary>
    public Tensor Loss()
    {
        Tensor seen = encoder.Aggregate(images, (x, layer) => layer(x));
        Tensor all = code(intoDense(seen.permute(0, 2, 3, 1).flatten(1)).relu_());
        Tensor logit = all.select(1, 0), mean = all.narrow(1, 1, Latent), logVariance = all.narrow(1, 1 + Latent, Latent);
        Tensor z = mean.add(logVariance.mul(0.5).exp().mul(noise));

        Tensor x = outOfDense(z).relu_().view(-1, InnerSide, InnerSide, Inner).permute(0, 3, 1, 2);
        for (int layer = 0; layer < decoder.Length; layer++)
        {
            x = layer + 1 < decoder.Length ? decoder[layer](x).relu_() : decoder[layer](x);
        }

        Tensor classification = nn.functional.binary_cross_entropy_with_logits(logit, faces, reduction: nn.Reduction.None);
        Tensor distance = images.sub(x).abs().mean([1, 2, 3]);
        Tensor divergence = logVariance.exp().add(mean.square()).sub(1).sub(logVariance).sum(1).mul(0.5);
        return classification.add(faces.mul(distance.add(divergence, DivergenceWeight))).mean();
    }

    private static Func<Tensor, Tensor> Convolution(Leaves leaves, string name, int width)
    {
        Parameter kernel = leaves.LaidOut($"{name}/kernel", Kernel), bias = leaves.Plain($"{name}/b");
        Parameter scale = leaves.Plain($"{name}/scale"), offset = leaves.Plain($"{name}/offset");
        Tensor runningMean = zeros(scale.shape), runningVariance = ones(scale.shape);
        long[] strides = [2, 2], around = [width / 2, width / 2];
        return x => nn.functional.batch_norm(
            nn.functional.conv2d(x, kernel, bias, strides, around), runningMean, runningVariance, scale, offset, training: true).relu_();
    }

    private static Func<Tensor, Tensor> TransposedConvolution(Leaves leaves, string name, int width)
    {
        Parameter kernel = leaves.LaidOut($"{name}/kernel", TransposedKernel), bias = leaves.Plain($"{name}/b");
        long[] strides = [2, 2], around = [width / 2, width / 2], atTheEnd = [1, 1];
        return x => nn.functional.conv_transpose2d(x, kernel, bias, strides, around, atTheEnd);
    }

    // From height, width, inputs, outputs to an order that libtorch takes for outputs, inputs, height, width with the inputs together.
    private static Tensor Kernel(Tensor kernel) => kernel.permute(3, 0, 1, 2).contiguous().permute(0, 3, 1, 2);

    // The same, but libtorch wants the inputs first and the outputs together.
    private static Tensor TransposedKernel(Tensor kernel) => kernel.permute(2, 0, 1, 3).contiguous().permute(0, 3, 1, 2);
}
