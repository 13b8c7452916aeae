namespace Graph.IR;

/// <summary>A leaf whose value is given from outside. Identity is the expression's: two leaves of one label are different leaves.</summary>
/// <param name="Label">The name by which values are bound and errors speak.</param>
/// <param name="Type">Element type and shape.</param>
/// <param name="Role">Input, trainable parameter or state.</param>
public sealed record Parameter(string Label, TensorType Type, LeafRole Role = LeafRole.InputLeaf) : Op
{
    /// <inheritdoc/>
    public override string Name => "parameter";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        Operands.RequireMember(Role);
        Operands.RequireCount(this, operands, 0);
        return Type;
    }
}

/// <summary>A value known when the expression is made.</summary>
/// <param name="Value">The data; compared bit by bit.</param>
public sealed record Constant(Literal Value) : Op
{
    /// <inheritdoc/>
    public override string Name => "constant";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        Operands.RequireCount(this, operands, 0);
        return Value.Type;
    }
}

/// <summary>Counts 0, 1, 2, … along an axis, the same along all others.</summary>
/// <param name="Type">A numeric element type and a shape of rank 1 or more.</param>
/// <param name="Axis">The axis that counts.</param>
public sealed record Iota(TensorType Type, int Axis) : Op
{
    /// <inheritdoc/>
    public override string Name => "iota";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        Operands.RequireCount(this, operands, 0);
        if (!Type.Element.IsNumeric)
        {
            throw new ElementTypeException($"iota counts in a numeric element type, not in {Type.Element.Mnemonic}");
        }
        if (Axis < 0 || Axis >= Type.Rank)
        {
            throw new ShapeException($"iota names axis {Axis} of the shape {Type.Shape}, which has rank {Type.Rank}");
        }
        return Type;
    }
}
