using System.Globalization;

namespace Graph.Tests.Functions;

/// <summary>Errors in units of the last place that the true value has.</summary>
internal static class Ulp
{
    private const int FractionF32 = 23;
    private const int LeastExponentF32 = -126;
    private const int LargestExponentF32 = 127;

    /// <summary>How far an f32 is from a true value; of a result past the largest number, which would be 2^128, the next step.</summary>
    public static double ErrorF32(float computed, double truth)
    {
        int exponent = truth == 0 ? LeastExponentF32 : Math.Clamp(Math.ILogB(truth), LeastExponentF32, LargestExponentF32);
        double beyond = Math.ScaleB(1, LargestExponentF32 + 1);
        double result = float.IsInfinity(computed) ? Math.CopySign(beyond, computed) : computed;
        return Math.Abs(result - Math.Clamp(truth, -beyond, beyond)) / Math.ScaleB(1, exponent - FractionF32);
    }

    /// <summary>Fails unless a result has the sign of the truth, is NaN exactly where the truth is, and is within the bound of it.</summary>
    public static void CheckF32(string function, float x, float computed, double truth, double bound)
    {
        bool isRight = double.IsNaN(truth)
            ? float.IsNaN(computed)
            : float.IsNegative(computed) == double.IsNegative(truth) && ErrorF32(computed, truth) <= (IsExact(truth) ? 0 : bound);
        if (!isRight)
        {
            Assert.Fail(string.Create(
                CultureInfo.InvariantCulture, $"{function}({x:R}) = {computed:R} is {ErrorF32(computed, truth)} ULP from {truth:R}; {bound} are allowed"));
        }
    }

    private static bool IsExact(double truth) => truth == 0 || double.IsInfinity(truth);
}
