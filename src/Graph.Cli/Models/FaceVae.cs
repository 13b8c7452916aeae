using static Graph.Cli.Models.Blocks;
using static Graph.Ops;

namespace Graph.Cli.Models;

/// <summary>
/// The lab's semi-supervised variational autoencoder: an encoder of four strided convolutions gives a face logit and the mean and
/// log-variance of a latent code; a decoder of transposed convolutions gives the image back. Encoder 743,489 parameters, decoder 166,011.
/// </summary>
public static class FaceVae
{
    private const double DivergenceWeight = 5e-4;

    /// <summary>The sizes.</summary>
    /// <param name="Batch">Images a step.</param>
    /// <param name="Side">Height and width of an image; four halvings must be whole.</param>
    /// <param name="Filters">Features of the first convolution; the others have 2, 4 and 6 times as many.</param>
    /// <param name="Hidden">Neurons of the encoder's dense layer.</param>
    /// <param name="Latent">Length of the latent code.</param>
    public sealed record Size(long Batch = 32, long Side = 64, long Filters = 12, long Hidden = 512, long Latent = 100);

    /// <summary>A size for checks.</summary>
    public static Size Small { get; } = new(Batch: 3, Side: 16, Filters: 1, Hidden: 5, Latent: 2);

    /// <summary>
    /// The mean over a batch of <c>CE + y·(mean|x − x̂| + 5e-4·KL)</c>, y being 1 for faces (Kingma and Welling, 2014, "Auto-encoding
    /// variational Bayes"; Amini et al., 2019, "Uncovering and mitigating algorithmic bias through learned latent structure").
    /// </summary>
    public static Computation Loss(Size size)
    {
        Expr images = Input("images", [size.Batch, size.Side, size.Side, 3]);
        Expr faces = Input("faces", [size.Batch]);
        Expr key = Input("key", [2], ElementType.U32);

        Expr code = Encode(images, size);
        Expr logit = code[.., 0], mean = code[.., 1..(int)(size.Latent + 1)], logVariance = code[.., (int)(size.Latent + 1)..];
        Expr z = mean + (Exp(0.5 * logVariance) * Normal(key, mean.Shape));
        Expr reconstruction = Decode(z, size);

        Expr classification = SigmoidCrossEntropy(logit, faces, Reduction.Unreduced);
        Expr distance = Mean(Abs(images - reconstruction), [1, 2, 3]);
        Expr divergence = 0.5 * Sum(Exp(logVariance) + Square(mean) - 1 - logVariance, axis: 1);
        return BuiltInModel.Trace("face-vae", Mean(classification + (faces * (distance + (DivergenceWeight * divergence)))));
    }

    private static Expr Encode(Expr images, Size size)
    {
        Expr x = Convolution("encoder/conv1", images, 5, size.Filters);
        x = Convolution("encoder/conv2", x, 5, 2 * size.Filters);
        x = Convolution("encoder/conv3", x, 3, 4 * size.Filters);
        x = Convolution("encoder/conv4", x, 3, 6 * size.Filters);
        Expr hidden = Relu(Dense("encoder/hidden", Flatten(x, startAxis: 1), size.Hidden));
        return Dense("encoder/code", hidden, (2 * size.Latent) + 1);
    }

    private static Expr Decode(Expr z, Size size)
    {
        long side = size.Side / 16;
        Expr x = Relu(Dense("decoder/hidden", z, side * side * 6 * size.Filters));
        x = Reshape(x, [size.Batch, side, side, 6 * size.Filters]);
        x = Relu(TransposedConvolution("decoder/conv1", x, 3, 4 * size.Filters));
        x = Relu(TransposedConvolution("decoder/conv2", x, 3, 2 * size.Filters));
        x = Relu(TransposedConvolution("decoder/conv3", x, 5, size.Filters));
        return TransposedConvolution("decoder/conv4", x, 5, 3);
    }

    private static Expr Convolution(string name, Expr x, long width, long features)
    {
        Expr kernel = Parameter($"{name}/kernel", [width, width, x.Shape[^1], features]);
        Expr b = Parameter($"{name}/b", [features]);
        Expr scale = Parameter($"{name}/scale", [features]);
        Expr offset = Parameter($"{name}/offset", [features]);
        Expr y = Conv2D(x, kernel, strides: [2, 2], padding: Padding.Same) + b;
        return Relu(BatchNorm(y, scale, offset).Normalised);
    }

    private static Expr TransposedConvolution(string name, Expr x, long width, long features)
    {
        Expr kernel = Parameter($"{name}/kernel", [width, width, x.Shape[^1], features]);
        Expr b = Parameter($"{name}/b", [features]);
        return ConvTranspose2D(x, kernel, strides: [2, 2], padding: Padding.Same) + b;
    }
}
