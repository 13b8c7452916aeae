using Graph.Benchmarks.Ulp.Truths;

namespace Graph.Benchmarks.Ulp;

/// <summary>
/// The distance of a result from the truth, in units in the last place of the truth. Infinite where one is NaN and the other is not. An
/// infinite result counts as the number behind the largest one.
/// </summary>
public static class Error
{
    private const int LeastExponent = -126, MostExponent = 127, MantissaBits = 23;
    private const int LeastExponent64 = -1022, MostExponent64 = 1023, MantissaBits64 = 52;

    // 2^128, what f32 would have behind its largest number.
    private const double Beyond = 4.0 * (1L << 62) * (1L << 62) * 4;

    /// <summary>The error of an f32 result.</summary>
    /// <param name="result">What was computed.</param>
    /// <param name="truth">The true value.</param>
    public static double Of(float result, double truth)
    {
        if (double.IsNaN(truth) || float.IsNaN(result))
        {
            return double.IsNaN(truth) && float.IsNaN(result) ? 0 : double.PositiveInfinity;
        }
        double computed = float.IsInfinity(result) ? Math.CopySign(Beyond, result) : result;
        double near = Math.Clamp(truth, -Beyond, Beyond);
        int exponent = Math.Clamp((int)((BitConverter.DoubleToInt64Bits(near) >> 52) & 0x7ff) - 1023, LeastExponent, MostExponent);
        double unitsInOne = BitConverter.Int64BitsToDouble((MantissaBits - exponent + 1023L) << 52);
        return Math.Abs(computed - near) * unitsInOne;
    }

    /// <summary>The error of an f64 result.</summary>
    /// <param name="result">What was computed.</param>
    /// <param name="truth">The true value.</param>
    public static double Of(double result, Scaled truth)
    {
        double upper = truth.Mantissa.Upper;
        if (double.IsNaN(upper) || double.IsNaN(result))
        {
            return double.IsNaN(upper) && double.IsNaN(result) ? 0 : double.PositiveInfinity;
        }
        if (double.IsInfinity(upper))
        {
            return result.Equals(upper) ? 0 : double.PositiveInfinity;
        }
        int magnitude = upper == 0 ? LeastExponent64 : Math.ILogB(upper) + truth.Exponent;
        int exponent = Math.Clamp(magnitude, LeastExponent64, MostExponent64);
        // In units of 2^exponent, where both are near 1.
        DoubleDouble near = magnitude > MostExponent64 ? Math.CopySign(2, upper) : truth.Mantissa.Scale(truth.Exponent - exponent);
        double computed = double.IsInfinity(result)
            ? Math.CopySign(Math.ScaleB(2, MostExponent64 - exponent), result)
            : Math.ScaleB(result, -exponent);
        return Math.ScaleB(Math.Abs(computed - near.Upper - near.Lower), MantissaBits64);
    }
}
