namespace Graph.Learning;

/// <summary>All axes behind the batch as one.</summary>
public sealed record Flatten : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope)
    {
        using var _ = Origin.Enter(nameof(Flatten));
        Require.AtLeast(x, 1, "a leading axis for the batch");
        return Ops.Flatten(x, 1);
    }
}

/// <summary>Other axes behind the batch.</summary>
/// <param name="Shape">The shape of one sample; one size may be −1 and is computed from the others.</param>
public sealed record Reshape(Shape Shape) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope)
    {
        using var _ = Origin.Enter(nameof(Reshape));
        Require.AtLeast(x, 1, "a leading axis for the batch");
        return Ops.Reshape(x, [x.Shape[0], .. Shape]);
    }
}

/// <summary>
/// A row of a table for each integer: parameter <c>table</c> <c>[count, width]</c>. An integer outside of the table gives NaN.
/// </summary>
/// <param name="Count">How many integers there are, counted from 0.</param>
/// <param name="Width">The size of the new last axis.</param>
public sealed record Embedding(long Count, long Width) : Layer
{
    /// <summary>What the table begins as.</summary>
    public Initializer Initializer { get; init; } = Initializers.Uniform(-0.05, 0.05);

    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope)
    {
        using var _ = Origin.Enter(nameof(Embedding));
        return Ops.Embedding(scope.Parameter("table", [Count, Width], Initializer), x);
    }
}
