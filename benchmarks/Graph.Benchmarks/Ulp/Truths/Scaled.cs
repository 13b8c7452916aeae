namespace Graph.Benchmarks.Ulp.Truths;

/// <summary>A number beyond the range and the precision of f64.</summary>
/// <param name="Mantissa">Its digits.</param>
/// <param name="Exponent">The power of two that they are multiplied by.</param>
public readonly record struct Scaled(DoubleDouble Mantissa, int Exponent = 0)
{
    /// <summary>The mantissa as the number.</summary>
    public static implicit operator Scaled(DoubleDouble value) => new(value);

    /// <summary>The number, NaN and infinities included.</summary>
    public static implicit operator Scaled(double value) => new(value);
}
