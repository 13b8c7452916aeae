using Graph.Benchmarks.Ulp.Truths;

namespace Graph.Benchmarks.Ulp;

/// <summary>What a sweep needs to know of an element type.</summary>
/// <typeparam name="T">The type of inputs and results.</typeparam>
/// <typeparam name="TTruth">What holds a true value.</typeparam>
public interface IFormat<T, TTruth> where T : unmanaged
{
    /// <summary>Its name in results.</summary>
    static abstract string Name { get; }

    /// <summary>How many inputs a sweep looks at.</summary>
    static abstract long Inputs { get; }

    /// <summary>The input at a place of the sweep.</summary>
    static abstract T Input(UlpFunction function, long place);

    /// <summary>The true value.</summary>
    static abstract TTruth Truth(UlpFunction function, T input);

    /// <summary>The largest error that is promised.</summary>
    static abstract double Bound(UlpFunction function);

    /// <summary>The error in units in the last place.</summary>
    static abstract double Error(T result, TTruth truth);

    /// <summary>Whether two numbers have the same bits; any NaN is like any other.</summary>
    static abstract bool SameBits(T left, T right);

    /// <summary>The number of this type; f32 is the narrowest, so special values are written in it.</summary>
    static abstract T From(float value);

    /// <summary>The number as a double.</summary>
    static abstract double ToDouble(T value);
}

/// <summary>f32: every value there is, in the order of their bits.</summary>
public readonly struct SingleFormat : IFormat<float, double>
{
    /// <inheritdoc/>
    public static string Name => "f32";

    /// <inheritdoc/>
    public static long Inputs => 1L << 32;

    /// <inheritdoc/>
    public static float Input(UlpFunction function, long place) => BitConverter.UInt32BitsToSingle(unchecked((uint)place));

    /// <inheritdoc/>
    public static double Truth(UlpFunction function, float input) => function.Truth(input);

    /// <inheritdoc/>
    public static double Bound(UlpFunction function) => function.Bound;

    /// <inheritdoc/>
    public static double Error(float result, double truth) => Ulp.Error.Of(result, truth);

    /// <inheritdoc/>
    public static bool SameBits(float left, float right) =>
        BitConverter.SingleToUInt32Bits(left) == BitConverter.SingleToUInt32Bits(right) || (float.IsNaN(left) && float.IsNaN(right));

    /// <inheritdoc/>
    public static float From(float value) => value;

    /// <inheritdoc/>
    public static double ToDouble(float value) => value;
}

/// <summary>f64: 10^7 samples.</summary>
public readonly struct DoubleFormat : IFormat<double, Scaled>
{
    /// <inheritdoc/>
    public static string Name => "f64";

    /// <inheritdoc/>
    public static long Inputs => 10_000_000;

    /// <summary>By turns: two evenly from where the function does something, one small one of any size, one of any finite bits.</summary>
    public static double Input(UlpFunction function, long place)
    {
        ulong draw = Contest.Samples.Mix((ulong)place);
        (double low, double high) = function.Range;
        return (place & 3) switch
        {
            0 or 1 => low + ((draw >> 11) * (high - low) / (1L << 53)),
            2 => BitConverter.UInt64BitsToDouble((draw & 0x800f_ffff_ffff_ffff) | ((960 + ((draw >> 52) & 63)) << 52)),
            _ => BitConverter.UInt64BitsToDouble(
                (draw & 0x7ff0_0000_0000_0000) == 0x7ff0_0000_0000_0000 ? draw & 0xbfff_ffff_ffff_ffff : draw),
        };
    }

    /// <inheritdoc/>
    public static Scaled Truth(UlpFunction function, double input) => function.WideTruth(input);

    /// <inheritdoc/>
    public static double Bound(UlpFunction function) => UlpFunction.DoubleBound;

    /// <inheritdoc/>
    public static double Error(double result, Scaled truth) => Ulp.Error.Of(result, truth);

    /// <inheritdoc/>
    public static bool SameBits(double left, double right) =>
        BitConverter.DoubleToUInt64Bits(left) == BitConverter.DoubleToUInt64Bits(right) || (double.IsNaN(left) && double.IsNaN(right));

    /// <inheritdoc/>
    public static double From(float value) => value;

    /// <inheritdoc/>
    public static double ToDouble(double value) => value;
}
