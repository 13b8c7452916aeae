namespace Graph.Benchmarks.Ulp.Truths;

/// <summary>
/// The unrounded sum of two doubles, the lower at most half a unit in the last place of the upper: about 106 bits
/// (T. J. Dekker, "A floating-point technique for extending the available precision", 1971).
/// </summary>
/// <param name="Upper">The sum, rounded.</param>
/// <param name="Lower">What rounding took away.</param>
public readonly record struct DoubleDouble(double Upper, double Lower = 0)
{
    /// <summary>ln 2.</summary>
    public static DoubleDouble Ln2 { get; } = new(0.6931471805599453, 2.3190468138462996e-17);

    /// <summary>2/√π.</summary>
    public static DoubleDouble TwoOverRootPi { get; } = new(1.1283791670955126, 1.533545961316588e-17);

    /// <summary>The number itself.</summary>
    public static implicit operator DoubleDouble(double value) => new(value);

    /// <summary>The exact sum of two doubles.</summary>
    public static DoubleDouble Sum(double a, double b)
    {
        double sum = a + b, part = sum - a;
        return new(sum, (a - (sum - part)) + (b - part));
    }

    /// <summary>The exact product of two doubles.</summary>
    public static DoubleDouble Product(double a, double b)
    {
        double product = a * b;
        return new(product, Math.FusedMultiplyAdd(a, b, -product));
    }

    /// <summary>The sum.</summary>
    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble upper = Sum(a.Upper, b.Upper), lower = Sum(a.Lower, b.Lower);
        DoubleDouble near = Normalised(upper.Upper, upper.Lower + lower.Upper);
        return Normalised(near.Upper, near.Lower + lower.Lower);
    }

    /// <summary>The negative.</summary>
    public static DoubleDouble operator -(DoubleDouble a) => new(-a.Upper, -a.Lower);

    /// <summary>The difference.</summary>
    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    /// <summary>The product.</summary>
    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble product = Product(a.Upper, b.Upper);
        return Normalised(product.Upper, product.Lower + ((a.Upper * b.Lower) + (a.Lower * b.Upper)));
    }

    /// <summary>The quotient: each digit of 53 bits is what the remainder leaves.</summary>
    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        double first = a.Upper / b.Upper;
        DoubleDouble rest = a - (b * first);
        double second = rest.Upper / b.Upper;
        rest -= b * second;
        return Normalised(first, second) + (rest.Upper / b.Upper);
    }

    /// <summary>The number times a power of two.</summary>
    public DoubleDouble Scale(int exponent) => new(Math.ScaleB(Upper, exponent), Math.ScaleB(Lower, exponent));

    private static DoubleDouble Normalised(double upper, double lower)
    {
        double sum = upper + lower;
        return new(sum, lower - (sum - upper));
    }
}
