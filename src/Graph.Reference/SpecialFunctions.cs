namespace Graph.Reference;

/// <summary>Functions of f64 that <see cref="Math"/> does not have. Each is within 2 ULP of the true value.</summary>
internal static class SpecialFunctions
{
    private const double InverseLn2 = 1.4426950408889634;

    // ln 2 in two parts; the upper one ends in zero bits, so that its product with a small integer is exact.
    private const double Ln2Upper = 0.693147180369123816490;
    private const double Ln2Lower = 1.90821492927058770002e-10;

    // 1/3!, 1/4!, …, 1/14!: enough for |r| ≤ ln(2) / 2, where the next term is below 2^−60 of r.
    private static readonly ImmutableArray<double> factorials = [.. Enumerable.Range(3, 12).Select(InverseFactorial)];

    /// <summary>1 / (1 + e^(−x)). Of a negative x it is e^x / (1 + e^x), whose numerator does not overflow.</summary>
    public static double Logistic(double x)
    {
        double power = Math.Exp(-Math.Abs(x));
        return (x < 0 ? power : 1) / (1 + power);
    }

    /// <summary>
    /// ln(1 + x). The rounding error of u = 1 + x is known exactly, (u − 1) − x, and its effect is taken off to first order
    /// (after W. Kahan; see D. Goldberg, "What every computer scientist should know about floating-point arithmetic", 1991, theorem 4).
    /// </summary>
    public static double Logarithm1Plus(double x)
    {
        double u = 1 + x;
        if (u == 1)
        {
            return x;
        }
        return u is > 0 and < double.PositiveInfinity ? Math.Log(u) - (((u - 1) - x) / u) : Math.Log(u);
    }

    /// <summary>
    /// e^x − 1. With x = k ln 2 + r and |r| ≤ ln(2) / 2 it is 2^k (e^r − 1) + (2^k − 1), and e^r − 1 is r and a Taylor series.
    /// </summary>
    public static double ExponentialMinusOne(double x)
    {
        if (x is 0 or double.NaN)
        {
            return x;
        }
        if (Math.Abs(x) > 40)
        {
            return x < 0 ? -1 : Math.Exp(x);
        }
        double k = Math.Round(x * InverseLn2);
        double upper = x - (k * Ln2Upper);
        double lower = k * Ln2Lower;
        double r = upper - lower;
        double lost = (upper - r) - lower;
        double tail = 0;
        for (int place = factorials.Length - 1; place >= 0; place--)
        {
            tail = (tail * r) + factorials[place];
        }
        // e^(r + lost) − 1 = r + r²/2 + r³ · tail + lost · e^r
        double beyond = (r * r * (0.5 + (r * tail))) + (lost * (1 + r));
        if (k == 0)
        {
            return r + beyond;
        }
        double scale = Math.ScaleB(1, (int)k);
        double whole = scale - 1;
        double sum = (scale * r) + whole;
        double error = Math.Abs(scale * r) > Math.Abs(whole) ? whole - (sum - (scale * r)) : (scale * r) - (sum - whole);
        return sum + ((scale * beyond) + error);
    }

    /// <summary>
    /// erf x = 2/√π · e^(−x²) Σ 2^n x^(2n+1) / (1 · 3 · … · (2n + 1)) (Abramowitz and Stegun, "Handbook of mathematical functions", 7.1.6): all terms have one
    /// sign. They are added in twice the working precision.
    /// </summary>
    public static double ErrorFunction(double x)
    {
        if (x is 0 or double.NaN)
        {
            return x;
        }
        if (Math.Abs(x) > 6)
        {
            return Math.Sign(x);
        }
        DoubleDouble square = DoubleDouble.Product(x, x);
        DoubleDouble twice = square.Times(2);
        DoubleDouble term = DoubleDouble.TwoOverRootPi.Times(x);
        DoubleDouble sum = term;
        for (int odd = 3; Math.Abs(term.Upper) > Math.Abs(sum.Upper) * 1e-19; odd += 2)
        {
            term = term.Times(twice).Over(odd);
            sum = sum.Plus(term);
        }
        // e^(−square) = e^(−upper) (1 − lower), for lower is below 2^−47.
        sum = sum.Plus(sum.Times(-square.Lower));
        double power = Math.Exp(-square.Upper);
        return Math.Clamp((power * sum.Upper) + (power * sum.Lower), -1, 1);
    }

    private static double InverseFactorial(int n)
    {
        double product = 1;
        for (int factor = 2; factor <= n; factor++)
        {
            product *= factor;
        }
        return 1 / product;
    }
}
