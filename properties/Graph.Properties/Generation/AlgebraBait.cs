namespace Graph.Properties.Generation;

/// <summary>Small elementwise patterns of the kind that algebraic rules rewrite.</summary>
public static class AlgebraBait
{
    private static readonly ImmutableArray<Func<Sketch, Expr?>> all =
        [NeutralConstant, NeutralConstant, NeutralFloat, NeutralFloat, SameOperand, Inverses, Inverses, NegativeSigns, ConstantChain, Factored, Powers, StableForms, StableForms, Truths, Choices, Conversions];

    private static readonly ImmutableArray<BinaryKind> overNumbers =
    [
        BinaryKind.Add, BinaryKind.Subtract, BinaryKind.Multiply, BinaryKind.Divide, BinaryKind.Remainder, BinaryKind.Larger, BinaryKind.Smaller,
    ];

    private static readonly ImmutableArray<BinaryKind> overBits = [BinaryKind.BitwiseAnd, BinaryKind.BitwiseOr, BinaryKind.BitwiseXor];
    private static readonly ImmutableArray<BinaryKind> overIntegers = [.. overNumbers, .. overBits, .. overBits, BinaryKind.ShiftLeft, BinaryKind.ShiftRight];
    private static readonly ImmutableArray<CompareKind> comparisons = [.. Enum.GetValues<CompareKind>()];

    /// <summary>One of the patterns.</summary>
    public static Expr? Any(Sketch s) => s.Draw.Of(all.AsSpan())(s);

    private static BinaryKind KindFor(Sketch s, ElementType element) =>
        s.Draw.Of((element.IsFloat ? [.. overNumbers, BinaryKind.Power] : element.IsInteger ? overIntegers : overBits).AsSpan());

    // x + 0, 1 * x, x / 1, x & ones, …: any operator with any constant that may be neutral or absorbing, on either side.
    private static Expr? NeutralConstant(Sketch s)
    {
        if (s.Any() is not { } x)
        {
            return null;
        }
        double value = x.Element.IsFloat
            ? s.Draw.Of(0.0, -0.0, 1, 1, -1, 2, 0.5, 4, double.PositiveInfinity, double.NegativeInfinity)
            : x.Element == ElementType.Bool ? s.Draw.Below(2)
            : s.Draw.Of(0.0, 0, 1, 1, 2, 8, x.Element.IsSigned ? -1 : x.Element == ElementType.U8 ? 255 : uint.MaxValue);
        if (!s.Profile.HasSpecials && double.IsInfinity(value))
        {
            value = 1;
        }
        Expr constant = Sketch.Number(x, value);
        BinaryKind kind = KindFor(s, x.Element);
        bool isTame = s.Profile.HasSpecials || !x.Element.IsFloat;
        if (s.Draw.Chance(0.65))
        {
            return isTame || kind is not (BinaryKind.Divide or BinaryKind.Remainder or BinaryKind.Power) || value is not 0
                ? (kind == BinaryKind.Power && !isTame ? (x * x) + 0.5 : x).Apply(kind, constant)
                : x.Apply(BinaryKind.Add, constant);
        }
        return isTame || kind is not (BinaryKind.Divide or BinaryKind.Remainder or BinaryKind.Power)
            ? constant.Apply(kind, x)
            : (constant + 3.0).Apply(kind, (x * x) + 0.5);
    }

    // The constants that are nearly neutral or absorbing for floats, but for a zero, an infinity or a NaN.
    private static Expr? NeutralFloat(Sketch s)
    {
        if (s.Float() is not { } x)
        {
            return null;
        }
        Expr zero = Sketch.Number(x, s.Draw.Of(0.0, -0.0)), one = Sketch.Number(x, 1);
        Expr safe = s.Profile.HasSpecials ? x : (x * x) + 0.5;
        return s.Draw.Below(12) switch
        {
            0 => x + zero,
            1 => zero + x,
            2 => x - zero,
            3 => zero - x,
            4 => x * zero,
            5 => x * s.Draw.Of(one, -one),
            6 => x / s.Draw.Of(one, -one),
            7 => zero / safe,
            8 => safe.Pow(s.Draw.Of(zero, one)),
            9 => one.Pow(x),
            10 => x.Apply(s.Draw.Of(BinaryKind.Larger, BinaryKind.Smaller), zero),
            _ => x % one,
        };
    }

    private static Expr? SameOperand(Sketch s)
    {
        if (s.Any() is not { } x)
        {
            return null;
        }
        BinaryKind kind = KindFor(s, x.Element);
        Expr safe = s.Profile.HasSpecials || !x.Element.IsFloat || kind is not (BinaryKind.Divide or BinaryKind.Remainder or BinaryKind.Power)
            ? x
            : (x * x) + 0.5;
        return s.Draw.Below(3) switch
        {
            0 when x.Element.IsNumeric => safe.Is(s.Draw.Of(comparisons.AsSpan()), safe),
            1 => Primitives.Select(s.Of(x.Type.With(ElementType.Bool)), x, x),
            _ => safe.Apply(kind, safe),
        };
    }

