namespace Graph;

// Convolutions in the sense of machine learning (the kernel is not reversed), channels last: the input is [batch, …spatial, features], the
// kernel [...spatial, input features of a group, output features], the result [batch, …spatial, output features].
public static partial class Ops
{
    /// <summary>A convolution over one spatial axis.</summary>
    /// <param name="x">Of shape <c>[batch, length, features]</c>.</param>
    /// <param name="kernel">Of shape <c>[width, features / groups, outputs]</c>.</param>
    /// <param name="strides">The step from place to place; 1 unless given.</param>
    /// <param name="padding">What surrounds the input; nothing unless given.</param>
    /// <param name="dilation">The distance of neighbours of the kernel; 1 unless given.</param>
    /// <param name="groups">Into how many groups the features are divided; outputs of a group see only its inputs.</param>
    /// <exception cref="ShapeException">Ranks, features, groups or the attributes do not fit.</exception>
    public static Expr Conv1D(
        Expr x, Expr kernel, Shape strides = default, Padding padding = default, Shape dilation = default, long groups = 1)
    {
        using var _ = Origin.Enter();
        return Convolved(x, kernel, 1, strides, padding, dilation, groups);
    }

    /// <summary>A convolution over two spatial axes.</summary>
    /// <param name="x">Of shape <c>[batch, height, width, features]</c>.</param>
    /// <param name="kernel">Of shape <c>[height, width, features / groups, outputs]</c>.</param>
    /// <param name="strides">The steps from place to place, or one for both axes; 1 unless given.</param>
    /// <param name="padding">What surrounds the input; nothing unless given.</param>
    /// <param name="dilation">The distance of neighbours of the kernel, or one for both axes; 1 unless given.</param>
    /// <param name="groups">Into how many groups the features are divided; outputs of a group see only its inputs.</param>
    /// <exception cref="ShapeException">Ranks, features, groups or the attributes do not fit.</exception>
    public static Expr Conv2D(
        Expr x, Expr kernel, Shape strides = default, Padding padding = default, Shape dilation = default, long groups = 1)
    {
        using var _ = Origin.Enter();
        return Convolved(x, kernel, 2, strides, padding, dilation, groups);
    }

    /// <summary>A convolution of each feature by itself, over two spatial axes.</summary>
    /// <param name="x">Of shape <c>[batch, height, width, features]</c>.</param>
    /// <param name="kernel">Of shape <c>[height, width, features, multiplier]</c>: as many outputs of each feature.</param>
    /// <param name="strides">The steps from place to place, or one for both axes; 1 unless given.</param>
    /// <param name="padding">What surrounds the input; nothing unless given.</param>
    /// <param name="dilation">The distance of neighbours of the kernel, or one for both axes; 1 unless given.</param>
    /// <returns>Of shape <c>[batch, height, width, features · multiplier]</c>; the outputs of a feature stand together.</returns>
    public static Expr DepthwiseConv2D(Expr x, Expr kernel, Shape strides = default, Padding padding = default, Shape dilation = default)
    {
        using var _ = Origin.Enter();
        RequireImages(x, kernel, 2);
        long features = kernel.Shape[2];
        Expr grouped = kernel.Reshape([kernel.Shape[0], kernel.Shape[1], 1, features * kernel.Shape[3]]);
        return Convolved(x, grouped, 2, strides, padding, dilation, features);
    }

    /// <summary>A transposed convolution over one spatial axis; see <see cref="ConvTranspose2D"/>.</summary>
    /// <param name="x">Of shape <c>[batch, length, features]</c>.</param>
    /// <param name="kernel">Of shape <c>[width, features, outputs / groups]</c>.</param>
    /// <param name="strides">How far apart the places of neighbouring inputs lie in the output; 1 unless given.</param>
    /// <param name="padding">What is taken away from both ends of the output.</param>
    /// <param name="dilation">The distance of neighbours of the kernel; 1 unless given.</param>
    /// <param name="groups">Into how many groups the features are divided.</param>
    /// <param name="outputPadding">How many places the output has more at its end; 0 unless given.</param>
    public static Expr ConvTranspose1D(
        Expr x, Expr kernel, Shape strides = default, Padding padding = default, Shape dilation = default, long groups = 1,
        Shape outputPadding = default)
    {
        using var _ = Origin.Enter();
        return TransposedConvolved(x, kernel, 1, strides, padding, dilation, groups, outputPadding);
    }

