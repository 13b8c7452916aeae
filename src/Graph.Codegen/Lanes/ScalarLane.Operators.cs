using System.Reflection.Emit;

namespace Graph.Codegen;

/// <content>The table of operators.</content>
internal partial class ScalarLane
{
    /// <inheritdoc/>
    public override LaneValue Apply(Op op, ElementType element, ReadOnlySpan<LaneValue> arguments)
    {
        ScalarTerm x = Term(arguments[0]);
        return op switch
        {
            Unary(var kind) => ValueOf(element, Wrap(element, Apply(kind, element, x))),
            Binary(var kind) => ValueOf(element, Wrap(element, Apply(kind, element, x, Term(arguments[1])))),
            Compare(var kind) => ValueOf(element, Compare(kind, x, Term(arguments[1]))),
            Select => ValueOf(element, x.Choose(Term(arguments[1]), Term(arguments[2]))),
            Cast => arguments[0].Element == element ? arguments[0] : ValueOf(element, Convert(arguments[0].Element, element, x)),
            Bitcast => arguments[0].Element == element ? arguments[0] : ValueOf(element, Reinterpret(element, x)),
            _ => throw new NotSupportedException($"no lane computes {op.Name}"),
        };
    }

    private ScalarTerm Apply(UnaryKind kind, ElementType element, ScalarTerm x)
    {
        bool isSingle = element == ElementType.F32;
        return kind switch
        {
            UnaryKind.Negate => -x,
            UnaryKind.Absolute => element.IsFloat ? x.Through(isSingle ? Intrinsics.Absolute32 : Intrinsics.Absolute64)
                : element.IsSigned ? x.Compare(CompareKind.LessThan, x.Number(0)).Choose(-x, x)
                : x,
            UnaryKind.Signum => Compare(CompareKind.GreaterThan, x, x.Number(0)).Choose(
                x.Number(1),
                Compare(CompareKind.LessThan, x, x.Number(0)).Choose(x.Number(-1), x)),
            UnaryKind.RoundDown => x.Through(isSingle ? Intrinsics.Floor32 : Intrinsics.Floor64),
            UnaryKind.RoundUp => x.Through(isSingle ? Intrinsics.Ceiling32 : Intrinsics.Ceiling64),
            UnaryKind.RoundToEven => RoundToEven(x),
            UnaryKind.SquareRoot => x.Through(isSingle ? Intrinsics.Root32 : Intrinsics.Root64),
            UnaryKind.Complement => element == ElementType.Bool ? x.Not() : ~x,
            UnaryKind.Exponential or UnaryKind.Exponential2 or UnaryKind.ExponentialMinusOne or UnaryKind.NaturalLogarithm
                or UnaryKind.Logarithm1Plus or UnaryKind.Sine or UnaryKind.Cosine or UnaryKind.Arctangent or UnaryKind.HyperbolicSine
                    or UnaryKind.HyperbolicCosine
                or UnaryKind.HyperbolicTangent or UnaryKind.ErrorFunction or UnaryKind.Logistic =>
                throw new NotSupportedException($"no lane computes {kind.Mnemonic}"),
        };
    }

    private ScalarTerm Apply(BinaryKind kind, ElementType element, ScalarTerm a, ScalarTerm b) => kind switch
    {
        BinaryKind.Add => a + b,
        BinaryKind.Subtract => a - b,
        BinaryKind.Multiply => a * b,
        BinaryKind.Divide => element.IsFloat ? a / b : Unless(b, 0, a.Number(-1), UnlessMinusOne(element, b, -a, Quotient(a, Divisor(b)))),
        BinaryKind.Remainder => element.IsFloat ? Remainder(element, a, b)
            : Unless(b, 0, a, UnlessMinusOne(element, b, a.Number(0), a % Divisor(b))),
        BinaryKind.Larger => Extreme(CompareKind.GreaterThan, element, a, b),
        BinaryKind.Smaller => Extreme(CompareKind.LessThan, element, a, b),
        BinaryKind.BitwiseAnd => a & b,
        BinaryKind.BitwiseOr => a | b,
        BinaryKind.BitwiseXor => a ^ b,
        BinaryKind.ShiftLeft => IsWithinWidth(b).Choose(a.ShiftLeft(Count32(b)), a.Number(0)),
        BinaryKind.ShiftRight => IsWithinWidth(b).Choose(
            a.ShiftRight(Count32(b)),
            element.IsSigned ? a.ShiftRight(Count32(b.Number((8 * element.ByteSize) - 1))) : a.Number(0)),
        BinaryKind.Power => throw new NotSupportedException($"no lane computes {kind.Mnemonic}"),
    };

