namespace Graph.Learning;

/// <summary>The maximum of each window over the length of <c>[batch, length, features]</c>.</summary>
/// <param name="Size">The size of the window.</param>
public sealed record MaxPool1D(Shape Size) : PoolingLayer
{
    private protected override Expr Pooled(Expr x) => Ops.MaxPool1D(x, Size, Strides, Padding);
}

/// <summary>The maximum of each window over height and width of <c>[batch, height, width, features]</c>.</summary>
/// <param name="Size">Height and width of the window, or one number for both.</param>
public sealed record MaxPool2D(Shape Size) : PoolingLayer
{
    private protected override Expr Pooled(Expr x) => Ops.MaxPool2D(x, Size, Strides, Padding);
}

/// <summary>The mean of each window over the length of <c>[batch, length, features]</c>; padding does not count.</summary>
/// <param name="Size">The size of the window.</param>
public sealed record AvgPool1D(Shape Size) : PoolingLayer
{
    private protected override Expr Pooled(Expr x) => Ops.AvgPool1D(x, Size, Strides, Padding);
}

/// <summary>The mean of each window over height and width of <c>[batch, height, width, features]</c>; padding does not count.</summary>
/// <param name="Size">Height and width of the window, or one number for both.</param>
public sealed record AvgPool2D(Shape Size) : PoolingLayer
{
    private protected override Expr Pooled(Expr x) => Ops.AvgPool2D(x, Size, Strides, Padding);
}

/// <summary>What pooling layers have in common, channels last.</summary>
public abstract record PoolingLayer : Layer
{
    private protected PoolingLayer()
    {
    }

    /// <summary>
    /// The step from window to window along each spatial axis, or one number for all; the size of the window unless given.
    /// </summary>
    public Shape Strides { get; init; }

    /// <summary>What surrounds the input; nothing unless given.</summary>
    public Padding Padding { get; init; }

    /// <inheritdoc/>
    public sealed override Expr Apply(Expr x, Scope scope)
    {
        using var _ = Origin.Enter(GetType().Name);
        return Pooled(x);
    }

    private protected abstract Expr Pooled(Expr x);
}

/// <summary>The mean over all spatial axes: <c>[batch, …spatial, features]</c> gives <c>[batch, features]</c>.</summary>
public sealed record GlobalAvgPool : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope)
    {
        using var _ = Origin.Enter(nameof(GlobalAvgPool));
        return Ops.GlobalAvgPool(x);
    }
}

/// <summary>The maximum over all spatial axes: <c>[batch, …spatial, features]</c> gives <c>[batch, features]</c>.</summary>
public sealed record GlobalMaxPool : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope)
    {
        using var _ = Origin.Enter(nameof(GlobalMaxPool));
        Require.AtLeast(x, 3, "the axes [batch, …spatial, features]");
        return Ops.Max(x, Axes.Range(1, x.Rank - 2));
    }
}
