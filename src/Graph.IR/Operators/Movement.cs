namespace Graph.IR;

/// <summary>The same elements in row-major order under another shape.</summary>
/// <param name="Shape">The new shape, of as many elements.</param>
public sealed record Reshape(Shape Shape) : Op
{
    /// <inheritdoc/>
    public override string Name => "reshape";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        TensorType type = Operands.Single(this, operands);
        TensorType result = type.With(Shape);
        if (result.ElementCount != type.ElementCount)
        {
            throw new ShapeException(
                $"{operands[0].Describe()} has {type.ElementCount} elements and cannot be reshaped to {Shape}, which has {result.ElementCount}");
        }
        return result;
    }
}

/// <summary>Reorders axes: axis i of the result is axis <c>Permutation[i]</c> of the operand.</summary>
/// <param name="Permutation">Each axis once.</param>
public sealed record Transpose(Axes Permutation) : Op
{
    /// <inheritdoc/>
    public override string Name => "transpose";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        TensorType type = Operands.Single(this, operands);
        Operands.RequireLength(this, "place", Permutation.Count, type.Rank, $"axes of {operands[0].Describe()}");
        Operands.RequireAxes(this, operands[0], Permutation, "permutation");
        return type.With(type.Shape.Select(Permutation));
    }
}

/// <summary>Repeats a tensor along new axes: axis i of the operand becomes axis <c>Axes[i]</c> of the result, which has the same size there.</summary>
/// <param name="Shape">The shape of the result.</param>
/// <param name="Axes">Where each axis of the operand goes, ascending.</param>
public sealed record Broadcast(Shape Shape, Axes Axes) : Op
{
    /// <inheritdoc/>
    public override string Name => "broadcast";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        TensorType type = Operands.Single(this, operands);
        Operands.RequireLength(this, "place", Axes.Count, type.Rank, $"axes of {operands[0].Describe()}");
        for (int axis = 0; axis < Axes.Count; axis++)
        {
            int place = Axes[axis];
            if (place < 0 || place >= Shape.Rank || (axis > 0 && place <= Axes[axis - 1]))
            {
                throw new ShapeException($"broadcast takes ascending axes of {Shape}, got {Axes}");
            }
            if (Shape[place] != type.Shape[axis])
            {
                throw new ShapeException(
                    $"{operands[0].Describe()} cannot be broadcast to {Shape}: its axis {axis} has size {type.Shape[axis]}, axis {place} of the result {Shape[place]}");
            }
        }
        return type.With(Shape);
    }
}

/// <summary>A regular part of each axis: the elements start, start + stride, … below limit.</summary>
/// <param name="Start">The first index on each axis.</param>
/// <param name="Limit">The index to stop before, on each axis; from start to the size.</param>
/// <param name="Stride">The step on each axis, at least 1.</param>
public sealed record Slice(Shape Start, Shape Limit, Shape Stride) : Op
{
    /// <inheritdoc/>
    public override string Name => "slice";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        TensorType type = Operands.Single(this, operands);
        string axes = $"axes of {operands[0].Describe()}";
        Operands.RequireLength(this, "start", Start.Rank, type.Rank, axes);
        Operands.RequireLength(this, "limit", Limit.Rank, type.Rank, axes);
        Operands.RequireLength(this, "stride", Stride.Rank, type.Rank, axes);
        Operands.RequireAtLeast(this, "strides", Stride, 1);
        long[] sizes = new long[type.Rank];
        for (int axis = 0; axis < type.Rank; axis++)
        {
            if (Start[axis] < 0 || Limit[axis] < Start[axis] || Limit[axis] > type.Shape[axis])
            {
                throw new ShapeException(
                    $"the slice {Start[axis]}..{Limit[axis]} of axis {axis} lies outside of {operands[0].Describe()}, whose axis {axis} has size {type.Shape[axis]}");
            }
            sizes[axis] = Operands.StepCount(Start[axis], Limit[axis], Stride[axis]);
        }
        return type.With(Shape.Create(sizes));
    }
}

/// <summary>Surrounds a tensor with a value: of (x, fill), where fill is a scalar. Negative amounts at the ends crop.</summary>
/// <param name="Low">How many elements to put before each axis; negative to remove.</param>
/// <param name="High">How many to put behind each axis; negative to remove.</param>
/// <param name="Interior">How many to put between neighbours on each axis, 0 or more.</param>
public sealed record Pad(Shape Low, Shape High, Shape Interior) : Op
{
    /// <inheritdoc/>
    public override string Name => "pad";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        Operands.RequireCount(this, operands, 2);
        TensorType type = operands[0].Type;
        Operands.RequireSameElement(this, operands[0], operands[1]);
        if (operands[1].Rank != 0)
        {
            throw new ShapeException($"pad fills with a scalar, but {operands[1].Describe()} has rank {operands[1].Rank}");
        }
        string axes = $"axes of {operands[0].Describe()}";
        Operands.RequireLength(this, "low amount", Low.Rank, type.Rank, axes);
        Operands.RequireLength(this, "high amount", High.Rank, type.Rank, axes);
        Operands.RequireLength(this, "interior amount", Interior.Rank, type.Rank, axes);
        Operands.RequireAtLeast(this, "interior amounts", Interior, 0);
        long[] sizes = new long[type.Rank];
        for (int axis = 0; axis < type.Rank; axis++)
        {
            Int128 inner = type.Shape[axis] + ((Int128)Math.Max(0, type.Shape[axis] - 1) * Interior[axis]);
            Int128 added = (Int128)Low[axis] + High[axis];
            if (inner + added < 0)
            {
                throw new ShapeException($"pad crops {-added} elements from axis {axis} of {operands[0].Describe()}, which has {inner}");
            }
            sizes[axis] = Operands.Size(this, axis, inner + added);
        }
        return type.With(Shape.Create(sizes));
    }
}

/// <summary>One or more tensors behind each other along an axis; they agree in type but for the size of that axis.</summary>
/// <param name="Axis">The axis.</param>
public sealed record Concatenate(int Axis) : Op
{
    /// <inheritdoc/>
    public override string Name => "concatenate";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        if (operands.IsEmpty)
        {
            throw new ShapeException("concatenate takes at least one operand");
        }
        Operands.RequireAxis(this, operands[0], Axis);
        Int128 size = 0;
        foreach (Expr operand in operands)
        {
            Operands.RequireSameElement(this, operands[0], operand);
            if (operand.Rank != operands[0].Rank || operand.Shape.With(Axis, 0) != operands[0].Shape.With(Axis, 0))
            {
                throw new ShapeException(
                    $"concatenate along axis {Axis} takes shapes that agree elsewhere, but {operands[0].Describe()} and {operand.Describe()} differ{Operands.FirstDifference(operands[0].Shape, operand.Shape, except: Axis)}");
            }
            size += operand.Shape[Axis];
        }
        return operands[0].Type.With(operands[0].Shape.With(Axis, Operands.Size(this, Axis, size)));
    }
}

/// <summary>The elements in opposite order along some axes.</summary>
/// <param name="Axes">The axes to reverse.</param>
public sealed record Reverse(Axes Axes) : Op
{
    /// <inheritdoc/>
    public override string Name => "reverse";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        TensorType type = Operands.Single(this, operands);
        Operands.RequireAxes(this, operands[0], Axes);
        return type;
    }
}
