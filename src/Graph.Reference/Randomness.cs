using System.Diagnostics;
using System.Numerics;

namespace Graph.Reference;

/// <summary>Random bits as a function of key and place.</summary>
internal static class Randomness
{
    private const int Rounds = 20;
    private const uint Parity = 0x1BD11BDA;

    private static ReadOnlySpan<int> Rotations => [13, 15, 26, 6, 17, 29, 16, 24];

    public static Literal RandomBits(TensorType type, Literal key) => type.Element switch
    {
        ElementType.U32 => Generate(type, key, (w0, w1) => w0 ^ w1),
        ElementType.I64 => Generate(type, key, (w0, w1) => unchecked((long)(((ulong)w0 << 32) | w1))),
        ElementType.F32 or ElementType.F64 or ElementType.I32 or ElementType.U8 or ElementType.Bool =>
            throw new UnreachableException($"random-bits makes no {type.Element.Mnemonic}"),
    };

    /// <summary>
    /// Threefry2x32 with 20 rounds: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
    /// A round adds, rotates and mixes; behind every fourth the next two words of the key schedule and the count of schedules are added.
    /// </summary>
    public static (uint Word0, uint Word1) Threefry(uint key0, uint key1, uint counter0, uint counter1)
    {
        ReadOnlySpan<uint> schedule = [key0, key1, key0 ^ key1 ^ Parity];
        uint word0 = unchecked(counter0 + key0);
        uint word1 = unchecked(counter1 + key1);
        for (int round = 0; round < Rounds; round++)
        {
            word0 = unchecked(word0 + word1);
            word1 = BitOperations.RotateLeft(word1, Rotations[round % 8]) ^ word0;
            if (round % 4 == 3)
            {
                int injection = (round / 4) + 1;
                word0 = unchecked(word0 + schedule[injection % 3]);
                word1 = unchecked(word1 + schedule[(injection + 1) % 3] + (uint)injection);
            }
        }
        return (word0, word1);
    }

    private static Literal Generate<T>(TensorType type, Literal key, Func<uint, uint, T> join) where T : unmanaged
    {
        Literal result = Cells<T>.New(type, out Cells<T> y);
        Cells<uint> words = Cells<uint>.Of(key);
        (uint key0, uint key1) = (words[0], words[1]);
        long count = type.ElementCount;
        for (long place = 0; place < count; place++)
        {
            (uint word0, uint word1) = Threefry(key0, key1, (uint)(place >> 32), unchecked((uint)place));
            y[place] = join(word0, word1);
        }
        return result;
    }
}
