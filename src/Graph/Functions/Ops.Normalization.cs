namespace Graph;

// Normalisation. Features are the last axis (channels last).
public static partial class Ops
{
    private const double DefaultEpsilon = 1e-5;

    /// <summary>(x − mean) / √(variance + 1e-5) along the last axis.</summary>
    public static Expr LayerNorm(Expr x)
    {
        using var _ = Origin.Enter();
        return LayerNorm(x, null, null);
    }

    /// <summary>Layer normalisation, (x − mean) / √(variance + ε) · scale + offset (Ba et al., 2016, "Layer normalization").</summary>
    /// <param name="x">Floats.</param>
    /// <param name="scale">Of the sizes of the normalised axes, or null.</param>
    /// <param name="offset">Of the sizes of the normalised axes, or null.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="axes">The number of last axes to normalise over.</param>
    public static Expr LayerNorm(Expr x, Expr? scale, Expr? offset, double epsilon = DefaultEpsilon, int axes = 1)
    {
        using var _ = Origin.Enter();
        if (axes < 0 || axes > x.Rank)
        {
            throw new ShapeException($"{x.Describe()} has no {axes} last axes");
        }
        Axes normalised = Axes.Range(x.Rank - axes, axes);
        Shape features = x.Shape[^axes..];
        return Affine(Standardised(x, normalised, epsilon).Value, Of(scale, "scale", features), Of(offset, "offset", features));
    }

    /// <summary>x / √(mean of x² + 1e-5) along the last axis.</summary>
    public static Expr RmsNorm(Expr x)
    {
        using var _ = Origin.Enter();
        return RmsNorm(x, null);
    }

    /// <summary>
    /// x / √(mean of x² + ε) · scale along the last axis (Zhang and Sennrich, 2019, "Root mean square layer normalization").
    /// </summary>
    /// <param name="x">Floats, of rank 1 or more.</param>
    /// <param name="scale">One for each feature, or null.</param>
    /// <param name="epsilon">ε.</param>
    public static Expr RmsNorm(Expr x, Expr? scale, double epsilon = DefaultEpsilon)
    {
        using var _ = Origin.Enter();
        Expr root = (Mean(x * x, -1, keepDims: true) + epsilon).Sqrt();
        return Affine(x / root, Of(scale, "scale", x.Shape[^1..]), null);
    }

    /// <summary>
    /// Batch normalisation in training: over all axes but the last, with the statistics of the batch, which are returned to keep a running
    /// mean of (Ioffe and Szegedy, 2015, "Batch normalization").
    /// </summary>
    /// <param name="x">Floats; the last axis has the features.</param>
    /// <param name="scale">One for each feature, or null.</param>
    /// <param name="offset">One for each feature, or null.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <returns>The normalised tensor, and the mean and the (population) variance of each feature.</returns>
    public static (Expr Normalised, Expr Mean, Expr Variance) BatchNorm(Expr x, Expr? scale, Expr? offset, double epsilon = DefaultEpsilon)
    {
        using var _ = Origin.Enter();
        Shape features = FeaturesOf(x);
        (Expr value, Expr mean, Expr variance) = Standardised(x, Axes.Range(0, x.Rank - 1), epsilon);
        Expr normalised = Affine(value, Of(scale, "scale", features), Of(offset, "offset", features));
        return (normalised, mean.Reshape(features), variance.Reshape(features));
    }

    /// <summary>Batch normalisation in evaluation, with given statistics.</summary>
    /// <param name="x">Floats; the last axis has the features.</param>
    /// <param name="mean">One for each feature.</param>
    /// <param name="variance">One for each feature.</param>
    /// <param name="scale">One for each feature, or null.</param>
    /// <param name="offset">One for each feature, or null.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    public static Expr BatchNorm(Expr x, Expr mean, Expr variance, Expr? scale, Expr? offset, double epsilon = DefaultEpsilon)
    {
        using var _ = Origin.Enter();
        Shape features = FeaturesOf(x);
        Expr centred = x - Of(mean, "mean", features)!;
        return Affine(
            centred / (Of(variance, "variance", features)! + epsilon).Sqrt(), Of(scale, "scale", features), Of(offset, "offset", features));
    }

    /// <summary>
    /// Group normalisation: of each sample, each of some groups of features by itself over all positions (Wu and He, 2018, "Group
    /// normalization").
    /// </summary>
    /// <param name="x">Floats of shape <c>[batch, …, features]</c>.</param>
    /// <param name="groups">The number of groups, which divides that of the features.</param>
    /// <param name="scale">One for each feature, or null.</param>
    /// <param name="offset">One for each feature, or null.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <exception cref="ShapeException">The rank is below 2, or the groups do not divide the features.</exception>
    public static Expr GroupNorm(Expr x, long groups, Expr? scale = null, Expr? offset = null, double epsilon = DefaultEpsilon)
    {
        using var _ = Origin.Enter();
        if (x.Rank < 2 || groups < 1 || x.Shape[^1] % groups != 0)
        {
            throw new ShapeException($"{groups} groups do not divide the features, the last axis behind the batch, of {x.Describe()}");
        }
        Shape features = x.Shape[^1..];
        Expr grouped = x.Reshape([.. x.Shape[..^1], groups, x.Shape[^1] / groups]);
        Axes normalised = [.. Enumerable.Range(1, x.Rank - 2), x.Rank];
        return Affine(
            Standardised(grouped, normalised, epsilon).Value.Reshape(x.Shape), Of(scale, "scale", features),
            Of(offset, "offset", features));
    }

    private static (Expr Value, Expr Mean, Expr Variance) Standardised(Expr x, Axes axes, double epsilon)
    {
        Expr mean = Mean(x, axes, keepDims: true);
        Expr centred = x - mean;
        Expr variance = Mean(centred * centred, axes, keepDims: true);
        return (centred / (variance + epsilon).Sqrt(), mean, variance);
    }

    private static Expr Affine(Expr x, Expr? scale, Expr? offset)
    {
        x = scale is null ? x : x * scale;
        return offset is null ? x : x + offset;
    }

    private static Shape FeaturesOf(Expr x) => x.Rank > 0
        ? x.Shape[^1..]
        : throw new ShapeException($"{x.Describe()} is a scalar and has no features");

    private static Expr? Of(Expr? x, string role, Shape features) => x is null || x.Shape == features
        ? x
        : throw new ShapeException($"the {role} {x.Describe()} must have the shape {features} of the features");
}
