using static Graph.Codegen.Term;

namespace Graph.Codegen;

/// <summary>
/// sin x and cos x of f64 for any x. With n the whole number nearest to x / (π/2) and r = x / (π/2) − n, n modulo 4 chooses between ±
/// sin(πr/2) and ± cos(πr/2), which are minimax polynomials in r² (fpminimax of Sollya).
/// </summary>
/// <remarks>
/// After M. H. Payne and R. N. Hanek, "Radian reduction for trigonometric functions", SIGNUM Newsletter 18, 1983: 2/π is cut into pieces
/// of 48 bits, and what only contributes multiples of 4 is left out. An x from 2^E on is a multiple of 2^(E−52), so c = ⌊(E − 54) / 48⌋
/// pieces can go; x is divided by 2^48c instead, and the next five pieces are picked by the bits of c. Their products with x are exact
/// sums of two doubles, and what adding them loses is kept, for a double may lie as near as 2^−61 to a multiple of π/2.
/// </remarks>
internal static class CircularF64
{
    private const int PieceBits = 48;
    private const int PickedPieces = 5;

    // ⌊a · 1366 / 2^16⌋ = ⌊a / 48⌋ for 0 ≤ a < 1024.
    private const int DivisionFactor = 1366;
    private const int DivisionShift = 16;

    /// <summary>The pieces of 2/π, each a whole number; the first has the bits up to 2^−48.</summary>
    private static ReadOnlySpan<long> Pieces =>
    [
        0xa2f9836e4e44, 0x1529fc2757d1, 0xf534ddc0db62, 0x95993c439041, 0xfe5163abdebb, 0xc561b7246e3a, 0x424dd2e00649, 0x2eea09d1921c,
        0xfe1deb1cb129, 0xa73ee88235f5, 0x2ebb4484e99c, 0x7026b45f7e41, 0x3991d6398353, 0x39f49c845f8b, 0xbdf9283b1ff8, 0x97ffde05980f,
        0xef2f118b5a0a, 0x6d1f6d367ecf, 0x27cb09b74f46, 0x3f669e5fea2d, 0x7527bac7ebe5, 0xf17b3d0739f7, 0x8a5292ea6bfb, 0x5fb11f8d5d08,
        0x56033046fc7b,
    ];

    /// <summary>sin x; ±0 of ±0, NaN of ±∞. Below 2^−27 it is x.</summary>
    public static Term Sine(Term x)
    {
        Term size = x.Magnitude();
        Term value = Select(size < Math.ScaleB(1, -27), size, FromQuarter(size, 0));
        return (value.As(ElementType.I64) ^ (x.As(ElementType.I64) & FloatFormat.F64.SignBit)).As(ElementType.F64);
    }

    /// <summary>cos x = sin(x + π/2); NaN of ±∞.</summary>
    public static Term Cosine(Term x) => FromQuarter(x.Magnitude(), 1);

    /// <summary>sin(size + quarter · π/2).</summary>
    private static Term FromQuarter(Term size, int quarter)
    {
        (Term n, Term r) = Reduce(size);
        Term square = r * r;
        Term sine = r * square.Polynomial(
            1.5707963267948966, -0.6459640975062381, 0.07969262624584414, -0.004681754129624719, 0.0001604411326898444,
            -3.598585727234031e-06, 5.626855525043615e-08);
        Term cosine = square.Polynomial(
            1, -1.2337005501361697, 0.25366950790104287, -0.020863480763227183, 0.0009192602732999633, -2.5202031941407022e-05,
            4.710477284675872e-07, -6.306854429814991e-09);
        Term isEven = (n & 1).Is(0);
        Term chosen = quarter == 0 ? Select(isEven, sine, cosine) : Select(isEven, cosine, sine);
        Term sign = ((n + quarter) & 2) << 62;
        // Of infinity and NaN the difference is NaN.
        return (chosen.As(ElementType.I64) ^ sign).As(ElementType.F64) + (size - size);
    }

    /// <summary>n in the low bits of an i64, and r.</summary>
    private static (Term N, Term R) Reduce(Term size)
    {
        FloatFormat format = FloatFormat.F64;
        Term bits = size.As(format.Bits);
        Term exponent = ((bits >> format.Fraction) - (format.Bias + 54)).AtLeast(0);
        Term skipped = (exponent * DivisionFactor) >> DivisionShift;
        Term x = (bits - ((skipped * PieceBits) << format.Fraction)).As(format.Element);

        ImmutableArray<Term> pieces = Pick(skipped);
        (Term high0, Term low0) = Product(x, pieces[0]);
        (Term high1, Term low1) = Product(x * Math.ScaleB(1, -PieceBits), pieces[1]);
        (Term high2, Term low2) = Product(x * Math.ScaleB(1, -2 * PieceBits), pieces[2]);
        (Term high3, Term low3) = Product(x * Math.ScaleB(1, -3 * PieceBits), pieces[3]);
        Term last = x * Math.ScaleB(1, -4 * PieceBits) * pieces[4];

        (Term whole, Term lost0) = Sum(ModuloFour(high0), ModuloFour(low0));
        (whole, Term lost1) = Sum(whole, ModuloFour(high1));
        (whole, Term lost2) = Sum(whole, low1);
        (whole, Term lost3) = Sum(whole, high2);
        (Term rest, Term lost4) = Sum(high3, low2);
        (rest, Term lost5) = Sum(rest, lost3);
        (rest, Term lost6) = Sum(rest, lost2);
        (rest, Term lost7) = Sum(rest, lost1);
        (rest, Term lost8) = Sum(rest, lost0);
        Term small = low3 + last + lost4 + lost5 + lost6 + lost7 + lost8;

        Term sum = whole + format.Rounder;
        Term fraction = whole - (sum - format.Rounder);
        // The fraction and the rest may nearly cancel, exactly then; that is where the smallest parts count.
        return (sum.As(format.Bits), fraction + rest + small);
    }

    /// <summary>
    /// The five pieces behind those that are skipped, as fractions below 1: one selection between neighbours for each bit of the number.
    /// </summary>
    private static ImmutableArray<Term> Pick(Term skipped)
    {
        ImmutableArray<Term> candidates = [];
        foreach (long piece in Pieces)
        {
            candidates = candidates.Add(Math.ScaleB(piece, -PieceBits));
        }
        for (int step = 16; step >= 1; step /= 2)
        {
            Term isSet = (skipped & step).Is(step);
            int kept = step - 1 + PickedPieces;
            candidates =
            [
                .. Enumerable.Range(0, kept).Select(place => place + step < candidates.Length
                    ? Term.Select(isSet, candidates[place + step], candidates[place], ElementType.F64)
                    : candidates[place]),
            ];
        }
        return candidates;
    }

    /// <summary>a · b as a sum of two doubles, exactly (T. J. Dekker, 1971, with a multiply-add).</summary>
    private static (Term High, Term Low) Product(Term a, Term b)
    {
        Term high = a * b;
        return (high, Fma(a, b, -high));
    }

    /// <summary>a + b as a sum of two doubles, exactly (D. E. Knuth, "The art of computer programming" 2, 4.2.2).</summary>
    private static (Term High, Term Low) Sum(Term a, Term b)
    {
        Term high = a + b;
        Term ofB = high - a;
        return (high, (a - (high - ofB)) + (b - ofB));
    }

    /// <summary>x less the nearest multiple of 4, exactly.</summary>
    private static Term ModuloFour(Term x) => Fma((x * 0.25).Rounded(), -4, x);
}
