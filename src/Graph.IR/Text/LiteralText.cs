using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Graph.IR;

/// <summary>How the elements of literals are written in the text form.</summary>
internal static class LiteralText
{
    /// <summary>The most elements of a literal that is written where it is used; larger ones would make lines that nobody reads.</summary>
    public const int MostInlineElements = 16;

    private static readonly SearchValues<char> numberCharacters = SearchValues.Create("0123456789.+-eE");

    // The bits of C#'s constants, which are what a model most likely holds; NaNs of other bits are written with them.
    private static readonly uint nan32 = BitConverter.SingleToUInt32Bits(float.NaN);
    private static readonly ulong nan64 = BitConverter.DoubleToUInt64Bits(double.NaN);

    /// <summary>
    /// The element at a row-major index: shortest round trip, invariant culture; <c>inf</c>, <c>-inf</c>, <c>nan</c> for the bits of
    /// <see cref="float.NaN"/> or <see cref="double.NaN"/>, and of another NaN the bits, such as <c>nan:7fc00001</c>.
    /// </summary>
    public static string Format(Literal literal, long index) => literal.Element switch
    {
        ElementType.F32 => Format(literal.Buffer.Read<float>(index), literal.Buffer.Read<uint>(index), nan32, "x8"),
        ElementType.F64 => Format(literal.Buffer.Read<double>(index), literal.Buffer.Read<ulong>(index), nan64, "x16"),
        ElementType.I32 => Format(literal.Buffer.Read<int>(index)),
        ElementType.I64 => Format(literal.Buffer.Read<long>(index)),
        ElementType.U32 => Format(literal.Buffer.Read<uint>(index)),
        ElementType.U8 => Format(literal.Buffer.Read<byte>(index)),
        ElementType.Bool => literal.Buffer.Read<bool>(index) ? "true" : "false",
    };

    /// <summary>All elements, in as many brackets as there are axes; <c>[]</c> where there is no element.</summary>
    public static void AppendAll(StringBuilder text, Literal literal)
    {
        long count = literal.Type.ElementCount;
        if (count == 0)
        {
            text.Append("[]");
        }
        for (long index = 0; index < count; index++)
        {
            text.Append(index == 0 ? "" : ",").Append('[', BracketsAt(literal.Shape, index));
            text.Append(Format(literal, index));
            text.Append(']', BracketsAt(literal.Shape, index + 1));
        }
    }

    /// <summary>How many brackets open before the element at an index, and as many close before it unless it is the first.</summary>
    public static int BracketsAt(Shape shape, long index)
    {
        int brackets = 0;
        long block = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            block *= shape[axis];
            if (index % block != 0)
            {
                break;
            }
            brackets++;
        }
        return brackets;
    }

    /// <summary>Reads an element into a buffer.</summary>
    /// <returns>Whether the word is an element of that type and fits it.</returns>
    public static bool TryRead(ReadOnlySpan<char> word, ElementType element, Buffer buffer, long index) => element switch
    {
        ElementType.F32 => word.StartsWith("nan:", StringComparison.Ordinal)
            ? TryHexadecimal(word[4..], out uint bits) && float.IsNaN(BitConverter.UInt32BitsToSingle(bits)) && Put(buffer, index, bits)
            : TryFloat(word, out float value) && Put(buffer, index, value),
        ElementType.F64 => word.StartsWith("nan:", StringComparison.Ordinal)
            ? TryHexadecimal(word[4..], out ulong bits) && double.IsNaN(BitConverter.UInt64BitsToDouble(bits)) && Put(buffer, index, bits)
            : TryFloat(word, out double value) && Put(buffer, index, value),
        ElementType.I32 => TryInteger(word, out int value) && Put(buffer, index, value),
        ElementType.I64 => TryInteger(word, out long value) && Put(buffer, index, value),
        ElementType.U32 => TryInteger(word, out uint value) && Put(buffer, index, value),
        ElementType.U8 => TryInteger(word, out byte value) && Put(buffer, index, value),
        ElementType.Bool => word is "true" or "false" && Put(buffer, index, word is "true"),
    };

    private static string Format<T>(T value, ulong bits, ulong plainNaN, string width) where T : IFloatingPointIeee754<T>
    {
        if (T.IsNaN(value))
        {
            return bits == plainNaN ? "nan" : "nan:" + bits.ToString(width, CultureInfo.InvariantCulture);
        }
        if (T.IsInfinity(value))
        {
            return T.IsNegative(value) ? "-inf" : "inf";
        }
        return value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
    }

    private static string Format<T>(T value) where T : IBinaryInteger<T> => value.ToString(null, CultureInfo.InvariantCulture);

    private static bool TryFloat<T>(ReadOnlySpan<char> word, out T value) where T : struct, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        T? named = word switch
        {
            "nan" => T.NaN,
            "inf" => T.PositiveInfinity,
            "-inf" => T.NegativeInfinity,
            _ => null,
        };
        value = named ?? default;
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        // Letters other than the exponent's would be the culture's names of infinity and NaN.
        return named is not null
            || (word.IndexOfAnyExcept(numberCharacters) < 0 && T.TryParse(word, styles, CultureInfo.InvariantCulture, out value) && T.IsFinite(value));
    }

    private static bool TryInteger<T>(ReadOnlySpan<char> word, out T value) where T : IBinaryInteger<T> =>
        T.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value!);

    private static bool TryHexadecimal<T>(ReadOnlySpan<char> word, out T bits) where T : IBinaryInteger<T> =>
        T.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bits!);

    private static bool Put<T>(Buffer buffer, long index, T value) where T : unmanaged
    {
        buffer.Write(index, value);
        return true;
    }
}
