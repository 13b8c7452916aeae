namespace Graph.Lowering;

/// <summary>Hands out places in one block of memory that grows as needed: the smallest gap that fits, else the end.</summary>
internal sealed class Arena
{
    private readonly SortedSet<(long Length, long Offset)> bySize = [];
    private readonly Dictionary<long, long> lengthAt = [];
    private readonly Dictionary<long, long> startBefore = [];

    /// <summary>The size of the block.</summary>
    public long Size { get; private set; }

    /// <summary>A place of some bytes.</summary>
    public InArena Take(long byteCount)
    {
        long size = Align(byteCount);
        foreach ((long length, long offset) in bySize.GetViewBetween((size, 0), (long.MaxValue, 0)))
        {
            Remove(offset, length);
            Add(offset + size, length - size);
            return new InArena(offset, byteCount);
        }
        // The gap at the end, enlarged, or fresh memory.
        long start = startBefore.GetValueOrDefault(Size, Size);
        Remove(start, Size - start);
        Size = start + size;
        return new InArena(start, byteCount);
    }

    /// <summary>Gives a place back.</summary>
    public void Release(InArena place)
    {
        (long offset, long end) = (place.Offset, place.Offset + Align(place.ByteCount));
        if (startBefore.TryGetValue(offset, out long start))
        {
            Remove(start, offset - start);
            offset = start;
        }
        if (lengthAt.TryGetValue(end, out long behind))
        {
            Remove(end, behind);
            end += behind;
        }
        Add(offset, end - offset);
    }

    // An empty tensor takes a line too, so that no two buffers begin at one offset.
    internal static long Align(long byteCount) => Math.Max(1, byteCount).InWholeLines;

    private void Add(long offset, long length)
    {
        if (length > 0)
        {
            bySize.Add((length, offset));
            lengthAt.Add(offset, length);
            startBefore.Add(offset + length, offset);
        }
    }

    private void Remove(long offset, long length)
    {
        if (length > 0)
        {
            bySize.Remove((length, offset));
            lengthAt.Remove(offset);
            startBefore.Remove(offset + length);
        }
    }
}