    /// <summary>
    /// The larger or smaller one. Of floats, where neither is, either both have the same bits, or they are zeros, whose signs are combined,
    /// or one is NaN.
    /// </summary>
    private ScalarTerm Extreme(CompareKind first, ElementType element, ScalarTerm a, ScalarTerm b)
    {
        ScalarTerm isFirst = Compare(first, a, b);
        if (!element.IsFloat)
        {
            return isFirst.Choose(a, b);
        }
        (ScalarTerm left, ScalarTerm right) = (Bits(a), Bits(b));
        ScalarTerm zeros = Float(first == CompareKind.GreaterThan ? left & right : left | right);
        return isFirst.Choose(a, Compare(first, b, a).Choose(b, Compare(CompareKind.EqualTo, a, b).Choose(zeros, a + b)));
    }

    private static ScalarTerm Unless(ScalarTerm b, long value, ScalarTerm there, ScalarTerm elsewhere) =>
        b.Compare(CompareKind.EqualTo, b.Number(value)).Choose(there, elsewhere);

    /// <summary>The quotient of the least integer and −1 does not fit, and the processor traps on it.</summary>
    private static ScalarTerm UnlessMinusOne(ElementType element, ScalarTerm b, ScalarTerm there, ScalarTerm elsewhere) =>
        element.IsSigned ? Unless(b, -1, there, elsewhere) : elsewhere;

    /// <summary>Whether a shift by this many bits leaves something; of u8 what lies beyond its 8 bits is cut off afterwards.</summary>
    private static ScalarTerm IsWithinWidth(ScalarTerm bits)
    {
        bool isLong = bits.Type == typeof(long);
        ScalarTerm unsigned = bits.As(isLong ? typeof(ulong) : typeof(uint));
        return unsigned.Compare(CompareKind.LessThan, unsigned.Number(isLong ? 64 : 32));
    }

    private static ScalarTerm Count32(ScalarTerm bits) => bits.Type == typeof(long) ? bits.Through(typeof(int), OpCodes.Conv_I4) : bits;

    /// <summary>Cuts a u8, which is computed as int, to its 8 bits.</summary>
    private static ScalarTerm Wrap(ElementType element, ScalarTerm x) => element == ElementType.U8 ? x & x.Number(255) : x;

    private static ScalarTerm Bits(ScalarTerm x) => x.Through(x.Type == typeof(float) ? Intrinsics.Bits32 : Intrinsics.Bits64);

    /// <summary>The truth value of a comparison; one with NaN is false, but for inequality.</summary>
    protected virtual ScalarTerm Compare(CompareKind kind, ScalarTerm a, ScalarTerm b) => a.Compare(kind, b);

    /// <summary>The quotient of integers, rounded toward zero; b is neither 0 nor, where there are signs, −1.</summary>
    protected virtual ScalarTerm Quotient(ScalarTerm a, ScalarTerm b) => a / b;

    /// <summary>The divisor of integers, where it is neither 0 nor, where there are signs, −1; elsewhere nobody asks for the result.</summary>
    protected virtual ScalarTerm Divisor(ScalarTerm b) => b;

    /// <summary>A float as the nearest whole one, ties to even.</summary>
    protected virtual ScalarTerm RoundToEven(ScalarTerm x) => x.Through(x.Type == typeof(float) ? Intrinsics.Round32 : Intrinsics.Round64);

    /// <summary>The float that has the bits of an int or a long.</summary>
    // By way of a vector: until dotnet/runtime#133597, BitConverter made of the load of a byte, widened to an int, a load of four bytes.
    protected virtual ScalarTerm Float(ScalarTerm bits) => bits.Type == typeof(int)
        ? bits.Through(Intrinsics.First32).Through(Intrinsics.AsFloats).Through(Intrinsics.FirstFloat)
        : bits.Through(Intrinsics.Float64);
}
