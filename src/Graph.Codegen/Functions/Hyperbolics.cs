using static Graph.Codegen.Term;

namespace Graph.Codegen;

/// <summary>sinh x, cosh x and tanh x, from e^r − 1 for a reduced argument r (see <see cref="Exponentials"/>).</summary>
internal static class Hyperbolics
{
    private const double InverseLn2 = 1.4426950408889634;

    /// <summary>
    /// tanh x = (1 − e) / (1 + e) with e = e^(−2|x|), and the sign of x. With −2|x| = n ln 2 − 2h and b = (1 − e^(−2h)) / 2, both halves are sums of 2^n b and what is exact,
    /// (1 ∓ 2^n) / 2, so that nothing cancels for a small x. From 9.02 (of f64 19.1) on it is 1 to half a unit.
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
            -1, 0.6666666666666671, -0.33333333333333287, 0.13333333333314354, -0.044444444444556176, 0.012698412727326754, -0.0031746031663953235,
            0.0007054654449254644, -0.0001410936476148523, 2.571173401834917e-05, -4.278151493532658e-06), h),
    };
}
