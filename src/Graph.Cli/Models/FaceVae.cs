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

    private static readonly Style drawn = new(shape => Normal(Input("key", [2], ElementType.U32), shape), _ => Padding.Same, default);
    private static readonly Style even = new(shape => Input("noise", shape), width => Padding.Of([width / 2, width / 2]), [1, 1]);

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
    public static Computation Loss(Size size) => Loss(size, drawn);

    /// <summary>
    /// The same loss as libraries write it that pad both ends of an axis alike, with the noise of the code as an input
    /// <c>noise</c> of <c>[batch, latent]</c>, so that another implementation can be held against it.
    /// </summary>
    public static Computation EvenLoss(Size size) => Loss(size, even);

    private static Computation Loss(Size size, Style style)
    {
        Expr images = Input("images", [size.Batch, size.Side, size.Side, 3]);
        Expr faces = Input("faces", [size.Batch]);

        Expr code = Encode(images, size, style);
        Expr logit = code[.., 0], mean = code[.., 1..(int)(size.Latent + 1)], logVariance = code[.., (int)(size.Latent + 1)..];
        Expr z = mean + (Exp(0.5 * logVariance) * style.Noise(mean.Shape));
        Expr reconstruction = Decode(z, size, style);

        Expr classification = SigmoidCrossEntropy(logit, faces, Reduction.Unreduced);
        Expr distance = Mean(Abs(images - reconstruction), [1, 2, 3]);
        Expr divergence = 0.5 * Sum(Exp(logVariance) + Square(mean) - 1 - logVariance, axis: 1);
        return BuiltInModel.Trace("face-vae", Mean(classification + (faces * (distance + (DivergenceWeight * divergence)))));
    }

    private static Expr Encode(Expr images, Size size, Style style)
    {
        Expr x = Convolution("encoder/conv1", images, 5, size.Filters, style);
        x = Convolution("encoder/conv2", x, 5, 2 * size.Filters, style);
        x = Convolution("encoder/conv3", x, 3, 4 * size.Filters, style);
        x = Convolution("encoder/conv4", x, 3, 6 * size.Filters, style);
        Expr hidden = Relu(Dense("encoder/hidden", Flatten(x, startAxis: 1), size.Hidden));
        return Dense("encoder/code", hidden, (2 * size.Latent) + 1);
    }

    private static Expr Decode(Expr z, Size size, Style style)
    {
        long side = size.Side / 16;
        Expr x = Relu(Dense("decoder/hidden", z, side * side * 6 * size.Filters));
        x = Reshape(x, [size.Batch, side, side, 6 * size.Filters]);
        x = Relu(TransposedConvolution("decoder/conv1", x, 3, 4 * size.Filters, style));
        x = Relu(TransposedConvolution("decoder/conv2", x, 3, 2 * size.Filters, style));
        x = Relu(TransposedConvolution("decoder/conv3", x, 5, size.Filters, style));
        return TransposedConvolution("decoder/conv4", x, 5, 3, style);
    }

    private static Expr Convolution(string name, Expr x, long width, long features, Style style)
    {
        Expr kernel = Parameter($"{name}/kernel", [width, width, x.Shape[^1], features]);
        Expr b = Parameter($"{name}/b", [features]);
        Expr scale = Parameter($"{name}/scale", [features]);
        Expr offset = Parameter($"{name}/offset", [features]);
        Expr y = Conv2D(x, kernel, strides: [2, 2], padding: style.Around(width)) + b;
        return Relu(BatchNorm(y, scale, offset).Normalised);
    }

    private static Expr TransposedConvolution(string name, Expr x, long width, long features, Style style)
    {
        Expr kernel = Parameter($"{name}/kernel", [width, width, x.Shape[^1], features]);
        Expr b = Parameter($"{name}/b", [features]);
        return ConvTranspose2D(x, kernel, strides: [2, 2], padding: style.Around(width), outputPadding: style.AtTheEnd) + b;
    }

    /// <summary>What the two forms of the loss differ in.</summary>
    /// <param name="Noise">The noise of a shape.</param>
    /// <param name="Around">What surrounds an image that meets a kernel of a width.</param>
    /// <param name="AtTheEnd">What a transposed convolution adds, so that it doubles the size.</param>
    private sealed record Style(Func<Shape, Expr> Noise, Func<long, Padding> Around, Shape AtTheEnd);
}
