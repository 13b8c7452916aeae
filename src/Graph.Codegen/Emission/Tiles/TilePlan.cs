using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>What is known of a tiled contraction before any code: its axes, how they are numbered, and in which loops they run.</summary>
internal sealed class TilePlan
{
    /// <summary>The levels of the loops: around rows, of rows, of columns; the terms follow.</summary>
    public const int OuterLevel = 1, RowLevel = 2, ColumnLevel = 3;

    public TilePlan(LoopKernel kernel, Schedule schedule)
    {
        (Kernel, Schedule) = (kernel, schedule);
        Contraction = Contraction.Of(kernel) ?? throw new System.Diagnostics.UnreachableException("there is nothing to tile");
        Tiling = schedule.Tiling ?? throw new System.Diagnostics.UnreachableException("the schedule has no tiles");
        Columns = kernel.Axes[^1];
        Rows = Contraction.RowAxis(kernel);
        RowNumber = Flatten(kernel.Axes.Take(kernel.Axes.Count - 1));
        TermNumber = Flatten(Terms.Skip(Tiling.Cut));
        Element = Contraction.Stage.Body[Contraction.Total.Value].Element;
        Result = ResultOf();
    }

    public LoopKernel Kernel { get; }

    public Schedule Schedule { get; }

    public Contraction Contraction { get; }

    public Tiling Tiling { get; }

    /// <summary>What is summed.</summary>
    public ElementType Element { get; }

    /// <summary>
    /// Where the totals go as they are, with those of a row beside each other; null where something is computed of them, which finds them in
    /// scratch memory.
    /// </summary>
    public Place? Result { get; }

    /// <summary>The axis along which the rows of a tile lie; null where tiles have one row.</summary>
    public LoopAxis? Rows { get; }

    /// <summary>The axis along which vectors lie.</summary>
    public LoopAxis Columns { get; }

    /// <summary>Whether the rows of a tile read the same vectors.</summary>
    public bool SharesColumns =>
        !Contraction.Total.Arguments.Any(value => Contraction.AccessOf(Kernel, value) is { AlongRows: true, AlongColumns: true });

    /// <summary>The inner axes.</summary>
    public Sequence<LoopAxis> Terms => Contraction.Stage.Axes;

    /// <summary>The axis that blocks cut.</summary>
    public LoopAxis Cut => Terms[Tiling.Cut];

    /// <summary>The axes of the points that are neither rows nor columns of a tile.</summary>
    public IEnumerable<LoopAxis> Outer => Kernel.Axes.Take(Kernel.Axes.Count - 1).Where(axis => axis != Rows);

    /// <summary>The number of a row among all rows.</summary>
    public IndexMap RowNumber { get; }

    /// <summary>The number of a term, counted from the first one of all values of the axes outside of blocks.</summary>
    public IndexMap TermNumber { get; }

    /// <summary>How many terms a value of the cut axis has.</summary>
    public long TermsPerCut => Terms.Skip(Tiling.Cut + 1).Aggregate(1L, (count, axis) => count * axis.Size);

    /// <summary>How many terms a block has at most.</summary>
    public long TermsPerBlock => TermsPerCut * Math.Min(Tiling.Length, Cut.Size);

    /// <summary>How many blocks of terms there are.</summary>
    public long BlockCount =>
        Terms.Take(Tiling.Cut).Aggregate(Cut.Size.PiecesOf(Tiling.Length), (count, axis) => count * axis.Size);

    /// <summary>Whether there are several blocks.</summary>
    public bool HasBlocks => BlockCount > 1;

    /// <summary>Whether chunks follow each other that have the same columns.</summary>
    public bool HasChunksOfRows => Schedule.Rows < Schedule.RowsOf(Kernel);

    /// <summary>How many rows of one run along the row axis a chunk has at most.</summary>
    public long RunLength => Math.Min(Schedule.Rows, Rows?.Size ?? 1);

    /// <summary>How many totals lie from row to row in scratch memory.</summary>
    public long TotalStride => Math.Min(Schedule.Block, Columns.Size).InWholeVectors;

    /// <summary>The levels of all axes around the terms of a tile.</summary>
    public LoopNest Nest(Frame frame)
    {
        LoopNest nest = new(frame.IL, null);
        foreach (LoopAxis axis in Outer.Concat(Terms.Take(Tiling.Cut)))
        {
            nest.Add(axis, OuterLevel, frame.LocalOf(axis));
        }
        if (Rows is { } rows)
        {
            nest.Add(rows, RowLevel, frame.LocalOf(rows));
        }
        nest.Add(Columns, ColumnLevel, frame.LocalOf(Columns));
        for (int place = Tiling.Cut; place < Terms.Count; place++)
        {
            nest.Add(Terms[place], LevelOfTerm(place), frame.LocalOf(Terms[place]));
        }
        return nest;
    }

    /// <summary>The level of an inner axis from the cut one on.</summary>
    public int LevelOfTerm(int place) => ColumnLevel + 1 + place - Tiling.Cut;

    /// <summary>The lengths of what is left at the end of a run of rows, or of a block of columns, when it is cut into tiles.</summary>
    /// <param name="size">The size of the axis.</param>
    /// <param name="piece">How much of it a chunk has at most.</param>
    /// <param name="tile">How much of it a tile has.</param>
    public static ImmutableArray<int> Rests(long size, long piece, long tile) =>
        [.. new[] { piece % tile, size % piece % tile }.Where(rest => rest > 0).Distinct().Select(rest => (int)rest)];

    // What a point reads once for all of its terms may be given to the result, and is then still there in the second block.
    private bool ReadsWhatNoResultHas => Kernel.Stages.SelectMany(stage => stage.Body).OfType<Load>()
        .All(load => Terms.Any(load.Place.Map.DependsOn));

    private Place? ResultOf()
    {
        Stage[] others = [.. Kernel.Stages.Where((_, number) => number != Contraction.Number)];
        // What went past the caches is far away when the second block comes.
        return (!HasBlocks || (!Schedule.IsStreaming && ReadsWhatNoResultHas))
            && others is [{ Phase: StagePhase.AtPoint, Axes.Count: 0, Body: [Earlier], Effects: [Store { Kind: ScatterKind.Overwrite } store] }]
            && store.Place is { Indirection: null } place && place.Guard == Guard.Always
            && place.Map.CoefficientOf(Columns) == 1 && (Rows is not { } rows || place.Map.CoefficientOf(rows) is not null)
            ? place
            : null;
    }

    private static IndexMap Flatten(IEnumerable<LoopAxis> axes)
    {
        (IndexMap number, long count) = (IndexMap.Zero, 1);
        foreach (LoopAxis axis in axes.Reverse())
        {
            number += IndexMap.Of(axis) * count;
            count *= axis.Size;
        }
        return number;
    }
}
