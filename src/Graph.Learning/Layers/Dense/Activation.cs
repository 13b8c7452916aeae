namespace Graph.Learning;

/// <summary>A function of one expression as a layer: <c>new Activation(Relu)</c>.</summary>
/// <param name="Function">The function.</param>
public sealed record Activation(Func<Expr, Expr> Function) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope) => Function(x);
}

/// <summary>
/// x above 0, else a slope times x, with a slope <c>slope</c> for each feature that is learned (He et al., 2015, "Delving deep into
/// rectifiers").
/// </summary>
/// <param name="InitialSlope">What the slopes begin as.</param>
public sealed record PRelu(double InitialSlope = 0.25) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope)
    {
        using var _ = Origin.Enter(nameof(PRelu));
        Require.AtLeast(x, 1, "features along its last axis");
        return Ops.PRelu(x, scope.Parameter("slope", [x.Shape[^1]], Initializers.Filled(InitialSlope)));
    }
}

/// <summary>
/// Zeros in place of some elements in training, drawn anew for every batch; the others are scaled so that the mean stays. Nothing in
/// evaluation (Srivastava et al., 2014, "Dropout").
/// </summary>
/// <param name="Rate">The probability to drop an element, in [0, 1).</param>
public sealed record Dropout(double Rate) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope)
    {
        using var _ = Origin.Enter(nameof(Dropout));
        return Ops.Dropout(x, Rate, scope.IsTraining && Rate != 0 ? scope.Key() : null);
    }
}

/// <summary>Normal noise added in training, drawn anew for every batch. Nothing in evaluation.</summary>
/// <param name="Deviation">The standard deviation of the noise.</param>
public sealed record GaussianNoise(double Deviation) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope)
    {
        using var _ = Origin.Enter(nameof(GaussianNoise));
        Require.Floats(x);
        return scope.IsTraining ? x + (Deviation * Ops.Normal(scope.Key(), x.Shape, x.Element)) : x;
    }
}
