using System.Runtime.Intrinsics.X86;

namespace Graph.Codegen;

/// <content>Conversions.</content>
internal sealed partial class VectorLane
{
    private LaneValue Convert(LaneValue x, ElementType to) => to switch
    {
        ElementType.F32 => ByPart(to, _ => ToSingle(x)),
        ElementType.F64 => ByPart(to, part => ToDouble(x, part)),
        ElementType.I32 or ElementType.U32 or ElementType.U8 => ByPart(to, _ => Wrap(to, ToInteger(x, to))),
        ElementType.I64 => ByPart(to, part => ToLong(x, part)),
        ElementType.Bool => ByPart(to, _ => Mask(x.Element, part =>
            Part(x, part).Compare(CompareKind.NotEqualTo, Part(x, part).Number(0)))),
    };

    private VectorTerm ToSingle(LaneValue x) => x.Element switch
    {
        ElementType.F32 => Part(x, 0),
        ElementType.F64 => Part(x, 0).Call("Narrow", typeof(float), Part(x, 1)),
        ElementType.I32 or ElementType.U32 or ElementType.U8 => Part(x, 0).Call("ConvertToSingle", typeof(float)),
        ElementType.I64 => ToDouble(Sticky(Part(x, 0))).Call("Narrow", typeof(float), ToDouble(Sticky(Part(x, 1)))),
        ElementType.Bool => Ones(x).Call("ConvertToSingle", typeof(float)),
    };

    private VectorTerm ToDouble(LaneValue x, int part) => x.Element switch
    {
        ElementType.F32 => Half(Part(x, 0), part, typeof(double)),
        ElementType.F64 => Part(x, part),
        ElementType.I32 or ElementType.U32 or ElementType.U8 or ElementType.Bool or ElementType.I64 => ToDouble(ToLong(x, part)),
    };

    private VectorTerm ToLong(LaneValue x, int part) => x.Element switch
    {
        ElementType.F32 or ElementType.F64 => ToDouble(x, part).Call("ConvertToInt64", typeof(long)),
        ElementType.I32 => Half(Part(x, 0), part, typeof(long)),
        ElementType.U32 or ElementType.U8 => Half(Part(x, 0), part, typeof(ulong)).As(typeof(long)),
        ElementType.I64 => Part(x, part),
        ElementType.Bool => Half(Ones(x), part, typeof(long)),
    };

    /// <summary>To an integer type of at most 32 bits; what is beyond the 8 of a u8 is cut off afterwards.</summary>
    private VectorTerm ToInteger(LaneValue x, ElementType to) => x.Element switch
    {
        ElementType.F32 => to switch
        {
            ElementType.U32 when Avx512F.IsSupported => Part(x, 0).Call("ConvertToUInt32", typeof(uint)),
            ElementType.U32 => FromDoubles(x, to),
            ElementType.U8 => Part(x, 0).Call("ConvertToInt32", typeof(int))
                .Call("Max", code.Number(typeof(int), 0)).Call("Min", code.Number(typeof(int), 255)).As(typeof(uint)),
            _ => Part(x, 0).Call("ConvertToInt32", typeof(int)),
        },
        ElementType.F64 => FromDoubles(x, to),
        ElementType.I64 => Part(x, 0).Call("Narrow", typeof(int), Part(x, 1)).As(TypeOf(to)),
        ElementType.I32 or ElementType.U32 or ElementType.U8 => Part(x, 0).As(TypeOf(to)),
        ElementType.Bool => Ones(x).As(TypeOf(to)),
    };

    private VectorTerm FromDoubles(LaneValue x, ElementType to) =>
        Saturated(ToDouble(x, 0).Kept(), to).Call("Narrow", typeof(int), Saturated(ToDouble(x, 1).Kept(), to)).As(TypeOf(to));

    /// <summary>Doubles cut to the range of an integer type and toward zero, NaN to 0, in the low half of each element.</summary>
    private static VectorTerm Saturated(VectorTerm x, ElementType to)
    {
        (double least, double most) = to switch
        {
            ElementType.I32 => ((double)int.MinValue, (double)int.MaxValue),
            ElementType.U32 => (0.0, (double)uint.MaxValue),
            ElementType.U8 => (0.0, (double)byte.MaxValue),
            ElementType.F32 or ElementType.F64 or ElementType.I64 or ElementType.Bool =>
                throw new NotSupportedException($"{to.Mnemonic} is no integer type of at most 32 bits"),
        };
        VectorTerm number = x & x.Compare(CompareKind.EqualTo, x);
        return LowBits(number.Call("Max", x.Number(least)).Call("Min", x.Number(most)).Call("Truncate"));
    }

    private static VectorTerm ToDouble(VectorTerm x) => x.Call("ConvertToDouble", typeof(double));

    /// <summary>
    /// An integer that f64 holds and that rounds to f32 as the given one does: beyond 2^53 the last eleven bits only tell whether there is
    /// something, and go into the bit before them, far below the last one of an f32.
    /// </summary>
    private static VectorTerm Sticky(VectorTerm x)
    {
        VectorTerm cut = (x & x.Number(-2048)).Kept();
        VectorTerm rest = x.Compare(CompareKind.EqualTo, cut).Choose(x.Number(0), x.Number(2048));
        VectorTerm isShort = x.Compare(CompareKind.GreaterThan, x.Number(-(1L << 53)))
            & x.Compare(CompareKind.LessThan, x.Number(1L << 53));
        return isShort.Choose(x, cut | rest).Kept();
    }

    private static VectorTerm Half(VectorTerm x, int part, Type wide) => x.Call(part == 0 ? "WidenLower" : "WidenUpper", wide);

    /// <summary>A mask as the numbers 1 and 0.</summary>
    private VectorTerm Ones(LaneValue mask) => Part(mask, 0) & code.Number(typeof(int), 1);
}
