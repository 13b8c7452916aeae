using System.Globalization;

namespace Graph.Tests.Functions;

/// <summary>Errors in units of the last place that the true value has.</summary>
internal static class Ulp
{
    /// <summary>Fails unless an f32 has the sign of the truth, is NaN exactly where the truth is, and is within the bound of it.</summary>
    public static void CheckF32(string function, double x, float computed, double truth, double bound) =>
        Check(function, x, computed, truth, ErrorOf(computed, truth, fraction: 23, largest: 127), bound);

    /// <summary>The same of f64, where the truth is rounded itself.</summary>
    public static void CheckF64(string function, double x, double computed, double truth, double bound) =>
        Check(function, x, computed, truth, ErrorOf(computed, truth, fraction: 52, largest: 1023), bound);

    /// <summary>
    /// The error of a value of a format; of a result past the largest number it is counted as if 2^(largest + 1) were the next.
    /// </summary>
    private static double ErrorOf(double computed, double truth, int fraction, int largest)
    {
        // Half the scale, so that the number behind the largest double is one.
        double beyond = Math.ScaleB(1, largest);
        int exponent = truth == 0 ? 1 - largest : Math.Clamp(Math.ILogB(truth), 1 - largest, largest);
        double Half(double value) => Math.Clamp(value / 2, -beyond, beyond);
        bool isSmall = Math.Abs(truth) < 1;
        double error = isSmall ? computed - truth : Half(computed) - Half(truth);
        return Math.ScaleB(Math.Abs(error), fraction - exponent + (isSmall ? 0 : 1));
    }

    private static void Check(string function, double x, double computed, double truth, double error, double bound)
    {
        bool isExact = truth == 0 || double.IsInfinity(truth) && double.IsInfinity(x);
        bool isRight = double.IsNaN(truth)
            ? double.IsNaN(computed)
            : double.IsNegative(computed) == double.IsNegative(truth) && error <= (isExact ? 0 : bound);
        if (!isRight)
        {
            Assert.Fail(string.Create(
                CultureInfo.InvariantCulture, $"{function}({x:R}) = {computed:R} is {error} ULP from {truth:R}; {bound} are allowed"));
        }
    }
}
