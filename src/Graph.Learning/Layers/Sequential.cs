namespace Graph.Learning;

/// <summary>Layers one after the other.</summary>
/// <param name="Layers">The layers, the one that gets the input first.</param>
public sealed record Sequential(params ImmutableArray<Layer> Layers) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope) => Layers.Aggregate(x, (input, layer) => scope.Apply(layer, input));
}

/// <summary>
/// What a layer adds to its input, or to what another layer makes of it where the shapes differ (He et al., 2016, "Deep residual learning
/// for image recognition").
/// </summary>
/// <param name="Inner">The layer.</param>
/// <param name="Shortcut">What the input goes through; null for nothing.</param>
public sealed record Residual(Layer Inner, Layer? Shortcut = null) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope)
    {
        Expr added = scope.Apply(Inner, x);
        Expr kept = Shortcut is null ? x : scope.Apply(Shortcut, x);
        using var _ = Origin.Enter(nameof(Residual));
        return added.Type == kept.Type
            ? kept + added
            : throw new ShapeException(
                $"what is added, {added.Describe()}, must have the type of what it is added to, {kept.Describe()}; a Shortcut can give " +
                "the input that shape");
    }
}
