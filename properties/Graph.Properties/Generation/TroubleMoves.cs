namespace Graph.Properties.Generation;

/// <summary>Patterns in which the bugs of other compilers cluster.</summary>
public static class TroubleMoves
{
    private static readonly ImmutableArray<Func<Sketch, Expr?>> all =
    [
        ConcatenateAndBroadcast, PadAndCompare, NegateUnsigned, CompareIntegers, ScalarSteps, ReluAndClip, NestedSelects, PaddedReduction,
    ];

    /// <summary>One of the patterns.</summary>
    public static Expr? Any(Sketch s) => s.Draw.Of(all.AsSpan())(s);

    private static Expr? ConcatenateAndBroadcast(Sketch s)
    {
        if (s.Number(shape => shape.Rank is 1 or 2) is not { } x)
        {
            return null;
        }
        int axis = s.Draw.Below(x.Rank);
        Expr row = s.Of(x.Type.With(x.Shape.Without([axis])));
        Expr broadcast = row.BroadcastLike(x, [axis]);
        Expr joined = Primitives.Concatenate([x, broadcast], axis);
        if (!Sketch.Fits(joined))
        {
            return null;
        }
        Expr factor = s.Of(joined.Type);
        return s.Draw.Of(joined * factor, joined + factor, joined * s.Of(x.Type.With(Shape.Scalar)));
    }

    private static Expr? PadAndCompare(Sketch s)
    {
        if (s.Number(shape => shape.Rank > 0) is not { } x)
        {
            return null;
        }
        s.Focus = x;
        Expr padded = MovementMoves.Pad(s) ?? x;
        s.Focus = null;
        if (!Sketch.Fits(padded))
        {
            return null;
        }
        CompareKind kind = s.Draw.Of(Enum.GetValues<CompareKind>());
        Expr other = s.Draw.Chance(0.5) ? s.Splat(padded.Type) : s.Of(padded.Type);
        return s.Draw.Chance(0.5) ? padded.Is(kind, other) : other.Is(kind, padded);
    }

    private static Expr? NegateUnsigned(Sketch s)
    {
        if (s.Operand(element => element is ElementType.U32 or ElementType.U8) is not { } x)
        {
            return null;
        }
        Expr negative = -x;
        Expr zero = Sketch.Number(x, 0);
        return s.Draw.Below(5) switch
        {
            0 => negative.Cast(s.Draw.Of(ElementType.I32, ElementType.I64, ElementType.F32)),
            1 => (zero - x).Is(CompareKind.LessThan, x),
            2 => negative / s.Of(x.Type),
            3 => negative.Abs() + s.Of(x.Type),
            _ => (x - s.Of(x.Type)) >> 1,
        };
    }

    private static Expr? CompareIntegers(Sketch s)
    {
        if (s.Operand(element => element.IsInteger) is not { } x)
        {
            return null;
        }
        CompareKind kind = s.Draw.Of(Enum.GetValues<CompareKind>());
        Expr y = s.Of(x.Type);
        return s.Draw.Below(4) switch
        {
            0 => (x - y).Is(kind, Sketch.Number(x, 0)),
            1 => (x + 1).Is(kind, y),
            2 => x.Apply(UnaryKind.Complement).Is(kind, y),
            _ => x.Cast(ElementType.U32).Is(kind, y.Cast(ElementType.U32)),
        };
    }

    private static Expr? ScalarSteps(Sketch s)
    {
        if (s.Any(shape => shape.ElementCount == 1) is not { } x)
        {
            return null;
        }
        Expr scalar = x.Reshape(Shape.Scalar);
        Expr one = scalar.Reshape([1]);
        return s.Draw.Below(5) switch
        {
            0 => one.Broadcast([3, 1], [1]),
            1 => Primitives.Concatenate([one, one], 0),
            2 => scalar.Broadcast([s.Size()], []),
            3 => one.Reverse([0]).Transpose([0]).Reshape([1, 1]),
            _ => Expr.Create(new Transpose(Axes.None), scalar),
        };
    }

    private static Expr? ReluAndClip(Sketch s)
    {
        if (s.Number() is not { } x)
        {
            return null;
        }
        Expr zero = Sketch.Number(x, 0), six = Sketch.Number(x, 6);
        Expr relu = Primitives.Select(x.Is(CompareKind.LessOrEqualTo, zero), zero, x);
        Expr low = s.Splat(x.Type), high = s.Splat(x.Type);
        return s.Draw.Below(5) switch
        {
            0 => relu.Apply(BinaryKind.Smaller, six),
            1 => x.Apply(BinaryKind.Larger, zero).Apply(BinaryKind.Smaller, six),
            2 => x.Apply(BinaryKind.Larger, low).Apply(BinaryKind.Smaller, high),
            3 => relu.Apply(BinaryKind.Larger, zero),
            _ => Primitives.Select(relu.Is(CompareKind.LessOrEqualTo, zero), zero, relu),
        };
    }

    private static Expr? NestedSelects(Sketch s)
    {
        if (s.Any() is not { } x)
        {
            return null;
        }
        TensorType flag = x.Type.With(ElementType.Bool);
        Expr a = s.Of(flag), b = s.Draw.Chance(0.4) ? a : s.Of(flag), y = s.Of(x.Type), z = s.Of(x.Type);
        return s.Draw.Below(4) switch
        {
            0 => Primitives.Select(a, Primitives.Select(b, x, y), z),
            1 => Primitives.Select(a, x, Primitives.Select(b, y, z)),
            2 => Primitives.Select(a & b, x, y),
            _ => Primitives.Select(~a, x, Primitives.Select(b, z, x)),
        };
    }

    private static Expr? PaddedReduction(Sketch s)
    {
        if (s.Number(shape => shape.Rank > 0) is not { } x)
        {
            return null;
        }
        s.Focus = x;
        Expr padded = MovementMoves.Pad(s) ?? x;
        s.Focus = Sketch.Fits(padded) ? padded : x;
        Expr? reduced = ReductionMoves.Reduce(s);
        s.Focus = null;
        return reduced;
    }
}
