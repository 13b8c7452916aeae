namespace Graph.IR;

/// <summary>
/// The windows that slide over some axes, a view. Axis a of the list shrinks to the number of places, and the axes of the window are appended:
/// <c>y[…, p, …, k] = x[…, p·stride + k·dilation, …]</c>.
/// </summary>
/// <param name="Axes">The axes that the window slides over.</param>
/// <param name="Size">The size of the window on each of them.</param>
/// <param name="Stride">The step from place to place on each of them.</param>
/// <param name="Dilation">The distance of neighbours within the window on each of them.</param>
public sealed record Window(Axes Axes, Shape Size, Shape Stride, Shape Dilation) : Op
{
    /// <inheritdoc/>
    public override string Name => "window";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        TensorType type = Operands.Single(this, operands);
        Operands.RequireAxes(this, operands[0], Axes);
        Operands.RequireLength(this, "size", Size.Rank, Axes.Count, "axes of the window");
        Operands.RequireLength(this, "stride", Stride.Rank, Axes.Count, "axes of the window");
        Operands.RequireLength(this, "dilation", Dilation.Rank, Axes.Count, "axes of the window");
        Operands.RequireAtLeast(this, "sizes", Size, 1);
        Operands.RequireAtLeast(this, "strides", Stride, 1);
        Operands.RequireAtLeast(this, "dilations", Dilation, 1);
        Shape shape = type.Shape;
        for (int place = 0; place < Axes.Count; place++)
        {
            int axis = Axes[place];
            Int128 count = Operands.WindowCount(type.Shape[axis], Size[place], Stride[place], Dilation[place]);
            shape = shape.With(axis, Operands.Size(this, axis, count));
        }
        return type.With([.. shape, .. Size]);
    }
}

/// <summary>
/// Adds windows back to where they were taken from, the transpose of <see cref="Window"/>:
/// <c>y[…, i, …] = Σ x[…, p, …, k]</c> over all p, k with <c>p·stride + k·dilation = i</c>.
/// </summary>
/// <param name="Axes">The axes that the windows slid over; the window's own axes are the last of the operand.</param>
/// <param name="Length">The size of the result on each of them.</param>
/// <param name="Stride">The step from place to place on each of them.</param>
/// <param name="Dilation">The distance of neighbours within the window on each of them.</param>
public sealed record Fold(Axes Axes, Shape Length, Shape Stride, Shape Dilation) : Op
{
    /// <inheritdoc/>
    public override string Name => "fold";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        TensorType type = Operands.Single(this, operands);
        Operands.RequireElement(this, operands[0], type.Element.IsNumeric, "numbers");
        Operands.RequireAxes(this, operands[0], Axes);
        Operands.RequireLength(this, "length", Length.Rank, Axes.Count, "axes of the window");
        Operands.RequireLength(this, "stride", Stride.Rank, Axes.Count, "axes of the window");
        Operands.RequireLength(this, "dilation", Dilation.Rank, Axes.Count, "axes of the window");
        Operands.RequireAtLeast(this, "lengths", Length, 0);
        Operands.RequireAtLeast(this, "strides", Stride, 1);
        Operands.RequireAtLeast(this, "dilations", Dilation, 1);
        int outer = type.Rank - Axes.Count;
        Shape shape = outer < 0 ? type.Shape : type.Shape[..outer];
        for (int place = 0; place < Axes.Count; place++)
        {
            int axis = Axes[place];
            if (axis >= outer)
            {
                throw new ShapeException($"fold names axis {axis}, but of {operands[0].Describe()} the last {Axes.Count} axes are the window's");
            }
            long size = type.Shape[outer + place];
            Int128 count = Operands.WindowCount(Length[place], size, Stride[place], Dilation[place]);
            if (size < 1 || type.Shape[axis] != count)
            {
                throw new ShapeException(
                    $"fold of {operands[0].Describe()} to length {Length[place]} needs {count} windows of size {size} along axis {axis}, got {type.Shape[axis]}");
            }
            shape = shape.With(axis, Length[place]);
        }
        return type.With(shape);
    }
}
