namespace Graph.Benchmarks.Ulp.Truths;

/// <summary>
/// erf in f64 by Taylor polynomials about the multiples of 1/16. With g = erf′ = 2/√π · e^(−x²), and so g′ = −2x g, the coefficients of g
/// about c follow from (n + 1) g[n+1] = −2c g[n] − 2 g[n−1], and those of erf are g[n] / (n + 1).
/// </summary>
public static class ErrorFunction
{
    private const double TwoOverRootPi = 1.1283791670955126;
    private const int PerUnit = 16, Last = 6 * PerUnit;

    // With |h| ≤ 1/32 the next term is below 10^−18; 1/16, the step from one centre to the next, is done with all terms.
    private const int Terms = 20, TermsNearby = 12;
    private static readonly ImmutableArray<double> coefficients = Coefficients();

    /// <summary>Within 10^−13 of erf x, relative to it.</summary>
    public static double Of(double x)
    {
        double distance = Math.Abs(x);
        if (!(distance < 6))
        {
            // 1 − erf 6 is 2 · 10^−17.
            return double.IsNaN(x) ? x : Math.Sign(x);
        }
        int centre = (int)Math.Round(distance * PerUnit);
        return Math.CopySign(Polynomial(coefficients.AsSpan(centre * Terms, TermsNearby), distance - (centre / (double)PerUnit)), x);
    }

    private static ImmutableArray<double> Coefficients()
    {
        double[] all = new double[(Last + 1) * Terms];
        double value = 0;
        for (int centre = 0; centre <= Last; centre++)
        {
            Span<double> about = all.AsSpan(centre * Terms, Terms);
            double c = centre / (double)PerUnit;
            double before = 0, slope = TwoOverRootPi * Math.Exp(-(c * c));
            about[0] = value;
            for (int n = 0; n + 1 < Terms; n++)
            {
                about[n + 1] = slope / (n + 1);
                (before, slope) = (slope, ((-2 * c * slope) - (2 * before)) / (n + 1));
            }
            value = Polynomial(about, 1.0 / PerUnit);
        }
        return [.. all];
    }

    private static double Polynomial(ReadOnlySpan<double> coefficients, double h)
    {
        double sum = 0;
        for (int place = coefficients.Length - 1; place >= 0; place--)
        {
            sum = (sum * h) + coefficients[place];
        }
        return sum;
    }
}
