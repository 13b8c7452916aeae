using System.Globalization;

namespace Graph.IR;

/// <summary>How single elements are written in the text form.</summary>
internal static class LiteralText
{
    /// <summary>The element at a row-major index: shortest round trip, invariant culture; <c>nan</c>, <c>inf</c> and <c>-inf</c>, a NaN of other bits with them.</summary>
    public static string Format(Literal literal, long index) => literal.Element switch
    {
        ElementType.F32 => Format(literal.Buffer.Read<float>(index), BitConverter.SingleToUInt32Bits(literal.Buffer.Read<float>(index)), 0x7FC00000),
        ElementType.F64 => Format(literal.Buffer.Read<double>(index), BitConverter.DoubleToUInt64Bits(literal.Buffer.Read<double>(index)), 0x7FF8000000000000),
        ElementType.I32 => literal.Buffer.Read<int>(index).ToString(CultureInfo.InvariantCulture),
        ElementType.I64 => literal.Buffer.Read<long>(index).ToString(CultureInfo.InvariantCulture),
        ElementType.U32 => literal.Buffer.Read<uint>(index).ToString(CultureInfo.InvariantCulture),
        ElementType.U8 => literal.Buffer.Read<byte>(index).ToString(CultureInfo.InvariantCulture),
        ElementType.Bool => literal.Buffer.Read<bool>(index) ? "true" : "false",
    };

    private static string Format<T>(T value, ulong bits, ulong canonicalNaN) where T : System.Numerics.IFloatingPointIeee754<T>
    {
        if (T.IsNaN(value))
        {
            return bits == canonicalNaN ? "nan" : $"nan:{bits:x}";
        }
        if (T.IsInfinity(value))
        {
            return T.IsNegative(value) ? "-inf" : "inf";
        }
        return value.ToString("R", CultureInfo.InvariantCulture);
    }
}
