using static Graph.Codegen.Term;

namespace Graph.Codegen;

/// <summary>
/// sin x and cos x for any x. With n the whole number nearest to x / (π/2) and r = x / (π/2) − n, n modulo 4 chooses between ± sin(πr/2)
/// and ± cos(πr/2), which are minimax polynomials in r² (fpminimax of Sollya).
/// </summary>
/// <remarks>
/// Only n modulo 4 counts. An x of f32 from 2^E on is a multiple of 2^(E−23), so a multiple of 2^(25−E) can be taken off 2/π: it
/// contributes a multiple of 4. What is left of 2/π for a large x is small, and 106 bits of it give 2^−58 of a quarter turn; no f32 but
/// 0 comes nearer than 2^−31 to a multiple (the idea of M. H. Payne and R. N. Hanek, "Radian reduction for trigonometric functions",
/// SIGNUM Newsletter 18, 1983, with five windows instead of one per exponent). All of it is computed in f64, in which the result is
/// rounded once at the end.
/// </remarks>
internal static class CircularF32
{
    private static readonly ImmutableArray<Window> windows =
    [
        new(45, 2.0449648759307553e-07, 6.074026489649846e-24),
        new(68, 1.4504564269239186e-14, -5.321602079519459e-31),
        new(91, -8.144891411629536e-22, 2.5184173833409495e-39),
        new(114, -5.811337864506167e-28, 2.620403181749314e-44),
    ];

    /// <summary>sin x; ±0 of ±0, NaN of ±∞.</summary>
    public static Term Sine(Term x)
    {
        Term sign = x.As(ElementType.I32) & FloatFormat.F32.SignBit;
        return (FromQuarter(x.Magnitude(), 0).As(ElementType.I32) ^ sign).As(ElementType.F32);
    }

    /// <summary>cos x = sin(x + π/2); NaN of ±∞.</summary>
    public static Term Cosine(Term x) => FromQuarter(x.Magnitude(), 1);

    /// <summary>sin(size + quarter · π/2).</summary>
    private static Term FromQuarter(Term size, int quarter)
    {
        double rounder = FloatFormat.F64.Rounder + quarter;
        Term x = size.To(ElementType.F64);
        (Term upper, Term lower) = QuartersPerRadian(size);
        Term quarters = x * upper;
        Term lost = Fma(x, upper, -quarters);
        Term sum = quarters + rounder;
        Term r = (quarters - (sum - rounder)) + Fma(x, lower, lost);

        Term square = r * r;
        Term sine = r * square.Polynomial(1.5707963217001182, -0.6459634594637969, 0.079680022666962, -0.00460162589576115);
        Term cosine = square.Polynomial(1, -1.2337005425852845, 0.25366922562001354, -0.020860162415521688, 0.0009037602770868262);
        Term n = sum.As(ElementType.I64);
        Term chosen = Select((n & 1).Is(0), sine, cosine);
        Term sign = (n & 2) << 62;
        return (chosen.As(ElementType.I64) ^ sign).As(ElementType.F64).To(ElementType.F32);
    }

    /// <summary>2/π in two parts, less what contributes a multiple of 4 for an x of this size.</summary>
    private static (Term Upper, Term Lower) QuartersPerRadian(Term size)
    {
        (Term upper, Term lower) = (0.6366197723675814, -3.935735335036497e-17);
        foreach (Window window in windows)
        {
            Term isIn = size >= Math.ScaleB(1, window.Exponent);
            upper = Select(isIn, window.Upper, upper, ElementType.F64);
            lower = Select(isIn, window.Lower, lower, ElementType.F64);
        }
        return (upper, lower);
    }

    private readonly record struct Window(int Exponent, double Upper, double Lower);
}
