using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// Makes the totals of a contraction for a chunk: block of terms after block of terms, in each run of rows after run, tile after tile. They
/// lie in scratch memory then, where the other stages of the kernel find them; or in the result, where there is nothing more to do.
/// </summary>
internal sealed class TileWriter
{
    private readonly Frame frame;
    private readonly ILGenerator il;
    private readonly TilePlan plan;
    private readonly TileRanges ranges;
    private readonly ImmutableArray<PackedFactor?> packed;
    private readonly TileLoops tiles;
    private readonly ScratchRow totals;
    private readonly long offset;
    private readonly LocalBuilder isFirst;
    private readonly LocalBuilder row;
    private readonly ScratchIndex block;
    private readonly ScratchIndex packedColumn;

    /// <param name="frame">The method.</param>
    /// <param name="plan">The contraction.</param>
    /// <param name="totals">Where the totals lie.</param>
    /// <param name="firstColumn">The first column of the chunk.</param>
    /// <param name="endColumn">The column behind its last one.</param>
    /// <param name="earlier">The stages of the kernel.</param>
    /// <param name="width">The width of vectors.</param>
    public TileWriter(
        Frame frame, TilePlan plan, ScratchRow totals, LocalBuilder firstColumn, LocalBuilder endColumn, IReadOnlyList<StageEmitter> earlier,
        LaneWidth width)
    {
        (this.frame, this.plan, this.totals, il) = (frame, plan, totals, frame.IL);
        ranges = new TileRanges(frame, plan, firstColumn, endColumn);
        (isFirst, row) = (il.DeclareLocal(typeof(int)), il.DeclareIndex());
        (block, packedColumn) = (new ScratchIndex(frame), new ScratchIndex(frame));
        ProductTotal total = plan.Contraction.Total;
        RegisterTile tile = RegisterTile.Choose(
            width, plan.Element, plan.RunLength, Math.Min(plan.Schedule.Block, plan.Columns.Size), plan.SharesColumns);
        packed =
        [
            plan.Tiling.PacksValue ? new PackedFactor(frame, plan, ranges, block, total.Value, tile.Rows, earlier) : null,
            plan.Tiling.PacksFactor ? new PackedFactor(frame, plan, ranges, block, total.Factor, tile.Rows, earlier) : null,
        ];
        tiles = new TileLoops(frame, plan, ranges, tile, packed, totals, isFirst);
        offset = plan.Result is null ? frame.Scratch.Take(checked(plan.Schedule.Rows * plan.TotalStride * plan.Element.ByteSize)) : 0;
    }

    // Whether chunks find what an earlier one of the same columns has packed.
    private bool KeepsPacked => packed.Any(factor => factor is { IsShared: true });

    private IEnumerable<PackedFactor> PackedColumns => packed.OfType<PackedFactor>().Where(factor => !factor.IsOfRows);

    /// <summary>Where the totals of a contraction lie: a row for each row of the chunk.</summary>
    public static ScratchRow TotalsOf(Frame frame, TilePlan plan) =>
        new(frame.IL.DeclareAddress(), (plan.RowNumber * plan.TotalStride) + IndexMap.Of(plan.Columns), Access.Contiguous);

    /// <summary>Does what is the same for all chunks of a call.</summary>
    public void Begin()
    {
        tiles.Begin();
        foreach (PackedFactor factor in packed.OfType<PackedFactor>())
        {
            factor.Enter();
        }
        if (KeepsPacked)
        {
            packedColumn.Set(() => il.Push(-1L));
        }
    }

    /// <summary>Makes the totals of a chunk.</summary>
    /// <param name="firstRow">Its first row.</param>
    /// <param name="endRow">The row behind its last one.</param>
    public void Write(LocalBuilder firstRow, LocalBuilder endRow)
    {
        if (plan.Result is null)
        {
            frame.PushScratch(offset);
            il.MoveBy(() => il.Push(firstRow), checked(-plan.TotalStride * plan.Element.ByteSize));
            il.MoveBy(() => il.Push(ranges.FirstColumn), -plan.Element.ByteSize);
            il.Pop(totals.Start);
        }
        il.Emit(OpCodes.Ldc_I4_1);
        il.Pop(isFirst);
        if (KeepsPacked)
        {
            block.Set(() => il.Push(0L));
        }
        WriteBlocks(0, firstRow, endRow);
        if (KeepsPacked)
        {
            packedColumn.Set(() => il.Push(ranges.FirstColumn));
        }
    }

    private void WriteBlocks(int place, LocalBuilder firstRow, LocalBuilder endRow)
    {
        LoopAxis axis = plan.Terms[place];
        if (place < plan.Tiling.Cut)
        {
            il.Count(frame.LocalOf(axis), axis.Size, () => WriteBlocks(place + 1, firstRow, endRow));
            return;
        }
        il.Count(ranges.FirstTerm, axis.Size, () =>
        {
            il.Push(ranges.FirstTerm);
            il.Push(plan.Tiling.Length);
            il.Emit(OpCodes.Add);
            il.Push(axis.Size);
            il.TakeSmaller(ranges.EndTerm);
            WriteBlock(firstRow, endRow);
            if (KeepsPacked)
            {
                block.Advance(1);
            }
            il.Emit(OpCodes.Ldc_I4_0);
            il.Pop(isFirst);
        }, plan.Tiling.Length);
    }

    private void WriteBlock(LocalBuilder firstRow, LocalBuilder endRow)
    {
        foreach (PackedFactor factor in PackedColumns.Where(factor => !factor.IsOfRun))
        {
            if (factor.IsShared)
            {
                WriteShared(factor);
            }
            else
            {
                factor.Write();
            }
        }
        il.Push(firstRow);
        il.Pop(row);
        Label again = il.DefineLabel();
        il.MarkLabel(again);
        EnterRun(endRow);
        foreach (PackedFactor factor in PackedColumns.Where(factor => factor.IsOfRun))
        {
            factor.Write();
        }
        tiles.Write();
        il.Push(row);
        il.Push(endRow);
        il.Emit(OpCodes.Blt, again);
    }

    private void WriteShared(PackedFactor factor)
    {
        Label isThere = il.DefineLabel();
        Label done = il.DefineLabel();
        packedColumn.Push();
        il.Push(ranges.FirstColumn);
        il.Emit(OpCodes.Beq, isThere);
        factor.Write();
        il.Emit(OpCodes.Br, done);
        il.MarkLabel(isThere);
        factor.Reach();
        il.MarkLabel(done);
    }

    /// <summary>Sets the outer axes to the row that is next, the run to the rows from there to the end of the row axis, and goes behind it.</summary>
    private void EnterRun(LocalBuilder endRow)
    {
        if (plan.Rows is not { } axis)
        {
            PointsWriter.WriteIndices(frame, row, [.. plan.Outer]);
            il.Advance(row, 1);
            return;
        }
        PointsWriter.WriteIndices(frame, row, [.. plan.Outer, axis]);
        LocalBuilder count = PointsWriter.RunLength(frame, axis, row, endRow);
        il.Push(frame.LocalOf(axis));
        il.Pop(ranges.FirstRow);
        il.Push(ranges.FirstRow);
        il.Push(count);
        il.Emit(OpCodes.Add);
        il.Pop(ranges.EndRow);
        il.Push(row);
        il.Push(count);
        il.Emit(OpCodes.Add);
        il.Pop(row);
    }
}
