namespace Graph;

// Pooling, channels last: windows over the spatial axes of [batch, …spatial, features].
public static partial class Ops
{
    /// <summary>The maximum of each window over one spatial axis.</summary>
    /// <param name="x">Of shape <c>[batch, length, features]</c>.</param>
    /// <param name="size">The size of the window.</param>
    /// <param name="strides">The step from window to window; the size of the window unless given.</param>
    /// <param name="padding">What surrounds the input, smaller than any number; nothing unless given.</param>
    /// <exception cref="ShapeException">The rank or the attributes do not fit.</exception>
    public static Expr MaxPool1D(Expr x, Shape size, Shape strides = default, Padding padding = default)
    {
        using var _ = Origin.Enter();
        return MaxPooled(x, 1, size, strides, padding);
    }

    /// <summary>The maximum of each window over two spatial axes.</summary>
    /// <param name="x">Of shape <c>[batch, height, width, features]</c>.</param>
    /// <param name="size">The size of the window, or one number for both axes.</param>
    /// <param name="strides">The steps from window to window, or one number for both axes; the size of the window unless given.</param>
    /// <param name="padding">What surrounds the input, smaller than any number; nothing unless given.</param>
    /// <exception cref="ShapeException">The rank or the attributes do not fit.</exception>
    public static Expr MaxPool2D(Expr x, Shape size, Shape strides = default, Padding padding = default)
    {
        using var _ = Origin.Enter();
        return MaxPooled(x, 2, size, strides, padding);
    }

    /// <summary>The mean of each window over one spatial axis; padding counts neither in the sum nor in the number.</summary>
    /// <param name="x">Of shape <c>[batch, length, features]</c>.</param>
    /// <param name="size">The size of the window.</param>
    /// <param name="strides">The step from window to window; the size of the window unless given.</param>
    /// <param name="padding">What surrounds the input; nothing unless given.</param>
    /// <param name="countPadding">Whether padding counts as zeros.</param>
    /// <exception cref="ShapeException">The rank or the attributes do not fit.</exception>
    public static Expr AvgPool1D(Expr x, Shape size, Shape strides = default, Padding padding = default, bool countPadding = false)
    {
        using var _ = Origin.Enter();
        return AveragePooled(x, 1, size, strides, padding, countPadding);
    }

    /// <summary>The mean of each window over two spatial axes; padding counts neither in the sum nor in the number.</summary>
    /// <param name="x">Of shape <c>[batch, height, width, features]</c>.</param>
    /// <param name="size">The size of the window, or one number for both axes.</param>
    /// <param name="strides">The steps from window to window, or one number for both axes; the size of the window unless given.</param>
    /// <param name="padding">What surrounds the input; nothing unless given.</param>
    /// <param name="countPadding">Whether padding counts as zeros.</param>
    /// <exception cref="ShapeException">The rank or the attributes do not fit.</exception>
    public static Expr AvgPool2D(Expr x, Shape size, Shape strides = default, Padding padding = default, bool countPadding = false)
    {
        using var _ = Origin.Enter();
        return AveragePooled(x, 2, size, strides, padding, countPadding);
    }

    /// <summary>The mean over all spatial axes: <c>[batch, …spatial, features]</c> gives <c>[batch, features]</c>.</summary>
    /// <exception cref="ShapeException">The rank is below 3.</exception>
    public static Expr GlobalAvgPool(Expr x)
    {
        using var _ = Origin.Enter();
        return x.Rank >= 3
            ? Mean(x, Axes.Range(1, x.Rank - 2))
            : throw new ShapeException($"{x.Describe()} must have the axes [batch, …spatial, features]");
    }

    private static Expr MaxPooled(Expr x, int spatial, Shape size, Shape strides, Padding padding)
    {
        PoolGeometry geometry = PoolGeometry.Of(x, spatial, size, strides, padding);
        return geometry.Windows(x, Primitives.Constant(LeastOf(x.Element))).Reduce(ReduceKind.MaximumOf, geometry.WindowAxes);
    }

    private static Expr AveragePooled(Expr x, int spatial, Shape size, Shape strides, Padding padding, bool countPadding)
    {
        RequireFloat(x);
        PoolGeometry geometry = PoolGeometry.Of(x, spatial, size, strides, padding);
        Expr sums = geometry.Windows(x, Primitives.Zeros(new TensorType(x.Element, []))).Sum(geometry.WindowAxes);
        return countPadding || !geometry.IsPadded
            ? sums / (double)geometry.Size.ElementCount
            : sums / Primitives.Constant(geometry.Counts(sums.Type)).BroadcastTo(sums.Shape);
    }

    private static Literal LeastOf(ElementType element) => element switch
    {
        ElementType.F32 => Literal.Scalar(float.NegativeInfinity),
        ElementType.F64 => Literal.Scalar(double.NegativeInfinity),
        ElementType.I32 => Literal.Scalar(int.MinValue),
        ElementType.I64 => Literal.Scalar(long.MinValue),
        ElementType.U32 => Literal.Scalar(uint.MinValue),
        ElementType.U8 => Literal.Scalar(byte.MinValue),
        ElementType.Bool => throw new ElementTypeException("it takes numbers, not bools"),
    };
}
