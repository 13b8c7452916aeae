namespace Graph.Learning;

/// <summary>
/// Each feature, the last axis, normalised to mean 0 and variance 1 over all other axes, then scaled and offset: in training with the
/// statistics of the batch, of which running ones are kept for evaluation (Ioffe and Szegedy, 2015, "Batch normalization"). Parameters
/// <c>scale</c> and <c>offset</c>, states <c>mean</c> and <c>variance</c>, all <c>[features]</c>.
/// </summary>
/// <param name="Momentum">The share that stays of the running statistics at each batch.</param>
/// <param name="Epsilon">What is added to the variance.</param>
public sealed record BatchNorm(double Momentum = 0.9, double Epsilon = 1e-5) : Layer
{
    /// <summary>Whether there is a scale.</summary>
    public bool UseScale { get; init; } = true;

    /// <summary>Whether there is an offset.</summary>
    public bool UseOffset { get; init; } = true;

    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope)
    {
        using var _ = Origin.Enter(nameof(BatchNorm));
        Require.Floats(x);
        Require.AtLeast(x, 2, "a leading axis for the batch and features along its last axis");
        Shape features = x.Shape[^1..];
        Expr? scale = UseScale ? scope.Parameter("scale", features, Initializers.Ones) : null;
        Expr? offset = UseOffset ? scope.Parameter("offset", features, Initializers.Zeros) : null;
        Expr mean = scope.State("mean", features, Initializers.Zeros);
        Expr variance = scope.State("variance", features, Initializers.Ones);
        if (!scope.IsTraining)
        {
            return Ops.BatchNorm(x, mean, variance, scale, offset, Epsilon);
        }
        (Expr normalised, Expr batchMean, Expr batchVariance) = Ops.BatchNorm(x, scale, offset, Epsilon);
        // What is kept estimates the variance of all samples, without the bias that dividing by the number of those seen has.
        double count = x.Shape[..^1].ElementCount;
        Expr unbiased = count > 1 ? batchVariance * (count / (count - 1)) : batchVariance;
        scope.Update("mean", (Momentum * mean) + ((1 - Momentum) * batchMean));
        scope.Update("variance", (Momentum * variance) + ((1 - Momentum) * unbiased));
        return normalised;
    }
}

/// <summary>
/// The last axes normalised to mean 0 and variance 1, each sample by itself, then scaled and offset (Ba et al., 2016, "Layer
/// normalization"): parameters <c>scale</c> and <c>offset</c> of the sizes of those axes.
/// </summary>
/// <param name="Axes">The number of last axes.</param>
/// <param name="Epsilon">What is added to the variance.</param>
public sealed record LayerNorm(int Axes = 1, double Epsilon = 1e-5) : Layer
{
    /// <summary>Whether there is an offset.</summary>
    public bool UseOffset { get; init; } = true;

    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope)
    {
        using var _ = Origin.Enter(nameof(LayerNorm));
        Require.Floats(x);
        Require.AtLeast(x, Axes, Axes == 1 ? "a last axis" : FormattableString.Invariant($"{Axes} last axes"));
        Shape features = x.Shape[^Axes..];
        Expr scale = scope.Parameter("scale", features, Initializers.Ones);
        Expr? offset = UseOffset ? scope.Parameter("offset", features, Initializers.Zeros) : null;
        return Ops.LayerNorm(x, scale, offset, Epsilon, Axes);
    }
}

/// <summary>
/// The last axis divided by its root mean square, then scaled (Zhang and Sennrich, 2019, "Root mean square layer normalization"): parameter
/// <c>scale</c>.
/// </summary>
/// <param name="Epsilon">What is added to the mean square.</param>
public sealed record RmsNorm(double Epsilon = 1e-5) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope)
    {
        using var _ = Origin.Enter(nameof(RmsNorm));
        Require.Floats(x);
        Require.AtLeast(x, 1, "features along its last axis");
        return Ops.RmsNorm(x, scope.Parameter("scale", x.Shape[^1..], Initializers.Ones), Epsilon);
    }
}

/// <summary>
/// Groups of features normalised to mean 0 and variance 1 over all places, each sample by itself, then scaled and offset (Wu and He, 2018,
/// "Group normalization"): parameters <c>scale</c> and <c>offset</c> <c>[features]</c>.
/// </summary>
/// <param name="Groups">The number of groups, which divides that of the features.</param>
/// <param name="Epsilon">What is added to the variance.</param>
public sealed record GroupNorm(long Groups, double Epsilon = 1e-5) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope)
    {
        using var _ = Origin.Enter(nameof(GroupNorm));
        Require.Floats(x);
        Require.AtLeast(x, 2, "a leading axis for the batch and features along its last axis");
        Shape features = x.Shape[^1..];
        Expr scale = scope.Parameter("scale", features, Initializers.Ones);
        Expr offset = scope.Parameter("offset", features, Initializers.Zeros);
        return Ops.GroupNorm(x, Groups, scale, offset, Epsilon);
    }
}
