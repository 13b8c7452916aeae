namespace Graph.Learning;

/// <summary>The standard normal distribution cut off at ±2, by the inverse of its distribution function.</summary>
internal static class NormalWithinTwo
{
    // erf(√2): the share of the normal distribution within ±2.
    private const double Share = 0.95449973610364158;

    // M. Giles, "Approximating the erfinv function", 2010: the polynomial in w − 5/2 for w = −ln(1 − x²) below 5, to 7 digits. The cut is
    // at w = 2.42.
    private static readonly ImmutableArray<double> coefficients =
    [
        2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727,
        1.50140941,
    ];

    /// <summary>Turns numbers drawn uniformly from [0, 1) into numbers of that distribution.</summary>
    public static Expr Of(Expr uniform)
    {
        Expr x = ((2 * uniform) - 1) * Share;
        Expr w = -Ops.Log1p(-(x * x)) - 2.5;
        Expr sum = Ops.FullLike(w, coefficients[0]);
        foreach (double coefficient in coefficients[1..])
        {
            sum = (sum * w) + coefficient;
        }
        return Math.Sqrt(2) * x * sum;
    }
}
