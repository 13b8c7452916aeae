using System.Diagnostics;
using static Graph.Codegen.Term;

namespace Graph.Codegen;

/// <summary>
/// e^x, 2^x, e^x − 1 and 1 / (1 + e^(−x)). With n the whole number nearest to x / ln 2 and r = x − n ln 2, so that |r| ≤ ln(2) / 2, e^x
/// = 2^n + 2^n (e^r − 1) (J.-M. Muller, "Elementary functions", 3rd edition, 2016, chapter 11).
/// </summary>
/// <remarks>
/// n is found by adding 1½ · 2^23 (of f64 1½ · 2^52), behind which there is no room for a fraction: the sum has n in its low bits, from
/// where shifts take it to an exponent. ln 2 has two parts; with multiply-adds the first leaves no error, for x and n ln 2 are multiples
/// of the last bit of ln 2 and their difference is small. Polynomials are minimax fits of the relative error with coefficients of the
/// format (fpminimax of Sollya).
/// </remarks>
internal static class Exponentials
{
    private const double InverseLn2 = 1.4426950408889634;

    /// <summary>e^x.</summary>
    public static Term Exponential(Term x)
    {
        FloatFormat format = FloatFormat.Of(x);
        (double least, double largest) = format.Element == ElementType.F32 ? (-104.0, 89.0) : (-746.0, 710.0);
        Term clamped = x.AtLeast(least).AtMost(largest);
        (Term n, Term r) = Reduce(clamped, InverseLn2, 2 * format.Bias);
        (Term first, Term second) = PowersOfTwo(n, format);
        Term minusOne = format.Element == ElementType.F32
            ? Fma(r * r, r.Polynomial(0.49999973, 0.16666566, 0.0416750, 0.0083642825, 0.0013373313), r)
            : MinusOne(r);
        return Fma(first, minusOne, first) * second;
    }

    /// <summary>2^x.</summary>
    public static Term Exponential2(Term x) => Exponential2(x, null);

    /// <summary>
    /// 2^(x + rest) for a rest of a few units in the last place of x, or none. The reduced argument, x − n, has no error.
    /// </summary>
    public static Term Exponential2(Term x, Term? rest)
    {
        FloatFormat format = FloatFormat.Of(x);
        (double least, double largest) = format.Element == ElementType.F32 ? (-151.0, 129.0) : (-1076.0, 1025.0);
        Term clamped = x.AtLeast(least).AtMost(largest);
        double rounder = format.Rounder + (2 * format.Bias);
        Term n = clamped + rounder;
        (Term first, Term second) = PowersOfTwo(n, format);
        Term f = clamped - (n - rounder);
        return first * TwoTo(rest is { } lower ? f + lower : f) * second;
    }

    /// <summary>
    /// e^x − 1 = 2 (2^(n−1) (e^r − 1) + (2^(n−1) − ½)); the half because 2^n may be too large. Of an x so small that its square is 0 it
    /// is x: this keeps −0, and subnormal numbers, which halving would round.
    /// </summary>
    public static Term ExponentialMinusOne(Term x)
    {
        FloatFormat format = FloatFormat.Of(x);
        (double least, double largest) = format.Element == ElementType.F32 ? (-18.0, 89.0) : (-40.0, 710.0);
        Term clamped = x.AtLeast(least).AtMost(largest);
        (Term n, Term r) = Reduce(clamped, InverseLn2, format.Bias - 1);
        Term half = (n.As(format.Bits) << format.Fraction).As(format.Element);
        Term result = Fma(half, MinusOne(r), half - 0.5);
        return Select((x * x).Is(0), x, result + result);
    }

    /// <summary>
    /// 1 / (1 + e^(−x)) = p / (2^k + p) with p = 2^k e^x. Past 18 (of f64 37.5) it is 1, so p can be kept a full significand away from
    /// overflow and underflow with one k, and the division rounds a subnormal result once.
    /// </summary>
    public static Term Logistic(Term x)
    {
        FloatFormat format = FloatFormat.Of(x);
        (double least, double largest, int k) = format.Element == ElementType.F32 ? (-104.0, 18.0, 64) : (-746.0, 37.5, 512);
        (Term sum, Term r) = Reduce(x.AtLeast(least).AtMost(largest), InverseLn2, format.Bias + k);
        Term scale = (sum.As(format.Bits) << format.Fraction).As(format.Element);
        Term power = Fma(scale, MinusOne(r), scale);
        return power / (power + Math.ScaleB(1, k));
    }

    /// <summary>n, with <paramref name="offset"/> added, as the low bits of a sum with the rounder; and x − n ln 2.</summary>
    public static (Term Sum, Term Reduced) Reduce(Term x, double inverseStep, int offset)
    {
        FloatFormat format = FloatFormat.Of(x);
        (double upper, double lower) = Ln2(format);
        double rounder = format.Rounder + offset;
        Term sum = Fma(x, inverseStep, rounder);
        Term n = sum - rounder;
        return (sum, Fma(n, -lower, Fma(n, -upper, x)));
    }

    /// <summary>e^r − 1 for |r| ≤ ln(2) / 2, within 2^−26 of itself in f32 and 2^−61 in f64 but for rounding.</summary>
    public static Term MinusOne(Term r) => FloatFormat.Of(r).Element switch
    {
        ElementType.F32 => Fma(r * r, r.Polynomial(0.49999997, 0.16666543, 0.0416675, 0.008366532, 0.001386452), r),
        _ => Fma(r * r, r.Polynomial(
            0.5, 0.16666666666666677, 0.04166666666666661, 0.008333333333321471, 0.0013888888888923805, 0.00019841269886448052,
            2.4801587237463465e-05, 2.755724394240095e-06, 2.755735304977584e-07, 2.510911525229411e-08, 2.088941158951493e-09), r),
    };

    /// <summary>ln 2 in two parts of a format.</summary>
    public static (double Upper, double Lower) Ln2(FloatFormat format) =>
        format.Element == ElementType.F32 ? (0.6931471824645996, -1.904654212125934e-09) : (0.6931471805599453, 2.3190468138462996e-17);

    private static Term TwoTo(Term f) => FloatFormat.Of(f).Element switch
    {
        ElementType.F32 => f.Polynomial(1, 0.6931472, 0.24022645, 0.05550359, 0.009618834, 0.0013391302, 0.00015241286),
        _ => f.Polynomial(
            1, 0.6931471805599453, 0.24022650695910136, 0.05550410866482233, 0.009618129107592587, 0.0013333558146358634,
            0.00015403530458754546, 1.5252733828893366e-05, 1.3215434563163546e-06, 1.0178076598340165e-07, 7.073894181170137e-09,
            4.451517982093288e-10),
    };

    /// <summary>
    /// 2^⌊n/2⌋ and 2^⌈n/2⌉, whose product is 2^n also where that is subnormal or overflows: multiplying by both rounds once. The low
    /// bits of the sum hold n and twice the bias: half of them, taken to the exponent, are the first; the rest are the second.
    /// </summary>
    private static (Term First, Term Second) PowersOfTwo(Term sum, FloatFormat format)
    {
        Term bits = sum.As(format.Bits);
        Term first = (bits << (format.Fraction - 1)) & (long)((2 * format.Bias) + 1) << format.Fraction;
        Term second = (bits << format.Fraction) - first;
        return (first.As(format.Element), second.As(format.Element));
    }
}
