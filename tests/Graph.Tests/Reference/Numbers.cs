using System.Numerics;
using Graph.Reference;

namespace Graph.Tests.Reference;

/// <summary>What the tests of the interpreter share: literals of any element type from plain numbers and back, and single operators.</summary>
internal static class Numbers
{
    public static Literal Integers(ElementType element, Shape shape, params ReadOnlySpan<BigInteger> values)
    {
        BigInteger[] copy = values.ToArray();
        return element switch
        {
            ElementType.I32 => Literal.Generate(shape, place => (int)copy[place]),
            ElementType.I64 => Literal.Generate(shape, place => (long)copy[place]),
            ElementType.U32 => Literal.Generate(shape, place => (uint)copy[place]),
            ElementType.U8 => Literal.Generate(shape, place => (byte)copy[place]),
            ElementType.Bool => Literal.Generate(shape, place => !copy[place].IsZero),
            ElementType.F32 or ElementType.F64 => Floats(element, shape, [.. copy.Select(value => (double)value)]),
        };
    }

    public static Literal Floats(ElementType element, Shape shape, params ReadOnlySpan<double> values)
    {
        double[] copy = values.ToArray();
        return element switch
        {
            ElementType.F32 => Literal.Generate(shape, place => (float)copy[place]),
            ElementType.F64 => Literal.Generate(shape, place => copy[place]),
            _ => throw new ArgumentException($"{element} is no float", nameof(element)),
        };
    }

    /// <summary>The elements of a tensor of integers or bools.</summary>
    public static BigInteger[] ToIntegers(this Literal literal) => literal.Element switch
    {
        ElementType.I32 => [.. literal.ToArray<int>().Select(value => (BigInteger)value)],
        ElementType.I64 => [.. literal.ToArray<long>().Select(value => (BigInteger)value)],
        ElementType.U32 => [.. literal.ToArray<uint>().Select(value => (BigInteger)value)],
        ElementType.U8 => [.. literal.ToArray<byte>().Select(value => (BigInteger)value)],
        ElementType.Bool => [.. literal.ToArray<bool>().Select(value => value ? BigInteger.One : BigInteger.Zero)],
        _ => throw new ArgumentException($"{literal.Element} is no integer", nameof(literal)),
    };

    /// <summary>The elements as doubles.</summary>
    public static double[] ToDoubles(this Literal literal) => [.. Enumerable.Range(0, (int)literal.Type.ElementCount).Select(place => literal.ToDouble(place))];

    /// <summary>The results of one operator.</summary>
    public static ImmutableArray<Literal> RunAll(Op op, params ImmutableArray<Literal> arguments)
    {
        OperatorSample sample = OperatorSamples.Sample(op, arguments);
        return Interpreter.Evaluate(sample.Computation, sample.Arguments);
    }

    /// <summary>The only result of one operator.</summary>
    public static Literal Run(Op op, params ImmutableArray<Literal> arguments) => RunAll(op, arguments).Single();

    /// <summary>The least and the largest value of an integer type.</summary>
    public static (BigInteger Least, BigInteger Largest) Range(ElementType element)
    {
        int bits = 8 * element.ByteSize;
        return element.IsSigned
            ? (-BigInteger.Pow(2, bits - 1), BigInteger.Pow(2, bits - 1) - 1)
            : (BigInteger.Zero, BigInteger.Pow(2, bits) - 1);
    }

    /// <summary>The value of an integer type that a whole number wraps to.</summary>
    public static BigInteger Wrap(ElementType element, BigInteger value)
    {
        (BigInteger least, BigInteger largest) = Range(element);
        BigInteger count = largest - least + 1;
        BigInteger above = BigInteger.Remainder(value - least, count);
        return least + (above.Sign < 0 ? above + count : above);
    }

    /// <summary>Every index of a shape in row-major order.</summary>
    public static IEnumerable<long[]> Indices(Shape shape)
    {
        for (long place = 0; place < shape.ElementCount; place++)
        {
            long[] index = new long[shape.Rank];
            long rest = place;
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                (rest, index[axis]) = (rest / shape[axis], rest % shape[axis]);
            }
            yield return index;
        }
    }

    /// <summary>The row-major place of an index.</summary>
    public static long Place(Shape shape, IEnumerable<long> index) => index.Zip(shape).Aggregate(0L, (place, step) => (place * step.Second) + step.First);

    /// <summary>Fails unless both are the same bit for bit, any NaN standing for any other.</summary>
    public static void AssertSame(double expected, double actual, string message)
    {
        bool same = double.IsNaN(expected) ? double.IsNaN(actual) : BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual);
        Assert.True(same, $"{message}: expected {expected:R}, got {actual:R}");
    }
}
