using Graph.Reference;

namespace Graph.Transforms;

/// <summary>What rules ask about constants, and how they compute with them: by the interpreter, so that a rule and the folder agree to the bit.</summary>
internal static class Known
{
    private const long MostElements = 1024;

    extension(Expr x)
    {
        /// <summary>Whether the value is known now: a constant, or a constant scalar repeated.</summary>
        public bool IsKnown => x.Op is Constant || x.Splat is not null;

        /// <summary>Whether the elements are integers.</summary>
        public bool IsWhole => x.Element.IsInteger;

        /// <summary>Whether the elements are floats.</summary>
        public bool IsReal => x.Element.IsFloat;

        /// <summary>Whether the elements are bools.</summary>
        public bool IsLogical => x.Element == ElementType.Bool;

        /// <summary>Whether every element is known to be one number.</summary>
        public bool IsNumber(double number) => x.Splat is { } splat && splat.ToDouble(0) == number;

        /// <summary>Whether every element is −1, as far as it shows.</summary>
        public bool IsMinusOne => x.IsNumber(-1);

        /// <summary>Whether every element is −∞, or the least of an integer type, as far as it shows.</summary>
        public bool IsLeast => x.Splat is { } splat && splat.Equals(Extreme(x.Element, least: true));

        /// <summary>Whether every element is +∞, or the greatest of an integer type, as far as it shows.</summary>
        public bool IsGreatest => x.Splat is { } splat && splat.Equals(Extreme(x.Element, least: false));

        /// <summary>Whether every bit of every element is 1, as far as it shows; of bools, whether all are true.</summary>
        public bool IsAllOnes => x.Splat is { } splat && splat.Element switch
        {
            ElementType.I32 => splat.At<int>(0) == -1,
            ElementType.I64 => splat.At<long>(0) == -1,
            ElementType.U32 => splat.At<uint>(0) == uint.MaxValue,
            ElementType.U8 => splat.At<byte>(0) == byte.MaxValue,
            ElementType.Bool => splat.At<bool>(0),
            ElementType.F32 or ElementType.F64 => false,
        };
    }

    /// <summary>An elementwise operator on values known now, computed now; null where they are not known, or many and different.</summary>
    public static Expr? Compute(Op op, params ImmutableArray<Expr> operands)
    {
        if (operands.All(operand => operand.Splat is not null))
        {
            Literal value = Evaluate(op, [.. operands.Select(operand => operand.Splat!)]);
            Shape shape = operands[0].Shape;
            return shape.ElementCount == 1 ? Primitives.Constant(value.WithShape(shape)) : Primitives.Constant(value).Broadcast(shape, []);
        }
        bool small = operands.All(operand => operand.Op is Constant && operand.Type.ElementCount <= MostElements);
        return small ? Primitives.Constant(Evaluate(op, [.. operands.Select(operand => ((Constant)operand.Op).Value)])) : null;
    }

    /// <summary>A unary operator on a value known now.</summary>
    public static Expr? Compute(UnaryKind kind, Expr x) => Compute(new Unary(kind), x);

    /// <summary>A binary operator on values known now.</summary>
    public static Expr? Compute(BinaryKind kind, Expr x, Expr y) => Compute(new Binary(kind), x, y);

    /// <summary>One operator on literals, by the interpreter.</summary>
    public static Literal Evaluate(Op op, ImmutableArray<Literal> operands)
    {
        Expr node = Expr.Create(op, [.. operands.Select(Primitives.Constant)]);
        return Interpreter.Evaluate(Computation.Create("folded", [], [node]), [])[0];
    }

    /// <summary>The exponent k where every element is known to be 2^k, an integer of at least 1; else null.</summary>
    public static int? Log2(Expr x)
    {
        if (x.Splat is not { } splat || !x.IsWhole || splat.ToDouble(0) is not (>= 1 and <= long.MaxValue / 2) || !double.IsPow2(splat.ToDouble(0)))
        {
            return null;
        }
        return Math.ILogB(splat.ToDouble(0));
    }

    /// <summary>1 / x where every element is known to be one power of two whose reciprocal is a float of the same type; else null.</summary>
    /// <remarks>x / 2^k and x · 2^−k are the same real number, rounded once.</remarks>
    public static Expr? ExactReciprocal(Expr x)
    {
        if (x.Splat is not { } splat || !x.IsReal)
        {
            return null;
        }
        double value = Math.Abs(splat.ToDouble(0));
        double reciprocal = 1 / value;
        bool finite = x.Element == ElementType.F32 ? float.IsFinite((float)reciprocal) && (float)reciprocal != 0 : double.IsFinite(reciprocal);
        return double.IsPow2(value) && finite ? Compute(BinaryKind.Divide, One(x), x) : null;
    }

    /// <summary>Ones of the type of an expression.</summary>
    public static Expr One(Expr like) => Number(like, 1);

    /// <summary>One integer in every element, of the type of an expression.</summary>
    public static Expr Number(Expr like, long value) => Primitives.Fill(like.Type, value);

    /// <summary>True or false in every element, in the shape of an expression.</summary>
    public static Expr Truth(Expr like, bool value) => Primitives.Fill(like.Type.With(ElementType.Bool), value);

    private static Literal Extreme(ElementType element, bool least) => element switch
    {
        ElementType.F32 => Literal.Scalar(least ? float.NegativeInfinity : float.PositiveInfinity),
        ElementType.F64 => Literal.Scalar(least ? double.NegativeInfinity : double.PositiveInfinity),
        ElementType.I32 => Literal.Scalar(least ? int.MinValue : int.MaxValue),
        ElementType.I64 => Literal.Scalar(least ? long.MinValue : long.MaxValue),
        ElementType.U32 => Literal.Scalar(least ? uint.MinValue : uint.MaxValue),
        ElementType.U8 => Literal.Scalar(least ? byte.MinValue : byte.MaxValue),
        ElementType.Bool => Literal.Scalar(!least),
    };
}