    // Two operators that undo each other, or one that is idempotent.
    private static Expr? Inverses(Sketch s)
    {
        if (s.Any() is not { } x)
        {
            return null;
        }
        if (x.Element == ElementType.Bool)
        {
            return x.Apply(UnaryKind.Complement).Apply(UnaryKind.Complement);
        }
        if (x.Element.IsInteger)
        {
            ReadOnlySpan<UnaryKind> kinds = [UnaryKind.Negate, UnaryKind.Absolute, UnaryKind.Signum, UnaryKind.Complement];
            UnaryKind first = s.Draw.Of(kinds);
            return x.Apply(first).Apply(s.Draw.Chance(0.6) ? first : s.Draw.Of(kinds));
        }
        Expr positive = s.Profile.HasSpecials ? x : (x * x) + 0.25;
        Expr bounded = s.Profile.HasSpecials ? x : x.Tanh();
        return s.Draw.Below(12) switch
        {
            0 => bounded.Exp().Log(),
            1 => positive.Log().Exp(),
            2 => (x * x).Sqrt(),
            3 => positive.Sqrt() * positive.Sqrt(),
            4 => positive.Sqrt().Apply(BinaryKind.Power, Sketch.Number(x, 2)),
            5 => bounded.Exp() * s.Of(x.Type).Tanh().Exp(),
            6 => positive.Log() + ((s.Of(x.Type) * 0.5).Tanh() + 1.5).Log(),
            7 => bounded.Apply(UnaryKind.ExponentialMinusOne).Apply(UnaryKind.Logarithm1Plus),
            8 => positive.Apply(UnaryKind.Logarithm1Plus).Apply(UnaryKind.ExponentialMinusOne),
            9 => 1.0 / (1.0 / positive),
            _ => Twice(s, x),
        };
    }

    private static Expr Twice(Sketch s, Expr x)
    {
        ReadOnlySpan<UnaryKind> kinds =
            [UnaryKind.Negate, UnaryKind.Absolute, UnaryKind.Signum, UnaryKind.RoundDown, UnaryKind.RoundUp, UnaryKind.RoundToEven];
        UnaryKind first = s.Draw.Of(kinds);
        return x.Apply(first).Apply(s.Draw.Chance(0.5) ? first : s.Draw.Of(kinds));
    }

    private static Expr? NegativeSigns(Sketch s)
    {
        if (s.Number() is not { } x)
        {
            return null;
        }
        Expr y = s.Of(x.Type);
        Expr safe = s.Profile.HasSpecials || !x.Element.IsFloat ? y : (y * y) + 0.5;
        return s.Draw.Below(12) switch
        {
            0 => x + -y,
            1 => x - -y,
            2 => -x + y,
            3 => -(x - y),
            4 => -x * -y,
            5 => -x * y,
            6 => -x / -safe,
            7 => x / -safe,
            8 => (-x).Abs(),
            9 when x.Element.IsFloat => s.Draw.Of((-x).Cos(), (-x).Sin(), (-x).Tanh(), x.Abs().Cos(), x.Sin().Abs()),
            10 => (-x) * Sketch.Number(x, s.Draw.Of(2.0, 3)),
            _ => -(x * y),
        };
    }

    private static Expr? ConstantChain(Sketch s)
    {
        if (s.Number() is not { } x)
        {
            return null;
        }
        ReadOnlySpan<BinaryKind> kinds = [BinaryKind.Add, BinaryKind.Multiply, BinaryKind.Subtract, BinaryKind.Larger, BinaryKind.Smaller];
        BinaryKind first = s.Draw.Of(kinds);
        BinaryKind second = s.Draw.Chance(0.6) ? first : s.Draw.Of(kinds);
        Expr a = s.Splat(x.Type), b = s.Splat(x.Type), y = s.Of(x.Type);
        return s.Draw.Below(6) switch
        {
            0 => a.Apply(first, x).Apply(second, b),
            1 => x.Apply(first, a).Apply(second, y.Apply(first, b)),
            2 => x.Apply(first, a).Apply(second, y),
            3 => x.Apply(first, y).Apply(second, x),
            4 => a.Apply(first, b).Apply(second, x),
            _ => x.Apply(first, a).Apply(second, b),
        };
    }

    private static Expr? Factored(Sketch s)
    {
        if (s.Number() is not { } x)
        {
            return null;
        }
        Expr y = s.Of(x.Type), c = s.Draw.Chance(0.5) ? s.Splat(x.Type) : s.Of(x.Type);
        Expr safe = s.Profile.HasSpecials || !x.Element.IsFloat ? c : (c * c) + 0.5;
        return s.Draw.Below(9) switch
        {
            0 => (x * c) + (y * c),
            1 => (x * c) - (c * y),
            2 => (x * c) + x,
            3 => x + x,
            4 => (x / safe) * safe,
            5 => (x * safe) / safe,
            6 => (x / safe) / Sketch.Number(x, 2),
            7 => x / Sketch.Number(x, s.Draw.Of(2.0, 4, 8, 3)),
            _ => (x + y) - y,
        };
    }

