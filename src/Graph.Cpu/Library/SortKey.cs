namespace Graph.Cpu;

/// <summary>Turns elements into unsigned integers of the same order: NaN is the largest, and zeros of both signs are equal.</summary>
internal interface ISortKey<T, TKey>
{
    /// <summary>The key of an element.</summary>
    static abstract TKey Of(T value);
}

/// <summary>Of f32.</summary>
internal readonly struct SingleKey : ISortKey<float, uint>
{
    private const uint Sign = 1u << 31;

    /// <inheritdoc/>
    public static uint Of(float value)
    {
        // Adding 0 makes −0 positive.
        uint bits = BitConverter.SingleToUInt32Bits(value + 0f);
        return float.IsNaN(value) ? uint.MaxValue : (bits & Sign) != 0 ? ~bits : bits | Sign;
    }
}

/// <summary>Of f64.</summary>
internal readonly struct DoubleKey : ISortKey<double, ulong>
{
    private const ulong Sign = 1ul << 63;

    /// <inheritdoc/>
    public static ulong Of(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value + 0.0);
        return double.IsNaN(value) ? ulong.MaxValue : (bits & Sign) != 0 ? ~bits : bits | Sign;
    }
}

/// <summary>Of i32.</summary>
internal readonly struct Int32Key : ISortKey<int, uint>
{
    /// <inheritdoc/>
    public static uint Of(int value) => (uint)value ^ (1u << 31);
}

/// <summary>Of i64.</summary>
internal readonly struct Int64Key : ISortKey<long, ulong>
{
    /// <inheritdoc/>
    public static ulong Of(long value) => (ulong)value ^ (1ul << 63);
}

/// <summary>Of u32.</summary>
internal readonly struct UInt32Key : ISortKey<uint, uint>
{
    /// <inheritdoc/>
    public static uint Of(uint value) => value;
}

/// <summary>Of u8.</summary>
internal readonly struct ByteKey : ISortKey<byte, uint>
{
    /// <inheritdoc/>
    public static uint Of(byte value) => value;
}
