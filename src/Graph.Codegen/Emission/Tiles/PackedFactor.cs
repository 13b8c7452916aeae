using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// Lays out a factor of a block of terms anew, as tiles read it best; what is computed on the way to it is computed here, once for all tiles
/// that read it.
/// </summary>
internal sealed class PackedFactor
{
    private const long RowGap = 16;

    // Where rows lie together in memory and terms do not, a line has rows of several tiles: so many rows are packed at a time.
    private const int RowsTogether = 96;

    // What all chunks of some columns share is read from the last cache at worst, beside what other threads have there.
    private const long MostSharedBytes = 8 << 20;

    private readonly Frame frame;
    private readonly ILGenerator il;
    private readonly TilePlan plan;
    private readonly TileRanges ranges;
    private readonly Sequence<LoopAxis> axes;
    private readonly LoopNest nest;
    private readonly StageEmitter body;
    private readonly PlaceEmitter store;
    private readonly long offset;
    private readonly long bytes;
    private readonly ScratchIndex block;
    private readonly int value;
    private readonly TransposedCopy? transposed;

    /// <param name="frame">The method.</param>
    /// <param name="plan">The contraction.</param>
    /// <param name="ranges">What of the axes is at hand.</param>
    /// <param name="block">The number of the block of terms at hand.</param>
    /// <param name="factor">The instruction whose scalar it is.</param>
    /// <param name="mostRows">The most rows that a tile has.</param>
    /// <param name="earlier">The stages of the kernel, of which those before the points have run.</param>
    public PackedFactor(
        Frame frame, TilePlan plan, TileRanges ranges, ScratchIndex block, int factor, int mostRows, IReadOnlyList<StageEmitter> earlier)
    {
        (this.frame, this.plan, this.ranges, this.block, il) = (frame, plan, ranges, block, frame.IL);
        (int number, Stage stage, _) = plan.Contraction;
        Stage alone = (stage with { Effects = [new Keep(factor)] }).WithoutUnused();
        value = alone.Effects[0].Value;
        IsOfRows = plan.Contraction.AccessOf(plan.Kernel, factor).AlongRows;
        IsOfRun = alone.Body.Any(instruction => instruction.Maps().Any(map => plan.Outer.Any(map.DependsOn)));
        Load? only = alone.Body is [Load load] ? load : null;
        bool isTransposed = !IsOfRows && only?.Place.Guard.IsAlways == true && TransposedCopy.IsPossible(only, plan.Columns, plan.Terms[^1]);
        axes = isTransposed ? [.. plan.Terms.Skip(plan.Tiling.Cut).SkipLast(1), plan.Columns, plan.Terms[^1]] : Order(alone);
        nest = new LoopNest(il, frame.HasVectors && !isTransposed ? axes[^1] : null);
        foreach (LoopAxis axis in plan.Outer.Concat(plan.Terms.Take(plan.Tiling.Cut)))
        {
            nest.Add(axis, TilePlan.OuterLevel, frame.LocalOf(axis));
        }
        for (int place = 0; place < axes.Count; place++)
        {
            nest.Add(axes[place], LevelOf(place), frame.LocalOf(axes[place]));
        }
        LoopKernel kernel = plan.Kernel with { Stages = [.. plan.Kernel.Stages.Select((own, place) => place == number ? alone : own)] };
        body = new StageEmitter(frame, kernel, number, nest, TilePlan.OuterLevel, [.. earlier.Take(number)], isStreaming: false);
        MostRows = IsOfRows && axes[^1] == plan.Rows ? Math.Max(1, RowsTogether / mostRows) * mostRows : mostRows;
        (IndexMap map, bytes) = Layout();
        IsShared = !IsOfRows && !IsOfRun && plan.HasChunksOfRows && bytes <= MostSharedBytes / plan.BlockCount;
        offset = frame.Scratch.Take(IsShared ? bytes * plan.BlockCount : bytes);
        Row = new ScratchRow(il.DeclareAddress(), map, Access.Contiguous);
        store = new PlaceEmitter(il, nest, Row.Start, plan.Element, new Place(-1, map, Guard.Always), Access.Contiguous, nest.Depth);
        if (isTransposed)
        {
            Place place = only!.Place;
            PlaceEmitter source = new(il, nest, frame.Operands[place.Operand], plan.Element, place, Access.Uniform, nest.Depth);
            long Bytes(IndexMap own, LoopAxis axis) => own.CoefficientOf(axis)!.Value * plan.Element.ByteSize;
            transposed = new TransposedCopy(frame, source, Bytes(place.Map, plan.Columns), store, Bytes(map, plan.Terms[^1]));
        }
    }

    /// <summary>Where it lies.</summary>
    public ScratchRow Row { get; }

    /// <summary>Whether rows differ in it, and some are packed at a time; else columns do, and all of a chunk are.</summary>
    public bool IsOfRows { get; }

    /// <summary>How many rows are packed at a time at most, where rows are: those of a tile, or of several.</summary>
    public int MostRows { get; }

    /// <summary>Whether each run of rows has its own; else all of a chunk have the same.</summary>
    public bool IsOfRun { get; }

    /// <summary>Whether each block of terms has memory of its own, which the chunks of the same columns find as the first of them left it.</summary>
    public bool IsShared { get; }

    /// <summary>Computes what depends on no axis.</summary>
    public void Enter()
    {
        EnterAll(0);
    }

