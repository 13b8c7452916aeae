using System.Diagnostics;
using System.Numerics;

namespace Graph.Cpu;

/// <summary>Makes the routine that sorts a type.</summary>
internal static class SortRoutine
{
    public static LibraryRoutine Make(TensorType type, int axis, bool isDescending) => type.Element switch
    {
        ElementType.F32 => new SortRoutine<float, uint, SingleKey>(type, axis, isDescending),
        ElementType.F64 => new SortRoutine<double, ulong, DoubleKey>(type, axis, isDescending),
        ElementType.I32 => new SortRoutine<int, uint, Int32Key>(type, axis, isDescending),
        ElementType.I64 => new SortRoutine<long, ulong, Int64Key>(type, axis, isDescending),
        ElementType.U32 => new SortRoutine<uint, uint, UInt32Key>(type, axis, isDescending),
        ElementType.U8 => new SortRoutine<byte, uint, ByteKey>(type, axis, isDescending),
        ElementType.Bool => throw new UnreachableException("sort takes no bools"),
    };
}

/// <summary>
/// Sorts lines, stably: short ones by insertion, others digit by digit from the lowest (a radix sort), where a digit that all keys share is
/// skipped.
/// </summary>
internal sealed unsafe class SortRoutine<T, TKey, TEncoding>(TensorType type, int axis, bool isDescending) : LibraryRoutine(type, axis)
    where T : unmanaged
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    where TEncoding : struct, ISortKey<T, TKey>
{
    private const int MostInserted = 48;
    private const int DigitBits = 8;
    private const int Digits = 1 << DigitBits;

    private static int Passes => sizeof(TKey) * 8 / DigitBits;

    /// <inheritdoc/>
    public override long WorkerBytes => (2 * Size * (sizeof(TKey) + sizeof(int))) + (Passes * Digits * sizeof(int));

    /// <inheritdoc/>
    public override long OperationsPerElement => 8 * Passes;

    /// <inheritdoc/>
    protected override long Chunks => Outer * Stride;

    /// <inheritdoc/>
    protected override void RunChunk(byte** operands, byte* worker, long chunk)
    {
        (long group, long line) = Math.DivRem(chunk, Stride);
        long start = (group * Size * Stride) + line;
        T* source = (T*)operands[0] + start;
        TKey* keys = (TKey*)worker;
        int* places = (int*)(keys + (2 * Size));
        for (long index = 0; index < Size; index++)
        {
            TKey key = TEncoding.Of(source[index * Stride]);
            keys[index] = isDescending ? ~key : key;
            places[index] = (int)index;
        }
        bool isInSecond = Size > MostInserted ? SortByDigits(keys, places, places + (2 * Size)) : SortByInsertion(keys, places);
        int* order = isInSecond ? places + Size : places;
        T* values = (T*)operands[1] + start;
        int* origins = (int*)operands[2] + start;
        for (long index = 0; index < Size; index++)
        {
            values[index * Stride] = source[order[index] * Stride];
            origins[index * Stride] = order[index];
        }
    }

    /// <summary>Sorts in place; false, as the result is in the first half.</summary>
    private bool SortByInsertion(TKey* keys, int* places)
    {
        for (long end = 1; end < Size; end++)
        {
            (TKey key, int place) = (keys[end], places[end]);
            long hole = end;
            for (; hole > 0 && keys[hole - 1] > key; hole--)
            {
                (keys[hole], places[hole]) = (keys[hole - 1], places[hole - 1]);
            }
            (keys[hole], places[hole]) = (key, place);
        }
        return false;
    }

    /// <summary>Moves keys and places to and fro between two halves of their memory; whether the result is in the second.</summary>
    private bool SortByDigits(TKey* keys, int* places, int* counts)
    {
        Count(keys, counts);
        bool isInSecond = false;
        for (int pass = 0; pass < Passes; pass++)
        {
            int* starts = counts + (pass * Digits);
            (long from, long to) = isInSecond ? (Size, 0L) : (0L, Size);
            if (starts[DigitOf(keys[from], pass)] == Size)
            {
                continue;
            }
            int sum = 0;
            for (int digit = 0; digit < Digits; digit++)
            {
                (starts[digit], sum) = (sum, sum + starts[digit]);
            }
            for (long index = 0; index < Size; index++)
            {
                TKey key = keys[from + index];
                long target = to + starts[DigitOf(key, pass)]++;
                keys[target] = key;
                places[target] = places[from + index];
            }
            isInSecond = !isInSecond;
        }
        return isInSecond;
    }

    private void Count(TKey* keys, int* counts)
    {
        new Span<int>(counts, Passes * Digits).Clear();
        for (long index = 0; index < Size; index++)
        {
            for (int pass = 0; pass < Passes; pass++)
            {
                counts[(pass * Digits) + DigitOf(keys[index], pass)]++;
            }
        }
    }

    private static int DigitOf(TKey key, int pass) => int.CreateTruncating(key >>> (pass * DigitBits)) & (Digits - 1);
}
