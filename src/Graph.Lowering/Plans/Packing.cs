namespace Graph.Lowering;

/// <summary>Memory that is needed from one step to another.</summary>
/// <param name="ByteCount">How much.</param>
/// <param name="First">The first step.</param>
/// <param name="Last">The last step.</param>
internal readonly record struct Claim(long ByteCount, int First, int Last);

/// <summary>
/// Packs claims into one block of memory: the largest first, each as low as those that are placed and needed at the same time allow; the
/// many small ones behind them, in order of time.
/// </summary>
internal static class Packing
{
    // Each of these is compared with all others.
    private const int MostCompared = 512;

    /// <summary>The place of each claim, and the size of the block.</summary>
    public static (InArena[] Places, long Size) Pack(IReadOnlyList<Claim> claims)
    {
        (InArena[] Places, long Size) packed = Pack(claims, MostCompared);
        (InArena[] Places, long Size) inTime = claims.Count > MostCompared ? Pack(claims, 0) : packed;
        return inTime.Size < packed.Size ? inTime : packed;
    }

    private static (InArena[] Places, long Size) Pack(IReadOnlyList<Claim> claims, int compared)
    {
        InArena[] places = new InArena[claims.Count];
        ImmutableArray<int> bySize =
            [.. Enumerable.Range(0, claims.Count).OrderByDescending(claim => claims[claim].ByteCount).ThenBy(claim => claims[claim].First)];
        List<int> placed = [];
        long size = 0;
        foreach (int claim in bySize.Take(compared))
        {
            places[claim] = new InArena(Lowest(claims, places, placed, claim), claims[claim].ByteCount);
            placed.Add(claim);
            size = Math.Max(size, places[claim].Offset + Arena.Align(claims[claim].ByteCount));
        }
        Arena rest = new();
        PriorityQueue<InArena, int> inUse = new();
        foreach (int claim in bySize.Skip(compared).OrderBy(claim => claims[claim].First))
        {
            while (inUse.TryPeek(out InArena? done, out int last) && last < claims[claim].First)
            {
                rest.Release(done);
                inUse.Dequeue();
            }
            InArena place = rest.Take(claims[claim].ByteCount);
            inUse.Enqueue(place, claims[claim].Last);
            places[claim] = place with { Offset = size + place.Offset };
        }
        return (places, size + rest.Size);
    }

    private static long Lowest(IReadOnlyList<Claim> claims, InArena[] places, List<int> placed, int claim)
    {
        (long byteCount, int first, int last) = claims[claim];
        long offset = 0;
        IEnumerable<int> atOnce = placed.Where(other => claims[other].First <= last && first <= claims[other].Last);
        foreach (InArena other in atOnce.Select(other => places[other]).OrderBy(other => other.Offset))
        {
            if (other.Offset >= offset + Arena.Align(byteCount))
            {
                break;
            }
            offset = Math.Max(offset, other.Offset + Arena.Align(other.ByteCount));
        }
        return offset;
    }
}
