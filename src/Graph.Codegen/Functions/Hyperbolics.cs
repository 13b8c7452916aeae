using static Graph.Codegen.Term;

namespace Graph.Codegen;

/// <summary>sinh x, cosh x and tanh x, from e^r − 1 for a reduced argument r (see <see cref="Exponentials"/>).</summary>
internal static class Hyperbolics
{
    private const double InverseLn2 = 1.4426950408889634;

    /// <summary>
    /// tanh x = (1 − e) / (1 + e) with e = e^(−2|x|), and the sign of x. With −2|x| = n ln 2 − 2h and b = (1 − e^(−2h)) / 2, both halves
    /// are sums of 2^n b and what is exact, (1 ∓ 2^n) / 2, so that nothing cancels for a small x. From 9.02 (of f64 19.1) on it is 1 to
    /// half a unit.
    /// </summary>
    /// <remarks>One part of ln 2 suffices: an error of 2x counts the less the larger −n is.</remarks>
    public static Term HyperbolicTangent(Term x)
    {
        FloatFormat format = FloatFormat.Of(x);
        bool isF32 = format.Element == ElementType.F32;
        Term size = x.Magnitude().AtMost(isF32 ? 9.02 : 19.1);
        double rounder = format.Rounder + format.Bias;
        Term sum = Fma(size, -2 * InverseLn2, rounder);
        Term scale = (sum.As(format.Bits) << format.Fraction).As(format.Element);
        (double upper, _) = Exponentials.Ln2(format);
        Term half = HalfOfOneMinus(Fma(sum - rounder, 0.5 * upper, size));
        Term numerator = Fma(scale, half, Fma(scale, -0.5, 0.5));
        Term denominator = Fma(scale, -half, Fma(scale, 0.5, 0.5));
        return (numerator / denominator).WithSignOf(x);
    }

    /// <summary>(1 − e^(−2h)) / 2 for |h| ≤ ln(2) / 4.</summary>
    private static Term HalfOfOneMinus(Term h) => FloatFormat.Of(h).Element switch
    {
        ElementType.F32 => Fma(h * h, h.Polynomial(-0.99999994, 0.66666174, -0.33334002, 0.1338645, -0.044366464), h),
        _ => Fma(h * h, h.Polynomial(
            -1, 0.6666666666666671, -0.33333333333333287, 0.13333333333314354, -0.044444444444556176, 0.012698412727326754,
            -0.0031746031663953235, 0.0007054654449254644, -0.0001410936476148523, 2.571173401834917e-05, -4.278151493532658e-06), h),
    };

    /// <summary>
    /// sinh x = ½ (2^n − 2^−n) cosh r + ½ (2^n + 2^−n) sinh r with x = n ln 2 + r, so that nothing cancels for a small x. Of an x whose
    /// square is 0 it is x.
    /// </summary>
    public static Term HyperbolicSine(Term x)
    {
        Term size = x.Magnitude();
        Parts parts = Split(size);
        Term difference = parts.Growing - parts.Shrinking;
        Term sum = parts.Growing + parts.Shrinking;
        Term quarter = difference + Fma(sum, parts.Odd, difference * parts.Even);
        return Select((x * x).Is(0), size, quarter + quarter).WithSignOf(x);
    }

    /// <summary>cosh x = ½ (e^x + e^−x) = ½ (2^n + (2^n (e^r − 1) + 2^−n e^−r)).</summary>
    public static Term HyperbolicCosine(Term x)
    {
        Parts parts = Split(x.Magnitude());
        Term opposite = Fma(parts.Shrinking, parts.Even - parts.Odd, parts.Shrinking);
        Term quarter = parts.Growing + Fma(parts.Growing, parts.Even + parts.Odd, opposite);
        return quarter + quarter;
    }

    /// <summary>
    /// The parts of e^x and e^−x. They have a quarter of 2^n, which may itself be too large; a quarter of 2^−n is taken to be 0 where it
    /// is subnormal.
    /// </summary>
    private static Parts Split(Term size)
    {
        FloatFormat format = FloatFormat.Of(size);
        // Above, both are infinite; 2^n / 4 is not yet.
        double largest = format.Element == ElementType.F32 ? 89.5 : 710.6;
        (Term sum, Term r) = Exponentials.Reduce(size.AtMost(largest), InverseLn2, format.Bias - 2);
        Term growing = sum.As(format.Bits) << format.Fraction;
        Term shrinking = ((Term)((2L * (format.Bias - 2)) << format.Fraction) - growing).AtLeast(0);
        Term square = r * r;
        (Term odd, Term even) = Series(square);
        return new(growing.As(format.Element), shrinking.As(format.Element), Fma(r * square, odd, r), square * even);
    }

    /// <summary>(sinh(r) / r − 1) / r² and (cosh r − 1) / r² of r².</summary>
    private static (Term Odd, Term Even) Series(Term square) => FloatFormat.Of(square).Element switch
    {
        ElementType.F32 => (square.Polynomial(0.16666667, 0.00833315, 0.00019997993), square.Polynomial(0.5, 0.041666508, 0.0013930865)),
        _ => (
            square.Polynomial(
                0.16666666666666666, 0.008333333333334875, 0.00019841269834076038, 2.755733292261568e-06, 2.5040688809181165e-08,
                1.953126834403749e-10),
            square.Polynomial(
                0.5, 0.041666666666666664, 0.001388888888889109, 2.4801587294253182e-05, 2.755733033303659e-07, 2.0868919524263625e-09,
                1.356922662984385e-11)),
    };

    /// <summary>¼ 2^n, ¼ 2^−n, sinh r and cosh r − 1.</summary>
    private readonly record struct Parts(Term Growing, Term Shrinking, Term Odd, Term Even);
}
