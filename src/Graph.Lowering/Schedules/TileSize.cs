namespace Graph.Lowering;

/// <summary>How a tiled contraction is cut into chunks and blocks; it follows from the shapes alone.</summary>
internal static class TileSize
{
    // Some ten microseconds.
    private const long ProductsPerChunk = 1 << 20;

    // Enough for all threads; with more, less of what is packed is used before it is packed again.
    private const long ManyChunks = 16;

    // The totals of a chunk stay in the second cache beside what is packed.
    private const long MostTotalBytes = 192 << 10;

    private const long MostColumns = 320;
    private const long BestColumns = 256;

    // Heights of tiles divide it, or nearly so, on every machine.
    private const long RowUnit = 48;

    // With fewer rows to read it, what is packed has cost more than it saves.
    private const long LeastRowsForPacking = 48;
    private const long LeastColumnsForPacking = 96;

    // As many terms, each in a line of its own, leave no place for others in the first cache.
    private const long ManyTerms = 128;

    // Lines that lie so far apart come into few sets of a cache, and each needs a page of its own.
    private const long FarApart = 4096;

    /// <summary>The schedule of a kernel with a contraction whose axes are in order.</summary>
    public static Schedule Of(LoopKernel kernel)
    {
        Contraction contraction = Contraction.Of(kernel)!;
        (int cut, long length) = BlockOf(contraction.Stage.Axes);
        long terms = contraction.Stage.Axes.Skip(cut + 1).Aggregate(length, (count, axis) => count * axis.Size);
        long columns = ColumnsOf(kernel);
        long rows = RowsOf(kernel, contraction, columns);
        bool Packs(int factor) => ShouldPack(kernel, contraction, factor, terms, rows);
        Tiling tiling = new(cut, length, Packs(contraction.Total.Value), Packs(contraction.Total.Factor));
        return new Schedule(VectorAxis.LastPoint, rows, columns, Tiling: tiling);
    }

    /// <summary>
    /// A block has so many terms that no total adds more one after the other: the innermost axes whole, and a part of the one before.
    /// </summary>
    private static (int Cut, long Length) BlockOf(Sequence<LoopAxis> axes)
    {
        int cut = axes.Count - 1;
        long inner = 1;
        while (cut > 0 && inner * axes[cut].Size <= Schedule.MostSequentialTerms)
        {
            inner *= axes[cut].Size;
            cut--;
        }
        long most = Math.Max(1, Schedule.MostSequentialTerms / inner);
        long size = axes[cut].Size;
        long even = size.PiecesOf(size.PiecesOf(most));
        // Vectors of terms begin at multiples of their length.
        return (cut, cut == axes.Count - 1 && even < size ? even.InWholeVectors : even);
    }

    private static long ColumnsOf(LoopKernel kernel)
    {
        LoopAxis columns = kernel.Axes[^1];
        bool isWhole = columns.Size <= MostColumns || PartialTotals.Of(kernel).Any(own => own.Combine.Kept.Contains(columns));
        long parts = columns.Size.PiecesOf(BestColumns);
        return isWhole ? columns.Size : columns.Size.PiecesOf(parts).InWholeVectors;
    }

    private static long RowsOf(LoopKernel kernel, Contraction contraction, long columns)
    {
        long size = contraction.RowAxis(kernel)?.Size ?? 1;
        long terms = contraction.Stage.Axes.Points();
        long all = kernel.Axes.Take(kernel.Axes.Count - 1).Points();
        long most = Math.Max(1, MostTotalBytes / (sizeof(float) * columns.InWholeVectors));
        long chunks = kernel.Axes[^1].Size.PiecesOf(columns);
        long wanted = Math.Clamp(Math.Max(ProductsPerChunk / (terms * columns), all * chunks / ManyChunks), 1, most);
        long rows = Fitting(size, all, wanted);
        while (rows > 1 && TooManyTerms(kernel, rows, columns))
        {
            rows = Fitting(size, all, rows / 2);
        }
        return rows;
    }

    private static bool TooManyTerms(LoopKernel kernel, long rows, long columns) =>
        PartialTotals.MostTerms(kernel, new Schedule(VectorAxis.LastPoint, rows, columns)) > Schedule.MostSequentialTerms;

    /// <summary>Chunks begin where the row axis does, or at parts of it that fit whole tiles.</summary>
    private static long Fitting(long size, long all, long wanted)
    {
        if (wanted >= size)
        {
            long runs = all / size;
            long parts = runs.PiecesOf(wanted / size);
            return size * runs.PiecesOf(parts);
        }
        if (all == size)
        {
            long parts = size.PiecesOf(wanted);
            return Math.Min(size, size.PiecesOf(parts).RoundedUpTo(RowUnit));
        }
        // Parts of equal size only, since one run after the other is cut.
        for (long part = wanted; part >= RowUnit; part--)
        {
            if (size % part == 0 && part % (RowUnit / 3) == 0)
            {
                return part;
            }
        }
        return size;
    }

    private static bool ShouldPack(LoopKernel kernel, Contraction contraction, int factor, long terms, long rows)
    {
        FactorAccess access = contraction.AccessOf(kernel, factor);
        if (access.Plain is not { } load || !access.CanBePacked)
        {
            return access.CanBePacked;
        }
        long bytes = load.Element.ByteSize;
        LoopAxis inner = contraction.Stage.Axes[^1];
        bool isAcross = load.Place.Map.CoefficientOf(inner) != 1;
        return access.AlongRows
            ? kernel.Axes[^1].Size >= LeastColumnsForPacking && isAcross && terms >= ManyTerms
            : Math.Min(rows, contraction.RowAxis(kernel)?.Size ?? 1) >= LeastRowsForPacking
                && load.Place.Map.CoefficientOf(inner) * bytes >= FarApart;
    }
}
