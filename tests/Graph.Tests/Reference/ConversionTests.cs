using System.Numerics;

namespace Graph.Tests.Reference;

/// <summary>Conversions of values, reading of bits, and choice.</summary>
public sealed class ConversionTests
{
    private static readonly double[] reals =
    [
        0, -0.0, 0.5, -0.5, 0.99999994, 1.5, -1.9, 2.5, 254.75, 255.9, 256, -1, 2147483520, 2147483648, -2147483648, -2147484672, 4294967040, 4294967296,
        9223371487098961920, 9223372036854775808, -9223372036854775808, 1e30, -1e30, double.PositiveInfinity, double.NegativeInfinity, double.NaN,
    ];

    public static IEnumerable<object[]> FloatToInteger =>
        from element in ElementTypes.All where element.IsFloat from to in ElementTypes.All where to.IsInteger select new object[] { element, to };

    public static IEnumerable<object[]> IntegerToInteger =>
        from element in ElementTypes.All where element.IsInteger from to in ElementTypes.All where to.IsInteger select new object[] { element, to };

    [Theory]
    [MemberData(nameof(FloatToInteger))]
    public void A_float_becomes_an_integer_toward_zero_and_saturates(ElementType from, ElementType to)
    {
        (BigInteger least, BigInteger largest) = Numbers.Range(to);
        Literal result = Numbers.Run(new Cast(to), Numbers.Floats(from, [reals.Length], reals));
        IEnumerable<BigInteger> expected = reals.Select(value => value switch
        {
            double.NaN => BigInteger.Zero,
            double.PositiveInfinity => largest,
            double.NegativeInfinity => least,
            _ => BigInteger.Clamp((BigInteger)(from == ElementType.F32 ? (double)(float)value : value), least, largest),
        });
        Assert.Equal(expected, result.ToIntegers());
    }

    [Theory]
    [MemberData(nameof(IntegerToInteger))]
    public void An_integer_becomes_another_by_wrapping(ElementType from, ElementType to)
    {
        (BigInteger least, BigInteger largest) = Numbers.Range(from);
        BigInteger[] values = [least, least + 1, 0, 1, 127, 128, 255, BigInteger.Min(256, largest), largest - 1, largest];
        Literal result = Numbers.Run(new Cast(to), Numbers.Integers(from, [values.Length], values));
        Assert.Equal(values.Select(value => Numbers.Wrap(to, value)), result.ToIntegers());
    }

    /// <summary>Neighbours of f32 are 2 apart from 2^24 on and 2^31 from 2^54 on. The last but one lies just above a tie, which rounding over f64 does not see.</summary>
    [Theory]
    [InlineData(16777217L, 16777216f)]
    [InlineData(16777219L, 16777220f)]
    [InlineData(-16777217L, -16777216f)]
    [InlineData((1L << 54) + (1L << 30) + 1, (1L << 54) + (1L << 31))]
    [InlineData(long.MaxValue, 9223372036854775808f)]
    public void An_integer_becomes_the_nearest_float(long value, float expected)
    {
        Assert.Equal(expected, Numbers.Run(new Cast(ElementType.F32), Literal.Scalar(value)).At<float>(0));
        if (value is > int.MinValue and < int.MaxValue)
        {
            Assert.Equal(expected, Numbers.Run(new Cast(ElementType.F32), Literal.Scalar((int)value)).At<float>(0));
        }
    }

    [Fact]
    public void The_largest_unsigned_integers_become_floats()
    {
        Assert.Equal(4294967296f, Numbers.Run(new Cast(ElementType.F32), Literal.Scalar(uint.MaxValue)).At<float>(0));
        Assert.Equal(4294967295.0, Numbers.Run(new Cast(ElementType.F64), Literal.Scalar(uint.MaxValue)).At<double>(0));
        Assert.Equal(255f, Numbers.Run(new Cast(ElementType.F32), Literal.Scalar(byte.MaxValue)).At<float>(0));
        Assert.Equal(9007199254740992.0, Numbers.Run(new Cast(ElementType.F64), Literal.Scalar(9007199254740993L)).At<double>(0));
    }

    [Fact]
    public void A_double_becomes_the_nearest_float_ties_to_even()
    {
        double[] values = [1 + Math.Pow(2, -24), 1 + Math.Pow(2, -24) + Math.Pow(2, -52), 1 + (3 * Math.Pow(2, -24)), 1e300, -0.0, 1e-50, double.NaN];
        float[] expected = [1, 1 + MathF.Pow(2, -23), 1 + MathF.Pow(2, -22), float.PositiveInfinity, -0f, 0, float.NaN];
        Literal result = Numbers.Run(new Cast(ElementType.F32), Literal.Create<double>([values.Length], values));
        Assert.All(expected.Zip(result.ToDoubles()), pair => Numbers.AssertSame(pair.First, pair.Second, "f64 to f32"));
    }

    [Theory]
    [InlineData(ElementType.F32)]
    [InlineData(ElementType.F64)]
    public void What_is_not_zero_is_true(ElementType element)
    {
        Literal x = Numbers.Floats(element, [5], 0.0, -0.0, 1e-40, double.NaN, -3);
        Assert.Equal([false, false, true, true, true], Numbers.Run(new Cast(ElementType.Bool), x).ToArray<bool>());
    }

    [Fact]
    public void A_bool_becomes_1_or_0_and_an_integer_a_bool()
    {
        Literal truth = Literal.Create<bool>([2], [true, false]);
        foreach (ElementType to in ElementTypes.All)
        {
            Literal numbers = Numbers.Run(new Cast(to), truth);
            Assert.Equal([1.0, 0.0], numbers.ToDoubles());
            Assert.Equal([true, false], Numbers.Run(new Cast(ElementType.Bool), numbers).ToArray<bool>());
        }
        Assert.Equal([true, true], Numbers.Run(new Cast(ElementType.Bool), Literal.Create<long>([2], [1L << 32, -1])).ToArray<bool>());
    }

    [Fact]
    public void Bits_are_read_as_another_type()
    {
        Assert.Equal(0x3F800000, Numbers.Run(new Bitcast(ElementType.I32), Literal.Scalar(1f)).At<int>(0));
        Assert.Equal(0x80000000u, Numbers.Run(new Bitcast(ElementType.U32), Literal.Scalar(-0f)).At<uint>(0));
        Assert.Equal(long.MinValue, Numbers.Run(new Bitcast(ElementType.I64), Literal.Scalar(-0.0)).At<long>(0));
        Assert.Equal(0.5, Numbers.Run(new Bitcast(ElementType.F64), Literal.Scalar(0x3FE0000000000000L)).At<double>(0));
        Assert.Equal(uint.MaxValue, Numbers.Run(new Bitcast(ElementType.U32), Literal.Scalar(-1)).At<uint>(0));
    }

    /// <summary>A signalling NaN would lose its payload if it went through the floating-point unit.</summary>
    [Fact]
    public void Choosing_keeps_bits()
    {
        Literal a = Numbers.Run(new Bitcast(ElementType.F32), Literal.Create<uint>([3], [0x7FA12345, 0x3F800000, 0x80000000]));
        Literal result = Numbers.Run(new Select(), Literal.Create<bool>([3], [true, false, true]), a, Literal.Create<float>([3], [2, 3, 4]));
        Assert.Equal([0x7FA12345u, 0x40400000, 0x80000000], Numbers.Run(new Bitcast(ElementType.U32), result).ToArray<uint>());
    }
}
