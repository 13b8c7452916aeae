using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>Writes the tiles of a run of rows: the loops over the terms of a block, and where their totals
/// go.</summary>
internal sealed class TileLoops
{
    private const long MostWrittenOut = 8;

    private readonly Frame frame;
    private readonly ILGenerator il;
    private readonly TilePlan plan;
    private readonly TileRanges ranges;
    private readonly LoopNest nest;
    private readonly RegisterTile tile;
    private readonly Lane lane;
    private readonly ImmutableArray<TileFactor> factors;
    private readonly PackedFactor? packedRows;
    private readonly PlaceEmitter totals;
    private readonly LocalBuilder? misalignment;
    private readonly long rowStep;
    private readonly LocalBuilder isFirst;
    private readonly List<LaneValue> registers = [];
    private readonly Dictionary<int, LaneValue> masks = [];

    /// <param name="frame">The method.</param>
    /// <param name="plan">The contraction.</param>
    /// <param name="ranges">What of the axes is at hand.</param>
    /// <param name="tile">The form of the tiles.</param>
    /// <param name="packed">Where the factors are packed; null for those that are read as they lie.</param>
    /// <param name="row">Where the totals go, unless it is the result.</param>
    /// <param name="isFirst">A local that is not 0 in the first block of terms.</param>
    public TileLoops(
        Frame frame, TilePlan plan, TileRanges ranges, RegisterTile tile, ImmutableArray<PackedFactor?> packed, ScratchRow row,
        LocalBuilder isFirst)
    {
        (this.frame, this.plan, this.ranges, this.tile, this.isFirst, il) = (frame, plan, ranges, tile, isFirst, frame.IL);
        nest = plan.Nest(frame);
        lane = tile.Width == LaneWidth.ScalarLane ? frame.Scalar
            : RegisterTile.PointsOf(tile.Width) == frame.Vector.Count ? frame.Vector : Lane.Create(tile.Width, il);
        factors = [.. plan.Contraction.Total.Arguments.Select((value, place) => new TileFactor(frame, plan, nest, value, packed[place]?.Row))];
        packedRows = packed.OfType<PackedFactor>().SingleOrDefault(factor => factor.IsOfRows);
        (LocalBuilder start, Place place) = plan.Result is { } result
            ? (frame.Operands[result.Operand], result)
            : (row.Start, new Place(-1, row.Map, Guard.Always));
        totals = new PlaceEmitter(il, nest, start, plan.Element, place, Access.Uniform, TilePlan.ColumnLevel);
        // A line that two tiles fill would leave before it is full.
        bool fillsLines = tile.Vectors * lane.Count * plan.Element.ByteSize % Buffer.Alignment == 0;
        misalignment = plan.Result is not null && plan.Schedule.IsStreaming && fillsLines ? frame.MisalignmentOf(place.Operand) : null;
        rowStep = plan.Rows is { } rows ? place.Map.CoefficientOf(rows)!.Value : 0;
    }

    private int Points => lane.Count;

    /// <summary>Makes what all tiles share, before any loop.</summary>
    public void Begin()
    {
        foreach (int rest in ColumnRests().Select(rest => rest % Points).Where(rest => rest > 0).Distinct())
        {
            if (lane.CanMask(plan.Element))
            {
                masks.Add(rest, lane.FirstPoints(rest));
            }
        }
        EnterAll(0);
    }

    /// <summary>Writes the tiles of the run at hand.</summary>
    public void Write()
    {
        EnterAll(TilePlan.OuterLevel);
        if (plan.Rows is not { } axis)
        {
            EnterAll(TilePlan.RowLevel);
            WriteRowsOfTiles(1);
            return;
        }
        if (packedRows is not { } factor)
        {
            WriteRows(axis, ranges.FirstRow, ranges.LimitOf(axis));
            return;
        }
        ImmutableArray<int> counts =
        [
            .. plan.RunLength >= factor.MostRows ? [factor.MostRows] : (int[])[],
            .. TilePlan.Rests(axis.Size, plan.RunLength, factor.MostRows),
        ];
        il.Push(ranges.FirstRow);
        il.Pop(ranges.FirstPackedRow);
        il.Loop(ranges.FirstPackedRow, ranges.LimitOf(axis), factor.MostRows, () =>
        {
            il.Push(ranges.FirstPackedRow);
            il.Push(factor.MostRows);
            il.Emit(OpCodes.Add);
            ranges.LimitOf(axis)();
            il.TakeSmaller(ranges.EndPackedRow);
            void PushEnd() => il.Push(ranges.EndPackedRow);
            WriteRests(ranges.FirstPackedRow, PushEnd, counts, factor.Write);
            WriteRows(axis, ranges.FirstPackedRow, PushEnd);
        });
    }

