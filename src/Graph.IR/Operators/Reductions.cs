namespace Graph.IR;

/// <summary>Combines all elements along some axes, which the result does not have.</summary>
/// <param name="Kind">How; on bools only sum (or) and product (and).</param>
/// <param name="Axes">The axes to reduce, ascending.</param>
public sealed record Reduce(ReduceKind Kind, Axes Axes) : Op
{
    /// <inheritdoc/>
    public override string Name => "reduce";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        Operands.RequireMember(Kind);
        TensorType type = Operands.Single(this, operands);
        Operands.RequireAxes(this, operands[0], Axes);
        for (int place = 1; place < Axes.Count; place++)
        {
            if (Axes[place] < Axes[place - 1])
            {
                throw new ShapeException($"reduce takes its axes in ascending order, got {Axes}");
            }
        }
        if (Kind is ReduceKind.MaximumOf or ReduceKind.MinimumOf)
        {
            Operands.RequireElement(this, operands[0], type.Element.IsNumeric, "numbers");
            if (type.ElementCount == 0 && type.Shape.Select(Axes).Contains(0))
            {
                throw new ShapeException($"the {Kind.Mnemonic} of nothing is not defined: axes {Axes} of {operands[0].Describe()} hold no elements");
            }
        }
        return type.With(type.Shape.Without(Axes));
    }
}

/// <summary>The place of an extremum along an axis, which the result does not have, as i32.</summary>
/// <param name="Kind">Largest or least; a NaN counts as either, and of equals the first is taken.</param>
/// <param name="Axis">The axis, of at least one and at most 2^31 − 1 elements.</param>
public sealed record ArgReduce(ExtremumKind Kind, int Axis) : Op
{
    /// <inheritdoc/>
    public override string Name => "arg-reduce";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        Operands.RequireMember(Kind);
        TensorType type = Operands.Single(this, operands);
        Operands.RequireElement(this, operands[0], type.Element.IsNumeric, "numbers");
        Operands.RequireAxis(this, operands[0], Axis);
        if (type.Shape[Axis] is 0 or > int.MaxValue)
        {
            throw new ShapeException($"arg-reduce needs 1 to {int.MaxValue} elements along axis {Axis}, {operands[0].Describe()} has {type.Shape[Axis]}");
        }
        return new TensorType(ElementType.I32, type.Shape.Without([Axis]));
    }
}

/// <summary>The running reduction along an axis: element i combines the elements 0 … i. The result has the operand's type.</summary>
/// <param name="Kind">How to combine; numbers only.</param>
/// <param name="Axis">The axis to run along.</param>
public sealed record Cumulative(ReduceKind Kind, int Axis) : Op
{
    /// <inheritdoc/>
    public override string Name => "cumulative";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        Operands.RequireMember(Kind);
        TensorType type = Operands.Single(this, operands);
        Operands.RequireElement(this, operands[0], type.Element.IsNumeric, "numbers");
        Operands.RequireAxis(this, operands[0], Axis);
        return type;
    }
}
