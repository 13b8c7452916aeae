using System.Runtime.Intrinsics.X86;

namespace Graph.Codegen;

/// <content>The table of operators.</content>
internal sealed partial class VectorLane
{
    /// <inheritdoc/>
    public override LaneValue Apply(Op op, ElementType element, ReadOnlySpan<LaneValue> arguments)
    {
        ImmutableArray<LaneValue> inputs = [.. arguments];
        if (!HasVectorForm(op, inputs))
        {
            return ByElement(op, element, inputs);
        }
        return op switch
        {
            Unary(var kind) => ByPart(element, part => Wrap(element, Apply(kind, element, Part(inputs[0], part)))),
            Binary(BinaryKind.ShiftLeft or BinaryKind.ShiftRight) shift => Shift(shift.Kind, element, inputs[0], inputs[1]),
            Binary(BinaryKind.BitwiseOr) when Rotation(inputs[0], inputs[1]) is { } rotation => rotation,
            Binary(BinaryKind.Larger or BinaryKind.Smaller) extreme
                when element.IsFloat && !inputs.Any(input => input.Constant is not null) =>
                ByPart(element, part => Extreme(extreme.Kind, Part(inputs[0], part), Part(inputs[1], part))),
            Binary(var kind) => ByPart(element, part => Wrap(element, Apply(kind, element, Part(inputs[0], part), Part(inputs[1], part)))),
            Compare(var kind) => ByPart(element, _ => Mask(inputs[0].Element, part =>
                Part(inputs[0], part).Compare(kind, Part(inputs[1], part)))),
            Select => ByPart(element, part => MaskPart(inputs[0], element, part).Choose(Part(inputs[1], part), Part(inputs[2], part))),
            Cast => inputs[0].Element == element ? inputs[0] : Convert(inputs[0], element),
            Bitcast => inputs[0].Element == element ? inputs[0] : ByPart(element, part => Part(inputs[0], part).As(TypeOf(element))),
            _ => throw new NotSupportedException($"no lane computes {op.Name}"),
        };
    }

    /// <summary>Whether an operator is computed on vectors here, on this processor.</summary>
    private bool HasVectorForm(Op op, ImmutableArray<LaneValue> inputs)
    {
        ElementType from = inputs[0].Element;
        return op switch
        {
            Binary(BinaryKind.Divide) => from != ElementType.I64,
            Binary(BinaryKind.Remainder) => !from.IsFloat && from != ElementType.I64,
            Binary(BinaryKind.ShiftLeft or BinaryKind.ShiftRight) =>
                inputs[1].Constant is not null || code.Methods.Native("ShiftLeftLogicalVariable", TypeOf(from)) is not null,
            Cast(ElementType.I64) => !from.IsFloat || Avx512DQ.IsSupported,
            _ => true,
        };
    }

    private static VectorTerm Apply(UnaryKind kind, ElementType element, VectorTerm x) => kind switch
    {
        UnaryKind.Negate => -x,
        UnaryKind.Absolute => element.IsSigned ? x.Call("Abs") : x,
        UnaryKind.Signum => element.IsSigned
            ? x.Compare(CompareKind.GreaterThan, x.Number(0)).Choose(
                x.Number(1),
                x.Compare(CompareKind.LessThan, x.Number(0)).Choose(x.Number(-1), x))
            : x.Call("Min", x.Number(1)),
        UnaryKind.RoundDown => x.Call("Floor"),
        UnaryKind.RoundUp => x.Call("Ceiling"),
        UnaryKind.RoundToEven => x.Call("Round"),
        UnaryKind.SquareRoot => x.Call("Sqrt"),
        UnaryKind.Complement => ~x,
        UnaryKind.Exponential or UnaryKind.Exponential2 or UnaryKind.ExponentialMinusOne or UnaryKind.NaturalLogarithm
            or UnaryKind.Logarithm1Plus or UnaryKind.Sine or UnaryKind.Cosine or UnaryKind.Arctangent or UnaryKind.HyperbolicSine
                or UnaryKind.HyperbolicCosine
            or UnaryKind.HyperbolicTangent or UnaryKind.ErrorFunction or UnaryKind.Logistic =>
            throw new NotSupportedException($"no lane computes {kind.Mnemonic}"),
    };

