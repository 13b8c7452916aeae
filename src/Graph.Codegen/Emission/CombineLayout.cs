using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// Where the partial totals of an effect over all points lie in the shared scratch: for each chunk, an element for each point of the kept
/// axes; or 64 of them, by the position along the vector axis, where that is not kept. In the finishing phase, an element for each point of
/// the kept axes. The vector axis lies innermost and is padded to 64.
/// </summary>
internal sealed class CombineLayout
{
    /// <summary>Lays out an effect.</summary>
    /// <param name="combine">The effect.</param>
    /// <param name="element">What it combines.</param>
    /// <param name="axis">The axis along which vectors of any width would lie in its stage, if there is one.</param>
    /// <param name="chunks">How many chunks there are.</param>
    /// <param name="shared">The shared scratch.</param>
    public CombineLayout(Combine combine, ElementType element, LoopAxis? axis, long chunks, ScratchLayout shared)
    {
        (Kind, Element, Chunks) = (combine.Kind, element, chunks);
        bool isKept = axis is { } own && combine.Kept.Contains(own);
        IsFolded = axis is not null && !isKept;
        long count = 1;
        IndexMap map = IndexMap.Zero;
        foreach (LoopAxis kept in combine.Kept.Reverse().OrderByDescending(kept => kept == axis))
        {
            map += IndexMap.Of(kept) * count;
            count = checked(count * (kept == axis ? kept.Size.InWholeVectors : kept.Size));
        }
        Map = map;
        Places = count;
        PartialMap = IsFolded ? (map * Schedule.Partials) + IndexMap.Of(axis!.Value).Remainder(Schedule.Partials) : map;
        Partials = IsFolded ? Math.Min(Schedule.Partials, axis!.Value.Size) : 1;
        Elements = IsFolded ? checked(count * Schedule.Partials) : count.InWholeVectors;
        Stride = checked(Elements * element.ByteSize).InWholeLines;
        Start = shared.Take(checked(Stride * chunks));
        // Whole vectors are read from any total on, up to the last one.
        Result = shared.Take(checked((count.InWholeVectors + Schedule.Partials) * element.ByteSize));
    }

    /// <summary>How values are combined.</summary>
    public ReduceKind Kind { get; }

    /// <summary>What they are.</summary>
    public ElementType Element { get; }

    /// <summary>How many chunks there are.</summary>
    public long Chunks { get; }

    /// <summary>Whether there are 64 partials for each point of the kept axes.</summary>
    public bool IsFolded { get; }

    /// <summary>How many of the 64 may have terms.</summary>
    public long Partials { get; }

    /// <summary>Where the total of a point of the kept axes lies.</summary>
    public IndexMap Map { get; }

    /// <summary>Where a chunk has the partial of a point.</summary>
    public IndexMap PartialMap { get; }

    /// <summary>How many totals there are, padding included.</summary>
    public long Places { get; }

    /// <summary>How many elements a chunk has; a multiple of 64.</summary>
    public long Elements { get; }

    /// <summary>How many bytes lie from chunk to chunk.</summary>
    public long Stride { get; }

    /// <summary>The first byte of the first chunk.</summary>
    public long Start { get; }

    /// <summary>The first byte of the totals.</summary>
    public long Result { get; }
}
