namespace Graph.Benchmarks.Ulp;

/// <summary>The distance of a result from the truth, in units in the last place of the truth.</summary>
public static class Error
{
    private const int MantissaBits = 23, LeastExponent = -126, MostExponent = 127;

    // What f32 would have behind its largest number, and what it calls infinity.
    private const double Beyond = 4.0 * (1L << 62) * (1L << 62) * 4;

    /// <summary>The error of an f32 result. Infinite where one is NaN and the other is not. Infinity counts as 2^128.</summary>
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
}
