using System.Numerics;

namespace Graph.Benchmarks.Ulp.Truths;

/// <summary>
/// Takes multiples of π/2 off an argument, however large: the argument is an integer times a power of two, and is multiplied with 2/π to
/// more bits than the exponents of f64 span (M. Payne and R. Hanek, "Radian reduction for trigonometric functions", 1983).
/// </summary>
public static class QuarterTurns
{
    private const int Bits = 1400, MantissaBits = 52, Bias = 1075;

    // Of a fraction so many bits are kept: a double is never nearer to a multiple of π/2 than about 2^−62 of one.
    private const int Kept = 250;

    private static readonly BigInteger inverse = (BigInteger.One << (2 * Bits + 1)) / Pi();
    private static readonly DoubleDouble quarter = new(Math.PI / 2, 6.123233995736766e-17);

    /// <summary>The number of quarter turns modulo 4, and the rest, at most π/4.</summary>
    public static (int Quadrant, DoubleDouble Remainder) Reduce(double x)
    {
        if (Math.Abs(x) <= Math.PI / 4)
        {
            return (0, x);
        }
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(x));
        long mantissa = (bits & ((1L << MantissaBits) - 1)) | (1L << MantissaBits);
        int shift = Bits + Bias - (int)(bits >> MantissaBits);
        BigInteger turns = (mantissa * inverse) >> (shift - Kept);
        BigInteger whole = (turns + (BigInteger.One << (Kept - 1))) >> Kept;
        BigInteger rest = turns - (whole << Kept);
        double upper = (double)rest;
        DoubleDouble fraction = new DoubleDouble(upper, (double)(rest - new BigInteger(upper))).Scale(-Kept);
        int quadrant = (int)(whole & 3);
        return x < 0 ? (-quadrant & 3, -(fraction * quarter)) : (quadrant, fraction * quarter);
    }

    // π · 2^Bits = 16 arctan(1/5) − 4 arctan(1/239) (J. Machin, 1706), with room for the rounding of its terms.
    private static BigInteger Pi()
    {
        const int Room = 32;
        BigInteger one = BigInteger.One << (Bits + Room);
        return ((16 * InverseTangent(5, one)) - (4 * InverseTangent(239, one))) >> Room;
    }

    private static BigInteger InverseTangent(int x, BigInteger one)
    {
        BigInteger power = one / x, sum = power;
        for (int odd = 3; !power.IsZero; odd += 2)
        {
            power /= -(x * x);
            sum += power / odd;
        }
        return sum;
    }
}