    /// <summary>Writes the tiles of neighbouring rows.</summary>
    private void WriteRows(LoopAxis axis, LocalBuilder first, Action pushEnd)
    {
        LocalBuilder row = frame.LocalOf(axis);
        il.Push(first);
        il.Pop(row);
        if (plan.RunLength >= tile.Rows)
        {
            il.Loop(row, pushEnd, tile.Rows, () => AtRow(tile.Rows), slack: tile.Rows - 1);
        }
        WriteRests(row, pushEnd, TilePlan.Rests(axis.Size, plan.RunLength, tile.Rows), AtRow);
    }

    private void AtRow(int rows)
    {
        EnterAll(TilePlan.RowLevel);
        WriteRowsOfTiles(rows);
    }

    /// <summary>Writes what is left up to a limit, for each length that it can have.</summary>
    private void WriteRests(LocalBuilder index, Action pushLimit, ImmutableArray<int> rests, Action<int> body)
    {
        Label done = il.DefineLabel();
        foreach (int rest in rests)
        {
            Label other = il.DefineLabel();
            il.Push(index);
            il.Push(rest);
            il.Emit(OpCodes.Add);
            pushLimit();
            il.Emit(OpCodes.Bne_Un, other);
            body(rest);
            il.Emit(OpCodes.Br, done);
            il.MarkLabel(other);
        }
        il.MarkLabel(done);
    }

    private ImmutableArray<int> ColumnRests() =>
        TilePlan.Rests(plan.Columns.Size, Math.Min(plan.Schedule.Block, plan.Columns.Size), tile.Vectors * Points);

    private void WriteRowsOfTiles(int rows)
    {
        LocalBuilder column = frame.LocalOf(plan.Columns);
        il.Push(ranges.FirstColumn);
        il.Pop(column);
        int whole = tile.Vectors * Points;
        if (Math.Min(plan.Schedule.Block, plan.Columns.Size) >= whole)
        {
            il.Loop(column, ranges.LimitOf(plan.Columns), whole, () => WriteTile(lane, rows, whole), slack: whole - 1);
        }
        WriteRests(column, ranges.LimitOf(plan.Columns), ColumnRests(), rest => WriteRest(column, rows, rest));
    }

    private void WriteRest(LocalBuilder column, int rows, int rest)
    {
        int last = rest % Points;
        if (last == 0 || masks.ContainsKey(last))
        {
            WriteTile(lane, rows, rest);
            return;
        }
        if (rest >= Points)
        {
            WriteTile(lane, rows, rest - last);
            il.Advance(column, rest - last);
        }
        il.Loop(column, ranges.LimitOf(plan.Columns), 1, () => WriteTile(frame.Scalar, rows, 1));
    }

    private void WriteTile(Lane own, int rows, int columns)
    {
        EnterAll(TilePlan.ColumnLevel);
        TileShape shape = new(RegisterTile.WidthOf(own.Count), plan.Element, rows, columns, plan.SharesColumns);
        TileTotals sums = new(shape, own, place => Register(own, place), shape.Rest > 0 ? masks[shape.Rest] : null);
        sums.Clear();
        Label none = il.DefineLabel();
        for (int level = 0; level <= TilePlan.ColumnLevel; level++)
        {
            BranchUnless(level, none);
        }
        WriteTerms(plan.Tiling.Cut, term => sums.Add(factors[0].Load(own, sums, term), factors[1].Load(own, sums, term)));
        il.MarkLabel(none);
        // Behind the last column of scratch memory is room for whole vectors.
        Leave([.. sums.Pieces().Select(piece => plan.Result is null ? piece with { Mask = null } : piece)]);
    }

