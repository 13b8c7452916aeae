namespace Graph.Benchmarks.Ulp.Truths;

/// <summary>
/// Functions of f64 that <see cref="Math"/> does not have, for inputs that are f32: within 10^−11 of the true value, relative to it, where
/// half a unit in the last place of f32 is 3 · 10^−8.
/// </summary>
public static class Doubles
{
    // Below it a short series is used; above it cancellation costs no more than 4 of 16 digits.
    private const double Tiny = 1e-4;

    /// <summary>1 / (1 + e^−x).</summary>
    public static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>2^x.</summary>
    public static double Exp2(double x) => Math.Pow(2, x);

    /// <summary>ln(1 + x).</summary>
    public static double Log1p(double x) =>
        Math.Abs(x) < Tiny ? x * (1 - (x * (0.5 - (x * ((1.0 / 3) - (x / 4)))))) : Math.Log(1 + x);

    /// <summary>e^x − 1.</summary>
    public static double Expm1(double x) =>
        Math.Abs(x) < Tiny ? x * (1 + (x * (0.5 + (x * ((1.0 / 6) + (x / 24)))))) : Math.Exp(x) - 1;
}