    /// <summary>Packs what the ranges tell.</summary>
    /// <param name="rows">How many rows there are, where they are packed.</param>
    public void Write(int rows = 1)
    {
        Reach();
        EnterAll(TilePlan.OuterLevel);
        Loops(0, rows);
    }

    private static int LevelOf(int place) => TilePlan.OuterLevel + 1 + place;

    private ElementType Element => plan.Element;

    /// <summary>
    /// The axes of the loops. Vectors lie along columns where the columns differ; else along terms, or along rows where these lie together
    /// in memory and the terms do not.
    /// </summary>
    private Sequence<LoopAxis> Order(Stage alone)
    {
        ImmutableArray<LoopAxis> terms = [.. plan.Terms.Skip(plan.Tiling.Cut)];
        if (!IsOfRows)
        {
            return [.. terms, plan.Columns];
        }
        LoopAxis rows = plan.Rows!.Value;
        ImmutableArray<Load> loads = [.. alone.Body.OfType<Load>().Where(load => load.Place.Map.DependsOn(rows))];
        bool isAlongRows = loads.Any(load => load.Place.Map.CoefficientOf(rows) == 1)
            && !loads.Any(load => load.Place.Map.CoefficientOf(terms[^1]) == 1);
        return isAlongRows ? [.. terms, rows] : [rows, .. terms];
    }

    private (IndexMap Map, long Bytes) Layout()
    {
        LoopAxis last = axes[^1];
        bool isByTerm = !IsOfRows || last == plan.Rows;
        // Rows of terms should not all come into one set of the cache.
        long inner = !IsOfRows ? plan.TotalStride : last == plan.Rows ? InOddLines(MostRows) : plan.TermsPerBlock.InWholeVectors + RowGap;
        IndexMap map = isByTerm
            ? (plan.TermNumber * inner) + IndexMap.Of(IsOfRows ? last : plan.Columns)
            : (IndexMap.Of(plan.Rows!.Value) * inner) + plan.TermNumber;
        // Whole vectors are written behind the last element.
        return (map, checked((((isByTerm ? plan.TermsPerBlock : MostRows) * inner) + Schedule.Partials) * Element.ByteSize));
    }

    /// <summary>A length of an odd number of lines, so that lines at this distance come into all sets of a cache.</summary>
    private long InOddLines(int count)
    {
        long elements = Buffer.Alignment / Element.ByteSize;
        return count <= elements ? count : (((long)count).PiecesOf(elements) | 1) * elements;
    }

    /// <summary>Sets the place of index 0 of all axes, so that the first element at hand lies first.</summary>
    public void Reach()
    {
        frame.PushScratch(offset);
        if (IsShared)
        {
            il.MoveBy(block.Push, bytes);
        }
        foreach (LoopAxis axis in axes)
        {
            if (FirstOf(axis) is { } first)
            {
                il.MoveBy(() => il.Push(first), checked(-Row.Map.CoefficientOf(axis)!.Value * Element.ByteSize));
            }
        }
        il.Pop(Row.Start);
    }

    private LocalBuilder? FirstOf(LoopAxis axis) => axis == plan.Rows ? ranges.FirstPackedRow : ranges.FirstOf(axis);

    private Action LimitOf(LoopAxis axis, int rows) => axis != plan.Rows ? ranges.LimitOf(axis) : () =>
    {
        il.Push(ranges.FirstPackedRow);
        il.Push(rows);
        il.Emit(OpCodes.Add);
    };

    private void Loops(int place, int rows)
    {
        LoopAxis axis = axes[place];
        LocalBuilder index = frame.LocalOf(axis);
        if (FirstOf(axis) is { } first)
        {
            il.Push(first);
            il.Pop(index);
        }
        else
        {
            il.Set(index, 0);
        }
        if (transposed is not null && axis == plan.Columns)
        {
            WriteTransposed(index, LevelOf(place));
        }
        else if (place < axes.Count - 1)
        {
            il.Loop(index, LimitOf(axis, rows), 1, () =>
            {
                EnterAll(LevelOf(place));
                Loops(place + 1, rows);
            });
        }
        else if (nest.Vector is null)
        {
            il.Loop(index, LimitOf(axis, rows), 1, WriteOne);
        }
        else if (axis == plan.Rows)
        {
            WriteRows(index, rows);
        }
        else
        {
            VectorLoop.Write(frame, index, ranges.LimitOf(axis), axis.Size, WriteOne);
        }
    }

    private void WriteRows(LocalBuilder index, int rows)
    {
        for (int done = 0; done < rows; done += frame.Vector.Count)
        {
            if (rows - done >= frame.Vector.Count)
            {
                WriteOne();
                il.Advance(index, frame.Vector.Count);
            }
            else
            {
                VectorLoop.Masked(frame, rows - done, WriteOne);
            }
        }
    }

    private void WriteTransposed(LocalBuilder column, int level)
    {
        LoopAxis terms = plan.Terms[^1];
        void PushFirst()
        {
            if (FirstOf(terms) is { } first)
            {
                il.Push(first);
            }
            else
            {
                il.Push(0);
            }
        }
        transposed!.Write(column, level, ranges.LimitOf(plan.Columns), frame.LocalOf(terms), PushFirst, ranges.LimitOf(terms));
    }

    private void EnterAll(int level)
    {
        if (transposed is not null)
        {
            transposed.Enter(level);
            return;
        }
        body.Enter(level);
        store.Enter(level);
    }

    private void WriteOne()
    {
        body.Enter(nest.Depth);
        body.Lane.Store(store.PushAddress, body.Value(value), null);
    }
}
