namespace Graph.Lowering;

/// <summary>Hands out places in one block of memory that grows as needed: the smallest gap that fits, else the end.</summary>
internal sealed class Arena
{
    // Gaps by offset; neighbours are joined.
    private readonly SortedDictionary<long, long> gaps = [];

    /// <summary>The size of the block.</summary>
    public long Size { get; private set; }

    /// <summary>A place of some bytes.</summary>
    public InArena Take(long byteCount)
    {
        long size = Align(byteCount);
        (long offset, long length) = gaps.Where(gap => gap.Value >= size).OrderBy(gap => gap.Value).ThenBy(gap => gap.Key)
            .Select(gap => (gap.Key, gap.Value)).FirstOrDefault((Size, 0));
        if (gaps.Remove(offset))
        {
            Free(offset + size, length - size);
        }
        else
        {
            (offset, size) = AtEnd(size);
        }
        return new InArena(offset, byteCount);
    }

    /// <summary>Gives a place back; nothing where there is none.</summary>
    public void Release(InArena? place)
    {
        if (place is not null)
        {
            Free(place.Offset, Align(place.ByteCount));
        }
    }

    // An empty tensor takes a line too, so that no two buffers begin at one offset.
    private static long Align(long byteCount) => (Math.Max(1, byteCount) + Buffer.Alignment - 1) / Buffer.Alignment * Buffer.Alignment;

    /// <summary>The gap at the end, enlarged, or fresh memory.</summary>
    private (long Offset, long Size) AtEnd(long size)
    {
        long offset = gaps.Count > 0 && gaps.Last() is var last && last.Key + last.Value == Size ? last.Key : Size;
        gaps.Remove(offset);
        Size = offset + size;
        return (offset, size);
    }

    private void Free(long offset, long length)
    {
        if (length == 0)
        {
            return;
        }
        foreach ((long other, long size) in gaps.Where(gap => gap.Key + gap.Value == offset || gap.Key == offset + length).ToList())
        {
            gaps.Remove(other);
            (offset, length) = (Math.Min(offset, other), length + size);
        }
        gaps.Add(offset, length);
    }
}