    private LaneValue Register(Lane own, int place)
    {
        if (own != lane)
        {
            return own.Declare(plan.Element);
        }
        while (registers.Count <= place)
        {
            registers.Add(lane.Declare(plan.Element));
        }
        return registers[place];
    }

    private void WriteTerms(int place, Action<int> body)
    {
        LoopAxis axis = plan.Terms[place];
        LocalBuilder index = frame.LocalOf(axis);
        il.Set(index, 0);
        if (ranges.FirstOf(axis) is { } first)
        {
            il.Push(first);
            il.Pop(index);
        }
        int level = plan.LevelOfTerm(place);
        bool isInnermost = place == plan.Terms.Count - 1;
        if (isInnermost)
        {
            foreach (TileFactor factor in factors)
            {
                factor.Begin();
            }
            if (IsWrittenOut(place))
            {
                for (int term = 0; term < axis.Size; term++)
                {
                    body(term);
                }
                return;
            }
        }
        il.Loop(index, ranges.LimitOf(axis), 1, () =>
        {
            Label next = il.DefineLabel();
            BranchUnless(level, next);
            if (isInnermost)
            {
                body(0);
                il.MarkLabel(next);
                foreach (TileFactor factor in factors)
                {
                    factor.Advance();
                }
                return;
            }
            foreach (TileFactor factor in factors)
            {
                factor.Enter(level);
            }
            WriteTerms(place + 1, body);
            il.MarkLabel(next);
        });
    }

    /// <summary>Whether a loop is so short that its terms are written one after the other.</summary>
    private bool IsWrittenOut(int place) =>
        plan.Terms[place] is var axis && axis.Size <= MostWrittenOut && (axis != plan.Cut || plan.Tiling.Length >= axis.Size)
        && !factors.Any(factor => factor.RowsShareTerms(axis.Size))
        && !plan.Contraction.Total.Guard.Bounds.Any(bound => nest.LevelOf(bound.Map) == plan.LevelOfTerm(place));

    /// <summary>Branches where a bound that is known at a level says that the terms do not count.</summary>
    private void BranchUnless(int level, Label none)
    {
        foreach (Bound bound in plan.Contraction.Total.Guard.Bounds.Where(bound => nest.LevelOf(bound.Map) == level))
        {
            nest.Push(bound.Map);
            il.Push(bound.Limit);
            il.Emit(OpCodes.Bge_Un, none);
        }
    }

    /// <summary>Writes the totals of the first block; adds those of the others.</summary>
    private void Leave(ImmutableArray<TilePiece> pieces)
    {
        void StoreAll(bool isStreaming)
        {
            foreach (TilePiece piece in pieces)
            {
                piece.Lane.Store(AddressOf(piece), piece.Totals, piece.Mask, isStreaming);
            }
        }
        if (plan.HasBlocks)
        {
            il.Either(isFirst, () => StoreAll(false), () =>
            {
                foreach (TilePiece piece in pieces)
                {
                    LaneValue before = piece.Lane.Load(AddressOf(piece), plan.Element, piece.Mask);
                    piece.Lane.Store(AddressOf(piece), piece.Lane.Combine(ReduceKind.SumOf, before, piece.Totals), piece.Mask);
                }
            });
        }
        else if (misalignment is not null)
        {
            il.Either(misalignment, () => StoreAll(false), () => StoreAll(true));
        }
        else
        {
            StoreAll(false);
        }
    }

    private Action AddressOf(TilePiece piece) => () =>
    {
        totals.PushAddress();
        il.MoveBy(((piece.Row * rowStep) + piece.Column) * plan.Element.ByteSize);
    };

    private void EnterAll(int level)
    {
        foreach (TileFactor factor in factors)
        {
            factor.Enter(level);
        }
        totals.Enter(level);
    }
}