    private static VectorTerm Apply(BinaryKind kind, ElementType element, VectorTerm a, VectorTerm b) => kind switch
    {
        BinaryKind.Add => a + b,
        BinaryKind.Subtract => a - b,
        BinaryKind.Multiply => a * b,
        BinaryKind.Divide => element.IsFloat ? a / b : UnlessZero(b, ~a.Number(0), Quotient(a, b)),
        BinaryKind.Remainder => UnlessZero(b, a, a - (Quotient(a, b) * b)),
        BinaryKind.Larger => a.Call("Max", b),
        BinaryKind.Smaller => a.Call("Min", b),
        BinaryKind.BitwiseAnd => a & b,
        BinaryKind.BitwiseOr => a | b,
        BinaryKind.BitwiseXor => a ^ b,
        BinaryKind.ShiftLeft or BinaryKind.ShiftRight or BinaryKind.Power =>
            throw new NotSupportedException($"no lane computes {kind.Mnemonic} from two vectors"),
    };

    /// <summary>
    /// The larger or smaller of two floats neither of which is a constant (with one, the runtime knows better). The processor's own
    /// functions give the second operand where a side is NaN or both are zeros: taken both ways round, they differ only there. Together
    /// their bits then are a NaN, or −0; for the larger zero, the difference in sign is taken off again.
    /// </summary>
    private static VectorTerm Extreme(BinaryKind kind, VectorTerm a, VectorTerm b)
    {
        if (!X86Base.IsSupported)
        {
            return a.Call(kind == BinaryKind.Smaller ? "Min" : "Max", b);
        }
        if (kind == BinaryKind.Smaller)
        {
            return a.Call("MinNative", b) | b.Call("MinNative", a);
        }
        if (Avx512DQ.IsSupported)
        {
            return a.Call("Max", b);
        }
        (VectorTerm first, VectorTerm second) = (a.Call("MaxNative", b).Kept(), b.Call("MaxNative", a).Kept());
        return (first | second) - (first ^ second);
    }

    private static VectorTerm UnlessZero(VectorTerm b, VectorTerm there, VectorTerm elsewhere) =>
        b.Compare(CompareKind.EqualTo, b.Number(0)).Choose(there, elsewhere);

    /// <summary>
    /// The quotient of integers of 32 bits in f64: theirs lies at least 2^−32 of itself below the next integer where it is none, so that
    /// rounding does not reach it. It wraps as the low 32 bits do. Of a division by zero it is anything.
    /// </summary>
    private static VectorTerm Quotient(VectorTerm a, VectorTerm b)
    {
        VectorTerm Half(string widen) => LowBits((ToDouble(a, widen) / ToDouble(b, widen)).Call("Truncate"));
        return Half("WidenLower").Call("Narrow", typeof(int), Half("WidenUpper")).As(a.Element);
    }

    /// <summary>Integers of 32 bits in f64, those of one half of a vector.</summary>
    private static VectorTerm ToDouble(VectorTerm x, string widen) =>
        x.Call(widen, x.Element == typeof(int) ? typeof(long) : typeof(ulong)).As(typeof(long)).Call("ConvertToDouble", typeof(double));

    /// <summary>
    /// The integers that doubles below 2^51 hold, modulo 2^32, in the low half of each element: added to 1.5 · 2^52, they stand in the last
    /// bits of the fraction. (Only AVX-512 converts doubles to integers of 64 bits.)
    /// </summary>
    private static VectorTerm LowBits(VectorTerm integral) => (integral + integral.Number(6755399441055744.0)).As(typeof(long));

    /// <summary>Cuts a u8, which is computed in 32 bits, to its 8 bits.</summary>
    private static VectorTerm Wrap(ElementType element, VectorTerm x) => element == ElementType.U8 ? x & x.Number(255) : x;

    /// <summary>A bool of what comparisons of a type give, part by part.</summary>
    private static VectorTerm Mask(ElementType compared, Func<int, VectorTerm> part) =>
        PartsOf(compared) == 1 ? part(0).As(typeof(int)) : part(0).As(typeof(long)).Call("Narrow", typeof(int), part(1).As(typeof(long)));

    /// <summary>The mask of one part of values of a type.</summary>
    private VectorTerm MaskPart(LaneValue mask, ElementType element, int part) =>
        PartsOf(element) == 1 ? Part(mask, 0) : Part(mask, 0).Call(part == 0 ? "WidenLower" : "WidenUpper", typeof(long));
}
