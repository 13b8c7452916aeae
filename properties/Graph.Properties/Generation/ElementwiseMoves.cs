namespace Graph.Properties.Generation;

/// <summary>Elementwise operators on what a sketch has.</summary>
public static class ElementwiseMoves
{
    private static readonly ImmutableArray<UnaryKind> arithmetic = [UnaryKind.Negate, UnaryKind.Absolute, UnaryKind.Signum];
    private static readonly ImmutableArray<UnaryKind> ofFloats = [.. Enum.GetValues<UnaryKind>().Where(kind => kind != UnaryKind.Complement)];
    private static readonly ImmutableArray<UnaryKind> ofIntegers = [.. arithmetic, UnaryKind.Complement, UnaryKind.Complement];

    private static readonly ImmutableArray<BinaryKind> onNumbers =
    [
        BinaryKind.Add, BinaryKind.Subtract, BinaryKind.Multiply, BinaryKind.Divide, BinaryKind.Remainder, BinaryKind.Larger, BinaryKind.Smaller,
    ];

    private static readonly ImmutableArray<BinaryKind> onFloats = [.. onNumbers, BinaryKind.Add, BinaryKind.Multiply, BinaryKind.Power];
    private static readonly ImmutableArray<BinaryKind> onBools = [BinaryKind.BitwiseAnd, BinaryKind.BitwiseOr, BinaryKind.BitwiseXor];
    private static readonly ImmutableArray<BinaryKind> onIntegers = [.. onNumbers, .. onBools, BinaryKind.ShiftLeft, BinaryKind.ShiftRight];
    private static readonly ImmutableArray<CompareKind> comparisons = [.. Enum.GetValues<CompareKind>()];

    /// <summary>An operator of one operand.</summary>
    public static Expr? Unary(Sketch s)
    {
        if (s.Any() is not { } x)
        {
            return null;
        }
        UnaryKind kind = x.Element.IsFloat ? s.Draw.Of(ofFloats.AsSpan())
            : x.Element.IsInteger ? s.Draw.Of(ofIntegers.AsSpan())
            : UnaryKind.Complement;
        return (s.Profile.HasSpecials ? x : InDomain(s, x, kind)).Apply(kind);
    }

    /// <summary>An operator of two operands.</summary>
    public static Expr? Binary(Sketch s)
    {
        if (s.Any() is not { } x)
        {
            return null;
        }
        Expr y = s.Of(x.Type);
        ImmutableArray<BinaryKind> kinds = x.Element.IsFloat ? onFloats : x.Element.IsInteger ? onIntegers : onBools;
        BinaryKind kind = s.Draw.Of(kinds.AsSpan());
        (x, y) = s.Draw.Chance(0.5) ? (x, y) : (y, x);
        if (s.Profile.HasSpecials || !x.Element.IsFloat)
        {
            return x.Apply(kind, y);
        }
        return kind switch
        {
            BinaryKind.Divide or BinaryKind.Remainder => x.Apply(kind, (y * y) + 0.5),
            BinaryKind.Power => ((x * x) + 0.25).Apply(kind, s.Draw.Of(y.Sin(), Sketch.Number(y, s.Draw.Of(2.0, 3, -1, 0.5, 1)))),
            _ => x.Apply(kind, y),
        };
    }

    /// <summary>A comparison.</summary>
    public static Expr? Compare(Sketch s)
    {
        if (s.Any() is not { } x)
        {
            return null;
        }
        CompareKind kind = x.Element == ElementType.Bool ? s.Draw.Of(CompareKind.EqualTo, CompareKind.NotEqualTo) : s.Draw.Of(comparisons.AsSpan());
        Expr y = s.Of(x.Type);
        return s.Draw.Chance(0.5) ? x.Is(kind, y) : y.Is(kind, x);
    }

    /// <summary>A choice between two operands.</summary>
    public static Expr? Select(Sketch s)
    {
        if (s.Any() is not { } x)
        {
            return null;
        }
        Expr condition = s.Of(x.Type.With(ElementType.Bool));
        Expr other = s.Of(x.Type);
        return s.Draw.Chance(0.5) ? Primitives.Select(condition, x, other) : Primitives.Select(condition, other, x);
    }

    /// <summary>A conversion to another element type.</summary>
    public static Expr? Cast(Sketch s)
    {
        ElementType to = s.Draw.Weighted(s.Profile.Elements.AsSpan());
        return s.Operand(element => element != to)?.Cast(to);
    }

    /// <summary>
    /// The bits read as another type. Which bits a NaN has is not said, so a float that may be one is replaced before its bits are read.
    /// </summary>
    public static Expr? Bitcast(Sketch s)
    {
        if (s.Profile.IsSmooth || s.Operand(element => element is not (ElementType.Bool or ElementType.U8)) is not { } x)
        {
            return null;
        }
        ElementType to = x.Element switch
        {
            ElementType.F64 => ElementType.I64,
            ElementType.I64 => ElementType.F64,
            ElementType.F32 => s.Draw.Of(ElementType.I32, ElementType.U32),
            ElementType.I32 => s.Draw.Of(ElementType.F32, ElementType.U32),
            _ => s.Draw.Of(ElementType.F32, ElementType.I32),
        };
        return WithoutNaN(x).Bitcast(to);
    }

    /// <summary>The value without its derivative.</summary>
    public static Expr? StopGradient(Sketch s) => s.Any()?.StopGradient();

    private static Expr WithoutNaN(Expr x) =>
        x.Element.IsFloat && x.Op is not Parameter ? Primitives.Select(x.Is(CompareKind.EqualTo, x), x, Sketch.Number(x, 0)) : x;

    // Keeps ordinary values ordinary: logarithms and roots of positive numbers, exponentials of small ones.
    private static Expr InDomain(Sketch s, Expr x, UnaryKind kind) => kind switch
    {
        UnaryKind.SquareRoot or UnaryKind.NaturalLogarithm or UnaryKind.Logarithm1Plus => (x * x) + 0.25,
        UnaryKind.Exponential or UnaryKind.Exponential2 or UnaryKind.ExponentialMinusOne or UnaryKind.HyperbolicSine or UnaryKind.HyperbolicCosine =>
            s.Draw.Chance(0.6) ? s.Draw.Of(x.Tanh(), x.Sin(), x.Logistic()) : x,
        _ => x,
    };
}
