using static Graph.Codegen.Term;

namespace Graph.Codegen;

/// <summary>x^y = 2^(y log₂ |x|), with the sign and the special values of IEEE 754-2019, 9.2.1.</summary>
/// <remarks>
/// log₂ is n + s L(s²) with |x| = 2^n m, √½ ≤ m &lt; √2 and s = (m − 1) / (m + 1), the series of artanh; L and 2^f are minimax
/// polynomials (fpminimax of Sollya). A power of f32 is computed in f64 and rounded once. For f64 the logarithm is a sum of two doubles,
/// because the error of the exponent, up to 1074, is one of the result; only the terms from s⁵ on, which are small, are not.
/// </remarks>
internal static class Powers
{
    /// <summary>x^y.</summary>
    public static Term Power(Term x, Term y)
    {
        FloatFormat format = FloatFormat.Of(x);
        Term size = format.Element == ElementType.F32
            ? MagnitudeF32(x.Magnitude().To(ElementType.F64), y.To(ElementType.F64)).To(ElementType.F32)
            : MagnitudeF64(x.Magnitude(), y);
        Term isWhole = y.Rounded().Is(y);
        Term half = y * 0.5;
        Term isEven = half.Rounded().Is(half);
        Term sign = x.As(format.Bits) & Select(isWhole, Select(isEven, 0, format.SignBit, format.Bits), 0);
        Term signed = (size.As(format.Bits) ^ sign).As(format.Element);
        Term isReal = Select((x < 0) & (x > double.NegativeInfinity), isWhole, true);
        return Select(x.Is(1) | y.Is(0), 1, Select(isReal, signed, double.NaN));
    }

    /// <summary>x^y of 0 ≤ x and y in f64; the relative error is below 2^−36.</summary>
    private static Term MagnitudeF32(Term x, Term y)
    {
        FloatFormat format = FloatFormat.F64;
        // An infinite exponent of 1 gives 1, not NaN.
        Term exponent = y.AtLeast(-float.MaxValue).AtMost(float.MaxValue) * Logarithm2(x);
        Term clamped = exponent.AtLeast(-200.0).AtMost(200.0);
        double rounder = format.Rounder + format.Bias;
        Term sum = clamped + rounder;
        Term f = clamped - (sum - rounder);
        Term scale = (sum.As(format.Bits) << format.Fraction).As(format.Element);
        return scale * f.Polynomial(
            1, 0.6931471807045324, 0.24022651066561215, 0.0555041036599211, 0.009618038132047346, 0.00133339350544922,
            0.0001546675632111208, 1.5196156854608249e-05);
    }

    private static Term Logarithm2(Term x)
    {
        FloatFormat format = FloatFormat.F64;
        Term bits = x.As(format.Bits);
        Term steps = (bits - BitConverter.DoubleToInt64Bits(Math.Sqrt(0.5))) & (-1L << format.Fraction);
        Term m = (bits - steps).As(format.Element);
        Term s = (m - 1) / (m + 1);
        Term n = steps.To(format.Element) * Math.ScaleB(1, -format.Fraction);
        Term series = (s * s).Polynomial(
            2.88539008177785, 0.9617966941136254, 0.57707794226387, 0.4122092638785961, 0.3199051817194651, 0.2829080645671212);
        Term finite = Fma(s, series, n);
        return Select(x > 0, Select(x < double.PositiveInfinity, finite, x), Select(x.Is(0), double.NegativeInfinity, x));
    }

    /// <summary>x^y of 0 ≤ x and y in f64.</summary>
    private static Term MagnitudeF64(Term x, Term y)
    {
        const double beyond = 1100;
        double largest = Math.ScaleB(1, 1000);
        (Term upper, Term lower) = PreciseLogarithm2(x);
        // An infinite exponent of 1 gives 1, not NaN.
        Term exponent = y.AtLeast(-largest).AtMost(largest);
        Term product = exponent * upper;
        Term rest = Fma(exponent, lower, Fma(exponent, upper, -product));
        return Exponentials.Exponential2(product, Select(product.Magnitude() < beyond, rest, 0));
    }

    /// <summary>log₂ x as a sum of two doubles, within 2^−62 of itself; of 0, infinity and NaN the first is what it should be.</summary>
    private static (Term Upper, Term Lower) PreciseLogarithm2(Term x)
    {
        FloatFormat format = FloatFormat.F64;
        Term isSubnormal = x < format.LeastNormal;
        Term bits = Select(isSubnormal, x * Math.ScaleB(1, format.Fraction), x).As(format.Bits);
        Term steps = (bits - BitConverter.DoubleToInt64Bits(Math.Sqrt(0.5))) & (-1L << format.Fraction);
        Term m = (bits - steps).As(format.Element);
        Term n = Fma(steps.To(format.Element), Math.ScaleB(1, -format.Fraction), Select(isSubnormal, -format.Fraction, 0, format.Element));

        // s = (m − 1) / (m + 1) and s².
        Term f = m - 1;
        Term divisor = m + 1;
        Term divisorLower = m - (divisor - 1);
        Term inverse = 1 / divisor;
        Term s = f * inverse;
        Term sLower = Fma(-s, divisorLower, Fma(-s, divisor, f)) * inverse;
        Term square = s * s;
        Term squareLower = Fma(s + s, sLower, Fma(s, s, -square));

        // L = 2/ln 2 + s² (2/(3 ln 2) + s² R(s²)).
        Term small = square * square.Polynomial(
            0.5770780163555853, 0.41219858311120733, 0.3205988979438289, 0.2623081952469357, 0.22195247443404387, 0.19239454963495778,
            0.1685683595754762, 0.17200257705565436);
        (Term inner, Term innerLower) = Add(0.9617966939259756, small, 5.0577616648125907e-17);
        (Term tail, Term tailLower) = Product(square, squareLower, inner, innerLower);
        (Term series, Term seriesLower) = Add(2.8853900817779268, tail, tailLower + 4.0710547481862066e-17);
        (Term upper, Term lower) = Product(s, sLower, series, seriesLower);
        Term sum = n + upper;
        Term sumLower = (upper - (sum - n)) + lower;
        return (Select(x > 0, Select(x < double.PositiveInfinity, sum, x), Select(x.Is(0), double.NegativeInfinity, x)), sumLower);
    }

    /// <summary>
    /// A constant and a smaller term, as a sum of two doubles, the second with what is small already (T. J. Dekker, 1971).
    /// </summary>
    private static (Term Upper, Term Lower) Add(double large, Term small, Term lower)
    {
        Term sum = large + small;
        return (sum, (small - (sum - large)) + lower);
    }

    /// <summary>The product of two sums of two doubles.</summary>
    private static (Term Upper, Term Lower) Product(Term a, Term aLower, Term b, Term bLower)
    {
        Term product = a * b;
        return (product, Fma(a, bLower, Fma(aLower, b, Fma(a, b, -product))));
    }
}