    /// <summary>
    /// A transposed convolution over two spatial axes, the adjoint of <see cref="Conv2D"/>: input p adds its products with the kernel to
    /// the places <c>p · stride + k · dilation − low</c> of the output.
    /// </summary>
    /// <param name="x">Of shape <c>[batch, height, width, features]</c>.</param>
    /// <param name="kernel">Of shape <c>[height, width, features, outputs / groups]</c>.</param>
    /// <param name="strides">How far apart the places of neighbouring inputs lie in the output, or one for both axes; 1 unless
    /// given.</param>
    /// <param name="padding">What is taken away from both ends of the output.</param>
    /// <param name="dilation">The distance of neighbours of the kernel, or one for both axes; 1 unless given.</param>
    /// <param name="groups">Into how many groups the features are divided.</param>
    /// <param name="outputPadding">How many places the output has more at its end, or one number for both axes; 0 unless given.</param>
    /// <returns>
    /// With n places of x, along each spatial axis <c>(n − 1) · stride + (size − 1) · dilation + 1 − low − high + outputPadding</c> places;
    /// <c>n · stride</c> plus the output padding for <see cref="Padding.Same"/>.
    /// </returns>
    /// <exception cref="ShapeException">Ranks, features, groups or the attributes do not fit.</exception>
    public static Expr ConvTranspose2D(
        Expr x, Expr kernel, Shape strides = default, Padding padding = default, Shape dilation = default, long groups = 1,
        Shape outputPadding = default)
    {
        using var _ = Origin.Enter();
        return TransposedConvolved(x, kernel, 2, strides, padding, dilation, groups, outputPadding);
    }

    private static Expr Convolved(Expr x, Expr kernel, int spatial, Shape strides, Padding padding, Shape dilation, long groups)
    {
        RequireImages(x, kernel, spatial);
        strides = Shapes.PerAxis(strides, spatial, 1, "the strides", 1);
        dilation = Shapes.PerAxis(dilation, spatial, 1, "the dilation", 1);
        RequireFeatures(x, kernel, groups, kernel.Shape[^2] * groups);
        (Shape low, Shape high) = padding.Around(x.Shape[1..^1], Extent(kernel, dilation), strides);
        return Convolution(x, kernel, strides, low, high, Shape.Repeat(1, spatial), dilation, groups);
    }

    private static Expr TransposedConvolved(
        Expr x, Expr kernel, int spatial, Shape strides, Padding padding, Shape dilation, long groups, Shape outputPadding)
    {
        RequireImages(x, kernel, spatial);
        strides = Shapes.PerAxis(strides, spatial, 1, "the strides", 1);
        dilation = Shapes.PerAxis(dilation, spatial, 1, "the dilation", 1);
        outputPadding = Shapes.PerAxis(outputPadding, spatial, 0, "the output padding", 0);
        RequireFeatures(x, kernel, groups, kernel.Shape[^2]);
        Shape extent = Extent(kernel, dilation);
        (Shape low, Shape high) = padding.Cropped(extent, strides);
        // Inputs a stride apart under the reversed kernel: what it reaches beyond the ends, less what is taken away.
        Shape before = [.. extent.Zip(low).Select(axis => axis.First - 1 - axis.Second)];
        Shape behind = [.. extent.Zip(high, outputPadding).Select(axis => axis.First - 1 - axis.Second + axis.Third)];
        Expr reversed = GroupsToOutputs(kernel, groups).Reverse(Axes.Range(0, spatial));
        return Convolution(x, reversed, Shape.Repeat(1, spatial), before, behind, strides, dilation, groups);
    }

    // [.., groups · i, o] to [.., i, groups · o]: the operator counts the outputs of all groups and the inputs of one.
    private static Expr GroupsToOutputs(Expr kernel, long groups)
    {
        if (groups == 1)
        {
            return kernel;
        }
        int spatial = kernel.Rank - 2;
        (long inputs, long outputs) = (kernel.Shape[^2] / groups, kernel.Shape[^1]);
        return kernel.Reshape([.. kernel.Shape[..^2], groups, inputs, outputs])
            .Transpose([.. Axes.Range(0, spatial), spatial + 1, spatial, spatial + 2])
            .Reshape([.. kernel.Shape[..^2], inputs, groups * outputs]);
    }

    private static Expr Convolution(
        Expr x, Expr kernel, Shape strides, Shape low, Shape high, Shape inputDilation, Shape dilation, long groups)
    {
        int last = x.Rank - 1;
        Axes channelsLast = [0, last, .. Enumerable.Range(1, last - 1)];
        Axes outputsLast = [last, last - 1, .. Enumerable.Range(0, last - 1)];
        return Expr.Create(
            new Convolve(channelsLast, outputsLast, channelsLast, strides, low, high, inputDilation, dilation, groups), x, kernel);
    }

    private static Shape Extent(Expr kernel, Shape dilation) =>
        [.. kernel.Shape[..^2].Zip(dilation).Select(axis => ((axis.First - 1) * axis.Second) + 1)];

    private static void RequireImages(Expr x, Expr kernel, int spatial)
    {
        string axes = spatial == 1 ? "length" : "height, width";
        if (x.Rank != spatial + 2)
        {
            throw new ShapeException($"the input {x.Describe()} must have the axes [batch, {axes}, features]");
        }
        if (kernel.Rank != spatial + 2)
        {
            throw new ShapeException($"the kernel {kernel.Describe()} must have the axes [{axes}, input features, output features]");
        }
    }

    private static void RequireFeatures(Expr x, Expr kernel, long groups, long expected)
    {
        if (groups < 1 || x.Shape[^1] % groups != 0 || x.Shape[^1] != expected)
        {
            string inGroups = groups == 1 ? "" : $" with {groups} groups";
            throw new ShapeException(
                $"the input {x.Describe()} has {x.Shape[^1]} features (its last axis), but the kernel {kernel.Describe()}{inGroups} " +
                $"takes {expected} (axis {kernel.Rank - 2})");
        }
    }
}
