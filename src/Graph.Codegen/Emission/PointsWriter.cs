using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>Writes the loops over chunks, over the rows of a chunk, and over the vector axis if that is the last of the points'.</summary>
internal sealed class PointsWriter
{
    private readonly Frame frame;
    private readonly ILGenerator il;
    private readonly LoopKernel kernel;
    private readonly Schedule schedule;
    private readonly ImmutableArray<StageLoops> stages;
    private readonly ImmutableArray<LocalBuilder> axes;
    private readonly ImmutableArray<(CombineLayout Layout, LocalBuilder Start)> combined;
    private readonly TileWriter? tiles;
    private readonly LocalBuilder chunk;
    private readonly LocalBuilder start;
    private readonly LocalBuilder stop;
    private readonly ImmutableArray<TurnedLoad> turned;

    /// <param name="frame">The method.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="schedule">How it runs.</param>
    /// <param name="stages">Its stages before and at the points.</param>
    /// <param name="combined">What is combined over all points.</param>
    /// <param name="tile">Makes the writer of a contraction's tiles, given the first column of a chunk and the one behind its last; or null.</param>
    public PointsWriter(
        Frame frame, LoopKernel kernel, Schedule schedule, ImmutableArray<StageLoops?> stages,
        IReadOnlyDictionary<(int Stage, int Effect), CombineLayout> combined, Func<LocalBuilder, LocalBuilder, TileWriter>? tile)
    {
        (this.frame, this.kernel, this.schedule, il) = (frame, kernel, schedule, frame.IL);
        this.stages = [.. stages.Where((stage, number) => kernel.Stages[number].Phase == StagePhase.AtPoint).OfType<StageLoops>()];
        axes = [.. kernel.Axes.Select(frame.LocalOf)];
        this.combined = [.. combined.Select(pair => (pair.Value, frame.Rows[pair.Key].Start))];
        (chunk, start, stop) = (il.DeclareIndex(), il.DeclareIndex(), il.DeclareIndex());
        tiles = tile?.Invoke(start, stop);
        turned = [.. frame.Turned.Values.Distinct()];
    }

    private bool IsBlocked => schedule.Vector == VectorAxis.LastPoint;

    /// <summary>Writes the chunks from the method's first to before its last one.</summary>
    public void Write()
    {
        foreach (StageLoops stage in stages)
        {
            stage.Enter(0);
        }
        tiles?.Begin();
        foreach (TurnedLoad load in turned)
        {
            load.Begin();
        }
        il.Emit(OpCodes.Ldarg_3);
        il.Pop(chunk);
        il.Loop(chunk, () => il.Emit(OpCodes.Ldarg_S, (byte)4), 1, WriteChunk);
    }

    private void WriteChunk()
    {
        foreach ((CombineLayout layout, LocalBuilder address) in combined)
        {
            il.Push(frame.Shared);
            il.MoveBy(layout.Start);
            il.MoveBy(() => il.Push(chunk), layout.Stride);
            il.Pop(address);
            new Partials(frame, layout.Kind, layout.Element).Clear(address, layout.Elements);
        }
        long blocks = schedule.BlocksOf(kernel);
        // What tiles read of some columns serves all rows, so chunks with the same columns follow each other; else those with the same rows.
        (long inner, OpCode ofBlock, OpCode ofRow) = tiles is null
            ? (blocks, OpCodes.Rem_Un, OpCodes.Div_Un)
            : (schedule.ChunksOf(kernel) / blocks, OpCodes.Div_Un, OpCodes.Rem_Un);
        if (IsBlocked)
        {
            SetRange(start, stop, kernel.Axes[^1].Size, schedule.Block, () => PushPart(inner, ofBlock));
        }
        LocalBuilder row = il.DeclareIndex();
        LocalBuilder end = il.DeclareIndex();
        SetRange(row, end, schedule.RowsOf(kernel), schedule.Rows, () => PushPart(inner, ofRow));
        tiles?.Write(row, end);
        if (stages.IsEmpty)
        {
            return;
        }
        ImmutableArray<LoopAxis> outer = [.. kernel.Axes.Take(kernel.Axes.Count - (IsBlocked ? 1 : 0))];
        WriteIndices(frame, row, outer);
        if (turned.IsEmpty)
        {
            WriteRows(row, end, outer);
            return;
        }
        Label again = il.DefineLabel();
        il.MarkLabel(again);
        WriteRows(row, Turn(row, end), outer);
        il.Push(row);
        il.Push(end);
        il.Emit(OpCodes.Blt, again);
    }

    private void WriteRows(LocalBuilder row, LocalBuilder end, ImmutableArray<LoopAxis> outer) => il.Loop(row, () => il.Push(end), 1, () =>
    {
        WriteRow();
        WriteNext(outer);
    });

