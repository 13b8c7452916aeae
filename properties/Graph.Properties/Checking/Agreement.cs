using System.Globalization;
using System.Numerics;

namespace Graph.Properties.Checking;

/// <summary>The first element in which two results differ.</summary>
/// <param name="Result">Which result.</param>
/// <param name="Element">The row-major index of the element, or −1 where the types differ.</param>
/// <param name="Expected">What it should be.</param>
/// <param name="Actual">What it is.</param>
public sealed record Difference(int Result, long Element, string Expected, string Actual)
{
    /// <summary>The difference as a sentence.</summary>
    public override string ToString() => Element < 0
        ? $"result {Result}: expected type {Expected}, got {Actual}"
        : $"result {Result}, element {Element}: expected {Expected}, got {Actual}";
}

/// <summary>Compares results element by element.</summary>
public static class Agreement
{
    /// <summary>The first difference in bits, those of a NaN included.</summary>
    public static Difference? Bits(ImmutableArray<Literal> expected, ImmutableArray<Literal> actual) =>
        First(expected, actual, (a, b, index) => a.Element switch
        {
            ElementType.F32 => BitConverter.SingleToInt32Bits(a.At<float>(index)) == BitConverter.SingleToInt32Bits(b.At<float>(index)),
            ElementType.F64 => BitConverter.DoubleToInt64Bits(a.At<double>(index)) == BitConverter.DoubleToInt64Bits(b.At<double>(index)),
            _ => SameBits(a, b, index),
        });

    /// <summary>The first difference in bits; all NaNs count as one value.</summary>
    public static Difference? Bitwise(ImmutableArray<Literal> expected, ImmutableArray<Literal> actual) =>
        First(expected, actual, SameBits);

    /// <summary>The first difference beyond a few units in the last place; zeros of both signs count as equal.</summary>
    public static Difference? Tight(ImmutableArray<Literal> expected, ImmutableArray<Literal> actual) =>
        First(expected, actual, Near);

    /// <summary>The first difference that does not lie within the bound of its element.</summary>
    /// <param name="expected">What the results should be.</param>
    /// <param name="actual">What they are.</param>
    /// <param name="spread">For each result and element, how far a float may lie off, and for other types anything above 0 where they may differ.</param>
    public static Difference? Within(ImmutableArray<Literal> expected, ImmutableArray<Literal> actual, double[][] spread)
    {
        int result = 0;
        for (; result < expected.Length; result++)
        {
            double[] bounds = spread[result];
            bool Allowed(Literal a, Literal b, long index) =>
                Near(a, b, index) || (a.Element.IsFloat ? Math.Abs(a.ToDouble(index) - b.ToDouble(index)) <= bounds[index] : bounds[index] > 0);
            if (FirstIn(expected[result], actual[result], Allowed) is { } difference)
            {
                return difference with { Result = result };
            }
        }
        return null;
    }

    /// <summary>An element as text that gives it back.</summary>
    public static string Show(Literal literal, long index) => literal.Element switch
    {
        ElementType.F32 => literal.At<float>(index).ToString("R", CultureInfo.InvariantCulture),
        ElementType.F64 => literal.At<double>(index).ToString("R", CultureInfo.InvariantCulture),
        ElementType.I64 => literal.At<long>(index).ToString(CultureInfo.InvariantCulture),
        ElementType.Bool => literal.At<bool>(index) ? "true" : "false",
        ElementType.I32 or ElementType.U32 or ElementType.U8 => literal.ToDouble(index).ToString("0", CultureInfo.InvariantCulture),
    };

    private static Difference? First(ImmutableArray<Literal> expected, ImmutableArray<Literal> actual, Func<Literal, Literal, long, bool> equal)
    {
        for (int result = 0; result < expected.Length; result++)
        {
            if (FirstIn(expected[result], actual[result], equal) is { } difference)
            {
                return difference with { Result = result };
            }
        }
        return null;
    }

    private static Difference? FirstIn(Literal expected, Literal actual, Func<Literal, Literal, long, bool> equal)
    {
        if (expected.Type != actual.Type)
        {
            return new Difference(0, -1, expected.Type.ToString(), actual.Type.ToString());
        }
        if (expected.Equals(actual))
        {
            return null;
        }
        for (long index = 0; index < expected.Type.ElementCount; index++)
        {
            if (!equal(expected, actual, index))
            {
                return new Difference(0, index, Show(expected, index), Show(actual, index));
            }
        }
        return null;
    }

    private static bool SameBits(Literal a, Literal b, long index) => a.Element switch
    {
        ElementType.F32 => Same(a.At<float>(index), b.At<float>(index)),
        ElementType.F64 => Same(a.At<double>(index), b.At<double>(index)),
        ElementType.I64 => a.At<long>(index) == b.At<long>(index),
        ElementType.I32 or ElementType.U32 or ElementType.U8 or ElementType.Bool => a.ToDouble(index) == b.ToDouble(index),
    };

    private static bool Same<T>(T a, T b) where T : IFloatingPointIeee754<T> =>
        (T.IsNaN(a) && T.IsNaN(b)) || (a == b && T.IsNegative(a) == T.IsNegative(b));

    private static bool Near(Literal a, Literal b, long index)
    {
        if (!a.Element.IsFloat)
        {
            return SameBits(a, b, index);
        }
        (double x, double y) = (a.ToDouble(index), b.ToDouble(index));
        double relative = a.Element == ElementType.F32 ? Math.ScaleB(1, -21) : Math.ScaleB(1, -49);
        return x == y || (double.IsNaN(x) && double.IsNaN(y)) || Math.Abs(x - y) <= relative * Math.Max(Math.Abs(x), Math.Abs(y));
    }
}
