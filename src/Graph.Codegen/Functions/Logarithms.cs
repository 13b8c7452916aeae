using static Graph.Codegen.Term;

namespace Graph.Codegen;

/// <summary>
/// ln x and ln(1 + x). With x = 2^n (1 + f) and √½ ≤ 1 + f &lt; √2 it is n ln 2 + ln(1 + f), and ln(1 + f) is f − f²/2 and f³ times a
/// polynomial (J.-M. Muller, "Elementary functions", 3rd edition, 2016, chapter 11).
/// </summary>
/// <remarks>
/// Taking off the pattern of √½ leaves n above the significand; taking these bits off the pattern of x leaves that of 1 + f. Polynomials
/// are minimax fits (fpminimax of Sollya).
/// </remarks>
internal static class Logarithms
{
    /// <summary>ln x; −∞ of ±0, NaN of negative numbers.</summary>
    public static Term NaturalLogarithm(Term x)
    {
        FloatFormat format = FloatFormat.Of(x);
        double up = Math.ScaleB(1, format.Fraction);
        Term isSubnormal = x < format.LeastNormal;
        Term bits = Select(isSubnormal, x * up, x).As(format.Bits);
        Term steps = Exponent(bits, format);
        Term f = (bits - steps).As(format.Element) - 1;
        Term n = Fma(steps.To(format.Element), Math.ScaleB(1, -format.Fraction), Select(isSubnormal, -format.Fraction, 0, format.Element));
        Term result = Combine(n, f);
        Term outside = Select(x.Is(0), double.NegativeInfinity, double.NaN, format.Element);
        return Select(x > 0, Select(x.Is(double.PositiveInfinity), x, result), outside);
    }

    /// <summary>
    /// ln(1 + x); −∞ of −1, NaN below. n is that of the rounded 1 + x, but f = 2^(−n) x + (2^(−n) − 1) is computed from x and rounded
    /// once, so that nothing of a small x is lost.
    /// </summary>
    public static Term Logarithm1Plus(Term x)
    {
        FloatFormat format = FloatFormat.Of(x);
        Term sum = 1 + x;
        Term steps = Exponent(sum.As(format.Bits), format);
        // Of the largest x this is subnormal, and its pattern no difference of exponents.
        Term scale = ((Term)(format.One + (2L << format.Fraction)) - steps).As(format.Element) * 0.25;
        Term f = Fma(x, scale, scale - 1);
        Term n = steps.To(format.Element) * Math.ScaleB(1, -format.Fraction);
        Term result = Combine(n, f);
        Term outside = Select(x.Is(-1), double.NegativeInfinity, double.NaN, format.Element);
        // What its half equals is infinite or a zero, whose sign is kept.
        return Select(x > -1, Select((x * 0.5).Is(x), x, result), outside);
    }

    /// <summary>2^fraction · n for a pattern of 2^n (1 + f).</summary>
    private static Term Exponent(Term bits, FloatFormat format)
    {
        long root = format.Element == ElementType.F32
            ? BitConverter.SingleToInt32Bits(MathF.Sqrt(0.5f))
            : BitConverter.DoubleToInt64Bits(Math.Sqrt(0.5));
        return (bits - root) & (-1L << format.Fraction);
    }

    /// <summary>n ln 2 + ln(1 + f). What rounding n ln 2 + f loses is added at the end, with the smaller terms.</summary>
    private static Term Combine(Term n, Term f)
    {
        FloatFormat format = FloatFormat.Of(f);
        (double upper, double lower) = Exponentials.Ln2(format);
        Term sum = Fma(n, upper, f);
        Term lost = f - Fma(n, -upper, sum);
        return sum + AddTail(f, Fma(n, lower, lost));
    }

    /// <summary>
    /// What is given and ln(1 + f) − f: in f32 f² times a polynomial of f. In f64 that would be too long: with s = f / (2 + f), ln(1 +
    /// f) = 2 artanh s = f − s (f − s² P(s²)).
    /// </summary>
    private static Term AddTail(Term f, Term given)
    {
        if (f.Element == ElementType.F32)
        {
            Term tail = f.Polynomial(-0.5, 0.33333373, -0.2500084, 0.1999899, -0.16621207, 0.14238907, -0.13212356, 0.1256589, -0.07286021);
            return Fma(f * f, tail, given);
        }
        Term s = f / (f + 2);
        Term square = s * s;
        Term series = square.Polynomial(
            0.6666666666666666, 0.40000000000005326, 0.28571428569168383, 0.22222222656624763, 0.18181773616038038, 0.1538722008630186,
            0.13246552101228623, 0.1328806312918939);
        return Fma(s, Fma(square, series, -f), given);
    }
}
