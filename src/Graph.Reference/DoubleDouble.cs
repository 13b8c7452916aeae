namespace Graph.Reference;

/// <summary>
/// The unrounded sum of two doubles, the lower at most half a unit in the last place of the upper: about 106 bits
/// (T. J. Dekker, "A floating-point technique for extending the available precision", 1971).
/// </summary>
internal readonly record struct DoubleDouble(double Upper, double Lower)
{
    /// <summary>2/√π.</summary>
    public static DoubleDouble TwoOverRootPi => new(1.1283791670955126, 1.533545961316588e-17);

    /// <summary>The exact product of two doubles.</summary>
    public static DoubleDouble Product(double a, double b)
    {
        double product = a * b;
        return new(product, Math.FusedMultiplyAdd(a, b, -product));
    }

    public DoubleDouble Plus(DoubleDouble other)
    {
        double sum = Upper + other.Upper;
        double part = sum - Upper;
        double error = (Upper - (sum - part)) + (other.Upper - part);
        return Normalised(sum, error + (Lower + other.Lower));
    }

    public DoubleDouble Times(double factor)
    {
        DoubleDouble product = Product(Upper, factor);
        return Normalised(product.Upper, Math.FusedMultiplyAdd(Lower, factor, product.Lower));
    }

    public DoubleDouble Times(DoubleDouble factor)
    {
        DoubleDouble product = Product(Upper, factor.Upper);
        return Normalised(product.Upper, product.Lower + ((Upper * factor.Lower) + (Lower * factor.Upper)));
    }

    public DoubleDouble Over(double divisor)
    {
        double quotient = Upper / divisor;
        double remainder = Math.FusedMultiplyAdd(-quotient, divisor, Upper);
        return Normalised(quotient, (remainder + Lower) / divisor);
    }

    private static DoubleDouble Normalised(double upper, double lower)
    {
        double sum = upper + lower;
        return new(sum, lower - (sum - upper));
    }
}
