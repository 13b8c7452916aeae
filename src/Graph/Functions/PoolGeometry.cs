namespace Graph;

/// <summary>Where the windows of a pooling lie.</summary>
/// <param name="Input">The sizes of the spatial axes.</param>
/// <param name="Size">The size of the window.</param>
/// <param name="Strides">The steps from window to window.</param>
/// <param name="Low">What is put before each axis.</param>
/// <param name="High">What is put behind it.</param>
internal sealed record PoolGeometry(Shape Input, Shape Size, Shape Strides, Shape Low, Shape High)
{
    private int Spatial => Size.Rank;

    public bool IsPadded => Low.Concat(High).Any(amount => amount != 0);

    /// <summary>The axes of the window itself, behind batch, places and features.</summary>
    public Axes WindowAxes => Axes.Range(Spatial + 2, Spatial);

    public static PoolGeometry Of(Expr x, int spatial, Shape size, Shape strides, Padding padding)
    {
        if (x.Rank != spatial + 2)
        {
            throw new ShapeException(
                $"the input {x.Describe()} must have the axes [batch, {(spatial == 1 ? "length" : "height, width")}, features]");
        }
        if (size.Rank == 0)
        {
            throw new ShapeException(
                $"the size of the window must be one number, or one for each of the {spatial} spatial axes, got {size}");
        }
        Shape window = Shapes.PerAxis(size, spatial, 1, "the size of the window", 1);
        Shape steps = strides.Rank == 0 ? window : Shapes.PerAxis(strides, spatial, 1, "the strides", 1);
        Shape input = x.Shape[1..^1];
        (Shape low, Shape high) = padding.Around(input, window, steps);
        for (int axis = 0; axis < spatial; axis++)
        {
            // A window that holds nothing but padding has no maximum and no mean.
            if (low[axis] >= window[axis] || high[axis] >= window[axis])
            {
                throw new ShapeException($"the padding ({padding}) must be smaller than the window {window}");
            }
        }
        return new PoolGeometry(input, window, steps, low, high);
    }

    public Expr Windows(Expr x, Expr fill)
    {
        Shape none = Shape.Repeat(0, x.Rank);
        Expr padded = x.Pad(fill, [0, .. Low, 0], [0, .. High, 0], none);
        return padded.Window(Axes.Range(1, Spatial), Size, Strides, Shape.Repeat(1, Spatial));
    }

    /// <summary>How many elements of the input each window holds, of shape <c>[1, …places, 1]</c>.</summary>
    /// <param name="output">The result of the pooling.</param>
    public Literal Counts(TensorType output)
    {
        Shape places = output.Shape[1..^1];
        Shape shape = [1, .. places, 1];
        return output.Element == ElementType.F32
            ? Literal.Generate(shape, index => (float)Count(index, places))
            : Literal.Generate(shape, index => (double)Count(index, places));
    }

    private long Count(long index, Shape places)
    {
        long count = 1;
        for (int axis = Spatial - 1; axis >= 0; axis--)
        {
            long start = ((index % places[axis]) * Strides[axis]) - Low[axis];
            count *= Math.Max(0, Math.Min(start + Size[axis], Input[axis]) - Math.Max(start, 0));
            index /= places[axis];
        }
        return count;
    }
}