    /// <summary>Turns round what some rows of one run along the row axis load.</summary>
    /// <returns>The row behind the last of them.</returns>
    private LocalBuilder Turn(LocalBuilder row, LocalBuilder end)
    {
        LoopAxis axis = kernel.Axes[^2];
        (LocalBuilder index, LocalBuilder count) = (frame.LocalOf(axis), RunLength(frame, axis, row, end));
        (LocalBuilder endIndex, LocalBuilder endRow) = (il.DeclareIndex(), il.DeclareIndex());
        il.Push(count);
        il.Push(turned[0].MostRows);
        il.TakeSmaller(count);
        foreach ((LocalBuilder from, LocalBuilder to) in new[] { (index, endIndex), (row, endRow) })
        {
            il.Push(from);
            il.Push(count);
            il.Emit(OpCodes.Add);
            il.Pop(to);
        }
        foreach (TurnedLoad load in turned)
        {
            load.Write(endIndex, start, stop);
        }
        return endRow;
    }

    /// <summary>How many rows follow each other along an axis: to its end, or to the last row.</summary>
    /// <param name="frame">The method.</param>
    /// <param name="axis">The last one of the rows, which stands at the first of them.</param>
    /// <param name="row">The number of the first one among all rows.</param>
    /// <param name="end">The number behind the last row.</param>
    public static LocalBuilder RunLength(Frame frame, LoopAxis axis, LocalBuilder row, LocalBuilder end)
    {
        ILGenerator il = frame.IL;
        LocalBuilder count = il.DeclareIndex();
        il.Push(axis.Size);
        il.Push(frame.LocalOf(axis));
        il.Emit(OpCodes.Sub);
        il.Push(end);
        il.Push(row);
        il.Emit(OpCodes.Sub);
        il.TakeSmaller(count);
        return count;
    }

    // The number of the chunk divided by that of the chunks that follow each other, or what is left over.
    private void PushPart(long inner, OpCode operation)
    {
        il.Push(chunk);
        il.Push(inner);
        il.Emit(operation);
    }

    /// <summary>first = number · size; end = min(first + size, count).</summary>
    private void SetRange(LocalBuilder first, LocalBuilder end, long count, long size, Action pushNumber)
    {
        if (size >= count)
        {
            il.Set(first, 0);
            il.Set(end, count);
            return;
        }
        pushNumber();
        il.MultiplyBy(size);
        il.Pop(first);
        il.Push(first);
        il.Push(size);
        il.Emit(OpCodes.Add);
        il.Push(count);
        il.TakeSmaller(end);
    }

    /// <summary>Sets axes to the values that make the number of a row, the last one counting fastest.</summary>
    public static void WriteIndices(Frame frame, LocalBuilder row, ImmutableArray<LoopAxis> axes)
    {
        ILGenerator il = frame.IL;
        LocalBuilder rest = il.DeclareIndex();
        il.Push(row);
        il.Pop(rest);
        for (int place = axes.Length - 1; place >= 0; place--)
        {
            il.Push(rest);
            if (place > 0)
            {
                il.Push(axes[place].Size);
                il.Emit(OpCodes.Rem_Un);
            }
            il.Pop(frame.LocalOf(axes[place]));
            if (place > 0)
            {
                il.Push(rest);
                il.Push(axes[place].Size);
                il.Emit(OpCodes.Div_Un);
                il.Pop(rest);
            }
        }
    }

    /// <summary>Counts axes to the next row: the last one, and where that is at its end, the one before.</summary>
    private void WriteNext(ImmutableArray<LoopAxis> counted)
    {
        Label done = il.DefineLabel();
        for (int place = counted.Length - 1; place >= 0; place--)
        {
            LocalBuilder index = frame.LocalOf(counted[place]);
            il.Advance(index, 1);
            if (place > 0)
            {
                il.Push(index);
                il.Push(counted[place].Size);
                il.Emit(OpCodes.Blt, done);
                il.Set(index, 0);
            }
        }
        il.MarkLabel(done);
    }

    private void WriteRow()
    {
        if (!IsBlocked)
        {
            WritePoint();
            return;
        }
        foreach (StageLoops stage in stages)
        {
            stage.Enter(1);
        }
        il.Push(start);
        il.Pop(axes[^1]);
        if (frame.HasVectors)
        {
            VectorLoop.Write(frame, axes[^1], () => il.Push(stop), kernel.Axes[^1].Size, WritePoint);
        }
        else
        {
            il.Loop(axes[^1], () => il.Push(stop), 1, WritePoint);
        }
    }

    private void WritePoint()
    {
        foreach (StageLoops stage in stages)
        {
            stage.Run();
        }
    }
}
