using System.Numerics;

namespace Graph.Lowering;

/// <summary>
/// The sizes in which pools hold memory: eight between a power of two and the next, so that at most an eighth of a block is wasted.
/// </summary>
internal static class SizeClass
{
    // 64 bytes and less share class 0; from there on every class is the size of eight to fifteen units.
    private const int LeastBits = 6;
    private const int StepBits = 3;

    /// <summary>One more than the largest class.</summary>
    public const int Count = ((63 - LeastBits) << StepBits) + 1;

    /// <summary>The smallest class whose blocks hold so many bytes.</summary>
    public static int Of(long byteLength)
    {
        if (byteLength <= 1 << LeastBits)
        {
            return 0;
        }
        int top = BitOperations.Log2((ulong)(byteLength - 1));
        long steps = (byteLength - 1) >> (top - StepBits) & ((1 << StepBits) - 1);
        return ((top - LeastBits) << StepBits) + (int)steps + 1;
    }

    /// <summary>The size of the blocks of a class.</summary>
    public static long BytesOf(int number)
    {
        int top = (number >> StepBits) + LeastBits;
        return (1L << top) + ((number & ((1 << StepBits) - 1)) * (1L << (top - StepBits)));
    }
}
