namespace Graph.IR;

/// <summary>
/// Looks elements up by index, of (x, indices). With b batch axes, x of shape <c>B + [n] + R</c> and indices of shape <c>B + I</c> give
/// <c>B + I + R</c>: <c>y[b, i, r] = x[b, indices[b, i], r]</c>. An index outside of 0 … n − 1 reads NaN, 0 or false.
/// </summary>
/// <param name="Batch">The number of leading axes that x and indices share.</param>
public sealed record Gather(int Batch = 0) : Op
{
    /// <inheritdoc/>
    public override string Name => "gather";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        Operands.RequireCount(this, operands, 2);
        (Expr source, Expr indices) = (operands[0], operands[1]);
        RequireIndices(this, source, indices, Batch);
        return source.Type.With([.. indices.Shape, .. source.Shape[(Batch + 1)..]]);
    }

    internal static void RequireIndices(Op op, Expr source, Expr indices, int batch)
    {
        Operands.RequireElement(op, indices, indices.Element.IsInteger, "integer indices");
        if (batch < 0 || source.Rank <= batch || indices.Rank < batch)
        {
            throw new ShapeException(
                $"{op.Name} with {batch} batch axes needs one axis more in {source.Describe()} and as many in {indices.Describe()}");
        }
        if (source.Shape[..batch] != indices.Shape[..batch])
        {
            throw new ShapeException($"{op.Name} takes operands that agree in the first {batch} axes, but {source.Describe()} and {indices.Describe()} differ");
        }
    }
}

/// <summary>
/// Writes elements by index, of (x, indices, updates), the counterpart of <see cref="Gather"/>: with x of shape <c>B + [n] + R</c> and indices of
/// shape <c>B + I</c>, updates have shape <c>B + I + R</c>. An update whose index is outside of 0 … n − 1 is dropped.
/// </summary>
/// <param name="Kind">Whether to add or to replace.</param>
/// <param name="Batch">The number of leading axes that all operands share.</param>
public sealed record Scatter(ScatterKind Kind, int Batch = 0) : Op
{
    /// <inheritdoc/>
    public override string Name => "scatter";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        Operands.RequireMember(Kind);
        Operands.RequireCount(this, operands, 3);
        (Expr target, Expr indices, Expr updates) = (operands[0], operands[1], operands[2]);
        Gather.RequireIndices(this, target, indices, Batch);
        Operands.RequireSameElement(this, target, updates);
        Operands.RequireElement(this, target, target.Element.IsNumeric || Kind == ScatterKind.Overwrite, "numbers");
        Shape expected = [.. indices.Shape, .. target.Shape[(Batch + 1)..]];
        if (updates.Shape != expected)
        {
            throw new ShapeException(
                $"scatter into {target.Describe()} at {indices.Describe()} takes updates of shape {expected}, but {updates.Describe()} differs{Operands.FirstDifference(expected, updates.Shape)}");
        }
        return target.Type;
    }
}

/// <summary>
/// Sorts along an axis, stably; the results are the values and, as i32, the places they came from. Ascending, NaN is last; descending, NaN is first.
/// Zeros of both signs are equal.
/// </summary>
/// <param name="Axis">The axis, of at most 2^31 − 1 elements.</param>
/// <param name="Descending">Whether the largest come first.</param>
public sealed record Sort(int Axis, bool Descending = false) : Op
{
    /// <inheritdoc/>
    public override string Name => "sort";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        TensorType type = Operands.Single(this, operands);
        Operands.RequireElement(this, operands[0], type.Element.IsNumeric, "numbers");
        Operands.RequireAxis(this, operands[0], Axis);
        if (type.Shape[Axis] > int.MaxValue)
        {
            throw new ShapeException($"sort takes at most {int.MaxValue} elements along axis {Axis}, {operands[0].Describe()} has {type.Shape[Axis]}");
        }
        return new TupleType([type, type.With(ElementType.I32)]);
    }
}

/// <summary>
/// Random bits from a key, of (key), a u32[2]. With (w0, w1) = Threefry2x32-20(key, (i >> 32, i &amp; 0xffffffff)) (Salmon et al., "Parallel random numbers:
/// as easy as 1, 2, 3", 2011), element i in row-major order is w0 xor w1 for u32 and w0 &lt;&lt; 32 | w1 for i64.
/// </summary>
/// <param name="Type">u32 or i64, of any shape.</param>
public sealed record RandomBits(TensorType Type) : Op
{
    /// <inheritdoc/>
    public override string Name => "random-bits";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        TensorType key = Operands.Single(this, operands);
        if (key != new TensorType(ElementType.U32, [2]))
        {
            throw new ElementTypeException($"random-bits takes a key of type u32[2], but {operands[0].Describe()} is none");
        }
        if (Type.Element is not (ElementType.U32 or ElementType.I64))
        {
            throw new ElementTypeException($"random-bits makes u32 or i64, not {Type.Element.Mnemonic}");
        }
        return Type;
    }
}