    private static Expr? Powers(Sketch s)
    {
        if (s.Float() is not { } x)
        {
            return null;
        }
        Expr safe = s.Profile.HasSpecials ? x : (x * x) + 0.25;
        Expr power = safe.Pow(Sketch.Number(x, s.Draw.Of(0.0, 1, 2, 3, 4, 0.5, -0.5, -1, -2)));
        return s.Draw.Below(4) switch
        {
            0 => power.Pow(Sketch.Number(x, s.Draw.Of(2.0, 0.5))),
            1 => power * safe,
            2 => Sketch.Number(x, s.Draw.Of(2.0, 1, Math.E)).Pow(x.Tanh()),
            _ => power,
        };
    }

    // What a stable form replaces.
    private static Expr? StableForms(Sketch s)
    {
        if (s.Float() is not { } x)
        {
            return null;
        }
        Expr one = Sketch.Number(x, 1);
        Expr power = x.Exp(), inverse = (-x).Exp();
        Expr sigmoid = s.Draw.Of(x.Logistic(), one / (one + (-x).Exp()), power / (power + one));
        return s.Draw.Below(16) switch
        {
            0 => (one + x.Exp()).Log(),
            1 => (x.Exp() + 1.0).Log(),
            2 => x.Exp() - 1.0,
            3 => (one + (s.Profile.HasSpecials ? x : x * x)).Log(),
            4 => x.Exp().Apply(UnaryKind.Logarithm1Plus),
            5 => sigmoid.Log(),
            6 => (one - sigmoid).Log(),
            7 => one - sigmoid,
            8 => sigmoid,
            9 when x.Rank > 0 && x.Type.ElementCount > 0 => (x.Exp() / x.Exp().Sum([0]).BroadcastLike(x, [0])).Log(),
            10 when x.Rank > 0 => x.Exp().Sum([x.Rank - 1]).Log(),
            11 => x.Sin() / x.Cos(),
            13 => (-x).Logistic() * power,
            14 => s.Splat(x.Type) / (power + one) * power,
            12 => (power - inverse) / (power + inverse),
            _ => ReductionMoves.Normalised(s),
        };
    }

    private static Expr? Truths(Sketch s)
    {
        if (s.Operand(element => element == ElementType.Bool) is not { } flag)
        {
            return null;
        }
        Expr other = s.Of(flag.Type);
        Expr constant = Primitives.Fill(new TensorType(ElementType.Bool, flag.Shape), s.Draw.Chance(0.5));
        return s.Draw.Below(10) switch
        {
            0 => flag.Is(s.Draw.Of(CompareKind.EqualTo, CompareKind.NotEqualTo), constant),
            1 => Primitives.Select(flag, constant, Primitives.Fill(constant.Type, s.Draw.Chance(0.5))),
            2 => ~(~flag & ~other),
            3 => Primitives.Select(~flag, flag, other),
            4 => flag & (flag | other),
            5 => Primitives.Select(flag, other, flag),
            6 => s.Number(shape => shape == flag.Shape) is { } x ? ~x.Is(s.Draw.Of(comparisons.AsSpan()), s.Of(x.Type)) : null,
            7 => s.Number(shape => shape == flag.Shape) is { } x ? s.Splat(x.Type).Is(s.Draw.Of(comparisons.AsSpan()), x) : null,
            8 => flag.Cast(s.Profile.IsSmooth ? ElementType.F64 : ElementType.F32).Cast(ElementType.Bool),
            _ => flag ^ constant,
        };
    }

    private static Expr? Choices(Sketch s)
    {
        if (s.Any() is not { } x)
        {
            return null;
        }
        TensorType flag = x.Type.With(ElementType.Bool);
        Expr y = s.Of(x.Type), condition = s.Of(flag);
        return s.Draw.Below(7) switch
        {
            0 => Primitives.Select(Primitives.Fill(flag, s.Draw.Chance(0.5)), x, y),
            1 => Primitives.Select(~condition, x, y),
            2 => Primitives.Select(condition, x, Primitives.Select(condition, y, x)),
            3 => Primitives.Select(condition, s.Splat(x.Type), s.Splat(x.Type)),
            4 when x.Element.IsNumeric => Primitives.Select(x.Is(s.Draw.Of(comparisons.AsSpan()), y), x, y),
            5 when x.Element.IsFloat => Primitives.Select(condition, x.Tanh(), y.Tanh()),
            _ => Primitives.Select(condition, x, x),
        };
    }

    private static Expr? Conversions(Sketch s)
    {
        if (s.Any() is not { } x)
        {
            return null;
        }
        ElementType middle = s.Draw.Of(ElementTypes.All.AsSpan()), last = s.Draw.Chance(0.5) ? x.Element : s.Draw.Of(ElementTypes.All.AsSpan());
        return s.Profile.IsSmooth ? x.Cast(ElementType.F64)
            : x.Element is ElementType.I32 or ElementType.U32 && s.Draw.Chance(0.3)
                ? x.Bitcast(s.Draw.Of(ElementType.F32, ElementType.U32, ElementType.I32)) is { Element: not ElementType.F32 } bits ? bits.Bitcast(ElementType.I32) : x.Bitcast(ElementType.U32)
            : Expr.Create(new Cast(last), x.Cast(middle));
    }
}
