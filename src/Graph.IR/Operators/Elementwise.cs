namespace Graph.IR;

/// <summary>An elementwise operator of one operand; the result has its type.</summary>
/// <param name="Kind">Which one; those that are not arithmetic take floats only.</param>
public sealed record Unary(UnaryKind Kind) : Op
{
    /// <inheritdoc/>
    public override string Name => Kind.Mnemonic;

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        Operands.RequireMember(Kind);
        TensorType type = Operands.Single(this, operands);
        ElementType element = type.Element;
        (bool allowed, string expected) = Kind switch
        {
            UnaryKind.Negate or UnaryKind.Absolute or UnaryKind.Signum => (element.IsNumeric, "numbers"),
            UnaryKind.Complement => (!element.IsFloat, "integers or bools"),
            UnaryKind.RoundDown or UnaryKind.RoundUp or UnaryKind.RoundToEven or UnaryKind.SquareRoot or UnaryKind.Exponential
                or UnaryKind.Exponential2 or UnaryKind.ExponentialMinusOne or UnaryKind.NaturalLogarithm or UnaryKind.Logarithm1Plus
                or UnaryKind.Sine or UnaryKind.Cosine or UnaryKind.Arctangent or UnaryKind.HyperbolicSine or UnaryKind.HyperbolicCosine
                or UnaryKind.HyperbolicTangent or UnaryKind.ErrorFunction or UnaryKind.Logistic => (element.IsFloat, "floats"),
        };
        Operands.RequireElement(this, operands[0], allowed, expected);
        return type;
    }
}

/// <summary>An elementwise operator of two operands of equal type; the result has their type.</summary>
/// <param name="Kind">Which one.</param>
public sealed record Binary(BinaryKind Kind) : Op
{
    /// <inheritdoc/>
    public override string Name => Kind.Mnemonic;

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        Operands.RequireMember(Kind);
        Operands.RequireCount(this, operands, 2);
        TensorType type = Operands.RequireSame(this, operands[0], operands[1]);
        ElementType element = type.Element;
        (bool allowed, string expected) = Kind switch
        {
            BinaryKind.Add or BinaryKind.Subtract or BinaryKind.Multiply or BinaryKind.Divide or BinaryKind.Remainder
                or BinaryKind.Larger or BinaryKind.Smaller => (element.IsNumeric, "numbers"),
            BinaryKind.Power => (element.IsFloat, "floats"),
            BinaryKind.BitwiseAnd or BinaryKind.BitwiseOr or BinaryKind.BitwiseXor => (!element.IsFloat, "integers or bools"),
            BinaryKind.ShiftLeft or BinaryKind.ShiftRight => (element.IsInteger, "integers"),
        };
        Operands.RequireElement(this, operands[0], allowed, expected);
        return type;
    }
}

/// <summary>An elementwise comparison of two operands of equal type; the result is bool. Bools compare for equality only.</summary>
/// <param name="Kind">Which one.</param>
public sealed record Compare(CompareKind Kind) : Op
{
    /// <inheritdoc/>
    public override string Name => Kind.Mnemonic;

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        Operands.RequireMember(Kind);
        Operands.RequireCount(this, operands, 2);
        TensorType type = Operands.RequireSame(this, operands[0], operands[1]);
        bool ordered = Kind is not (CompareKind.EqualTo or CompareKind.NotEqualTo);
        Operands.RequireElement(this, operands[0], type.Element.IsNumeric || !ordered, "numbers");
        return type.With(ElementType.Bool);
    }
}

/// <summary>Elementwise choice: of (condition, a, b), a where the condition holds, else b. All have one shape, a and b one type.</summary>
public sealed record Select : Op
{
    /// <inheritdoc/>
    public override string Name => "select";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        Operands.RequireCount(this, operands, 3);
        Operands.RequireElement(this, operands[0], operands[0].Element == ElementType.Bool, "a bool condition");
        TensorType type = Operands.RequireSame(this, operands[1], operands[2]);
        if (operands[0].Shape != type.Shape)
        {
            throw new ShapeException(
                $"select takes equal shapes, but its condition {operands[0].Describe()} and {operands[1].Describe()} differ{Operands.FirstDifference(operands[0].Shape, type.Shape)}");
        }
        return type;
    }
}

/// <summary>
/// Converts the value: float to integer toward zero, saturating, NaN to 0; integer to integer by wrapping; to float by rounding to nearest, ties to even;
/// to bool whether it is not 0 (NaN is true); from bool 1 or 0.
/// </summary>
/// <param name="To">The element type of the result.</param>
public sealed record Cast(ElementType To) : Op
{
    /// <inheritdoc/>
    public override string Name => "cast";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands) => Operands.Single(this, operands).With(To);
}

/// <summary>Reads the bits as another element type of the same size; bools have no bits to read.</summary>
/// <param name="To">The element type of the result.</param>
public sealed record Bitcast(ElementType To) : Op
{
    /// <inheritdoc/>
    public override string Name => "bitcast";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        Operands.RequireMember(To);
        TensorType type = Operands.Single(this, operands);
        Operands.RequireElement(this, operands[0], type.Element.IsNumeric, "numbers");
        if (!To.IsNumeric)
        {
            throw new ElementTypeException("bitcast makes no bools");
        }
        Operands.RequireElement(this, operands[0], type.Element.ByteSize == To.ByteSize, $"an element type of the size of {To.Mnemonic}");
        return type.With(To);
    }
}

/// <summary>The value of its operand, whose derivative is taken to be zero.</summary>
public sealed record StopGradient : Op
{
    /// <inheritdoc/>
    public override string Name => "stop-gradient";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands) => Operands.Single(this, operands);
}
