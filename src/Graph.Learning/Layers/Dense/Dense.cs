namespace Graph.Learning;

/// <summary>
/// A dense layer over the last axis, <c>activation(x·w + b)</c>: every output depends on every input feature. Parameters <c>w</c>
/// <c>[features, units]</c> and <c>b</c> <c>[units]</c>.
/// </summary>
/// <param name="Units">The number of outputs.</param>
/// <param name="Activation">What is applied to them; null for nothing.</param>
/// <param name="UseBias">Whether there is a b.</param>
public sealed record Dense(long Units, Func<Expr, Expr>? Activation = null, bool UseBias = true) : Layer
{
    /// <summary>What w begins as.</summary>
    public Initializer KernelInitializer { get; init; } = Initializers.GlorotUniform;

    /// <summary>What b begins as.</summary>
    public Initializer BiasInitializer { get; init; } = Initializers.Zeros;

    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope)
    {
        using var _ = Origin.Enter(nameof(Dense));
        Require.Floats(x);
        Require.AtLeast(x, 1, "features along its last axis");
        Expr w = scope.Parameter("w", [x.Shape[^1], Units], KernelInitializer);
        Expr y = Ops.MatMul(x, w);
        return Affine.Finished(y, UseBias, BiasInitializer, Activation, scope);
    }
}
