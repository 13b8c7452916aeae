using System.Numerics;

namespace Graph.Tests.Reference;

/// <summary>
/// Fixed-point arithmetic of whole numbers, with the elementary functions by their series: values that owe nothing to the code under test.
/// A number x is kept as the whole number nearest to x · 2^bits.
/// </summary>
internal sealed class HighPrecision
{
    private readonly int bits;
    private readonly BigInteger one;
    private readonly BigInteger ln2;
    private readonly BigInteger pi;

    /// <summary>Arithmetic with this many binary places.</summary>
    public HighPrecision(int bits)
    {
        this.bits = bits;
        one = BigInteger.One << bits;
        // ln 2 = 2 artanh 1/3; π = 16 arctan 1/5 − 4 arctan 1/239 (Machin, 1706).
        ln2 = 2 * Odd(one / 3, -1);
        pi = (16 * Odd(one / 5, 1)) - (4 * Odd(one / 239, 1));
    }

    /// <summary>A double, exactly where its last bit is not below the places kept.</summary>
    public BigInteger Of(double value)
    {
        long pattern = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        int exponent = (int)(pattern >> 52);
        BigInteger significand = exponent == 0 ? pattern : (pattern & ((1L << 52) - 1)) | (1L << 52);
        return Math.Sign(value) * Shift(significand, Math.Max(1, exponent) - 1075 + bits);
    }

    /// <summary>How far a computed value is from the true one, in units of the last place of a format, as a double.</summary>
    /// <param name="computed">The value under test.</param>
    /// <param name="exact">The true value, fixed-point.</param>
    /// <param name="isF32">Whether the last place is that of f32.</param>
    public double ErrorInUlp(double computed, BigInteger exact, bool isF32)
    {
        (int significand, int least) = isF32 ? (24, -149) : (53, -1074);
        int exponent = (int)(BigInteger.Abs(exact).GetBitLength() - bits);
        int lastPlace = Math.Max(exponent - significand, least);
        BigInteger error = BigInteger.Abs(Of(computed) - exact);
        return (double)((error << 20) / (BigInteger.One << (lastPlace + bits))) / (1 << 20);
    }

    public BigInteger Exp(BigInteger x)
    {
        int twos = (int)(x / ln2);
        BigInteger rest = x - (twos * ln2);
        (BigInteger sum, BigInteger term) = (one, one);
        for (int n = 1; !term.IsZero; n++)
        {
            term = Multiply(term, rest) / n;
            sum += term;
        }
        return Shift(sum, twos);
    }

    public BigInteger Exp2(BigInteger x) => Exp(Multiply(x, ln2));

    public BigInteger Log(BigInteger x)
    {
        int twos = (int)(x.GetBitLength() - bits);
        BigInteger rest = Shift(x, -twos);
        if (4 * rest < 3 * one)
        {
            (rest, twos) = (Shift(x, 1 - twos), twos - 1);
        }
        return (2 * Odd(Divide(rest - one, rest + one), -1)) + (twos * ln2);
    }

    public BigInteger Power(BigInteger x, BigInteger y) => Exp(Multiply(y, Log(x)));

    public BigInteger ExpMinusOne(BigInteger x) => Exp(x) - one;

    public BigInteger LogOnePlus(BigInteger x) => Log(one + x);

    public BigInteger Sin(BigInteger x) => Circular(x % (2 * pi), 1);

    public BigInteger Cos(BigInteger x) => Circular(x % (2 * pi), 0);

    public BigInteger Sinh(BigInteger x) => (Exp(x) - Exp(-x)) / 2;

    public BigInteger Cosh(BigInteger x) => (Exp(x) + Exp(-x)) / 2;

    public BigInteger Tanh(BigInteger x) => Divide(Exp(2 * x) - one, Exp(2 * x) + one);

    public BigInteger Logistic(BigInteger x) => Divide(one, one + Exp(-x));

    public BigInteger Sqrt(BigInteger x)
    {
        BigInteger root = one << 1;
        BigInteger better = (root + Divide(x, root)) / 2;
        while (BigInteger.Abs(better - root) > 1)
        {
            (root, better) = (better, (better + Divide(x, better)) / 2);
        }
        return better;
    }

    /// <summary>arctan x = 2 arctan(x / (1 + √(1 + x²))), four times, then the series.</summary>
    public BigInteger Arctan(BigInteger x)
    {
        const int halvings = 4;
        for (int count = 0; count < halvings; count++)
        {
            x = Divide(x, one + Sqrt(one + Multiply(x, x)));
        }
        return Odd(x, 1) << halvings;
    }

    /// <summary>erf x = 2/√π Σ (−1)^n x^(2n+1) / (n! (2n + 1)); the alternating sum cancels at most e^(x²), which the places must cover.</summary>
    public BigInteger Erf(BigInteger x)
    {
        BigInteger square = Multiply(x, x);
        (BigInteger sum, BigInteger term) = (x, x);
        for (int n = 1; !term.IsZero; n++)
        {
            term = -Multiply(term, square) / n;
            sum += term / ((2 * n) + 1);
        }
        return 2 * Divide(sum, Sqrt(pi));
    }

    /// <summary>x − x³/3 + x⁵/5 − … (arctan) with sign 1, the same without changes of sign (artanh) with −1.</summary>
    private BigInteger Odd(BigInteger x, int sign)
    {
        BigInteger square = -sign * Multiply(x, x);
        (BigInteger sum, BigInteger power) = (x, x);
        for (int n = 3; !power.IsZero; n += 2)
        {
            power = Multiply(power, square);
            sum += power / n;
        }
        return sum;
    }

    /// <summary>The series of the sine (first 1) or cosine (first 0).</summary>
    private BigInteger Circular(BigInteger x, int first)
    {
        BigInteger square = Multiply(x, x);
        BigInteger term = first == 0 ? one : x;
        BigInteger sum = term;
        for (int n = first + 2; !term.IsZero; n += 2)
        {
            term = -Multiply(term, square) / (n * (n - 1));
            sum += term;
        }
        return sum;
    }

    // Toward zero, so that series of either sign end.
    private BigInteger Multiply(BigInteger a, BigInteger b) => a * b / one;

    private BigInteger Divide(BigInteger a, BigInteger b) => (a << bits) / b;

    private static BigInteger Shift(BigInteger value, int places) => places >= 0 ? value << places : value >> -places;
}
