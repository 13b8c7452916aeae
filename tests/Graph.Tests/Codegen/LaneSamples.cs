using Graph.Tests.Lowering;

namespace Graph.Tests.Codegen;

/// <summary>What the operators of lanes are tried on: values where they could go wrong, with each other, and random ones.</summary>
internal static class LaneSamples
{
    private static readonly ImmutableArray<float> singles =
    [
        0, -0f, 1, -1, 0.5f, -0.5f, 1.5f, -1.5f, 2.5f, 3, -7.25f, 1e-45f, -1e-45f, 1.1754942e-38f, 1.17549435e-38f, 8388607.5f, 16777217, 255, 255.5f, 256, 300,
        2147483520, 2147483648, -2147483648, -2147483904, 4294967040, 4294967296, 9.2233715e18f, 9.223372e18f, -9.223372e18f, 1e30f, float.MaxValue, float.MinValue,
        float.PositiveInfinity, float.NegativeInfinity, float.NaN, BitConverter.UInt32BitsToSingle(0xffc12345),
    ];

    private static readonly ImmutableArray<double> doubles =
    [
        0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -7.25, 3, 5e-324, -5e-324, 2.2250738585072009e-308, 2.2250738585072014e-308, 1e-45, 7e-46, 16777217, 255.5, 256, 2147483647, 2147483647.5, 2147483648,
        -2147483648, -2147483648.5, -2147483649, 4294967295, 4294967295.5, 4294967296, 4503599627370497.5, 9007199254740993, 9.2233720368547748e18, 9.2233720368547758e18, -9.2233720368547758e18,
        3.4028235677973366e38, 3.4e38, 1e300, double.MaxValue, double.MinValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN, BitConverter.UInt64BitsToDouble(0xfff8000012345678),
    ];

    private static readonly ImmutableArray<long> longs =
    [
        0, 1, -1, 2, -2, 3, 7, -7, 8, 31, 32, 33, 63, 64, 127, 128, 254, 255, 256, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, (1L << 32) + 1, 16777217, 16777219, (1L << 53) - 1, (1L << 53) + 1,
        -(1L << 53) - 1, (1L << 24) + 1, (1L << 40) + (1L << 16), (1L << 40) + (1L << 16) + 1, (1L << 62) + (1L << 38), (1L << 62) + (1L << 38) + 1, (1L << 62) + (1L << 38) - 1, -(1L << 62) - (1L << 38) - 1,
        (3L << 61) + (1L << 38), long.MaxValue, long.MaxValue - 1, long.MinValue, long.MinValue + 1,
    ];

    /// <summary>Columns of one length, a multiple of 16: every special value with every other, then random ones.</summary>
    public static ImmutableArray<Literal> Columns(params ImmutableArray<ElementType> elements)
    {
        ImmutableArray<Literal> special = [.. elements.Select(Special)];
        long first = special[^1].Type.ElementCount;
        long second = elements.Length == 1 ? 1 : special[^2].Type.ElementCount;
        long count = ((first * second) + 400 + 15) / 16 * 16;
        Random random = new(7);
        return [.. special.Select((values, place) => Column(values, random, count, row => place == elements.Length - 1 ? row % first : place == elements.Length - 2 ? row / first : row, first * second))];
    }

    /// <summary>The special values of a type.</summary>
    public static Literal Special(ElementType element) => element switch
    {
        ElementType.F32 => Literal.Create<float>([singles.Length], singles.AsSpan()),
        ElementType.F64 => Literal.Create<double>([doubles.Length], doubles.AsSpan()),
        ElementType.I32 => Integers(value => (int)value),
        ElementType.I64 => Literal.Create<long>([longs.Length], longs.AsSpan()),
        ElementType.U32 => Integers(value => (uint)value),
        ElementType.U8 => Integers(value => (byte)value),
        ElementType.Bool => Literal.Create<bool>([2], [false, true]),
    };

    private static Literal Integers<T>(Func<long, T> wrap) where T : unmanaged
    {
        T[] values = [.. longs.Select(wrap).Distinct()];
        return Literal.Create<T>([values.Length], values);
    }

    private static Literal Column(Literal special, Random random, long count, Func<long, long> choice, long pairs)
    {
        Literal column = Lowering.Columns.New(special.Element, count);
        for (long row = 0; row < count; row++)
        {
            if (row < pairs)
            {
                Lowering.Columns.Move(special, choice(row) % special.Type.ElementCount, column, row);
            }
            else
            {
                Lowering.Columns.Move(Random(special.Element, random), 0, column, row);
            }
        }
        return column;
    }

    // Half of them of any bits, half of ordinary size.
    private static Literal Random(ElementType element, Random random)
    {
        bool isOrdinary = random.Next(2) == 0;
        double ordinary = (random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-3, 30));
        long bits = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
        return element switch
        {
            ElementType.F32 => Literal.Scalar(isOrdinary ? (float)ordinary : BitConverter.Int32BitsToSingle((int)random.NextInt64(int.MinValue, int.MaxValue))),
            ElementType.F64 => Literal.Scalar(isOrdinary ? ordinary : BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue))),
            ElementType.I32 => Literal.Scalar((int)bits),
            ElementType.I64 => Literal.Scalar(bits),
            ElementType.U32 => Literal.Scalar((uint)bits),
            ElementType.U8 => Literal.Scalar((byte)bits),
            ElementType.Bool => Literal.Scalar(isOrdinary),
        };
    }
}
