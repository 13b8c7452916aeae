using System.Reflection.Emit;
using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Ilgpu;

/// <summary>Writes a contraction in tiles, and behind it what is done with each sum.</summary>
internal sealed class TileWriter
{
    private readonly ThreadCode code;
    private readonly ILGenerator il;
    private readonly LoopKernel kernel;
    private readonly TilePlan tile;
    private readonly ImmutableArray<StageWriter> stages;
    private readonly BodyWriter body;
    private readonly LocalBuilder rowTile;
    private readonly LocalBuilder columnTile;
    private readonly LocalBuilder row;
    private readonly LocalBuilder column;
    private readonly LocalBuilder ofRows;
    private readonly LocalBuilder ofColumns;
    private readonly LaneValue[,] sums;

    private TileWriter(ILGenerator il, Launch launch, ImmutableArray<ElementType> parameters)
    {
        (this.il, kernel, tile) = (il, launch.Kernel, launch.Tile!);
        code = new ThreadCode(il, launch, parameters);
        LocalBuilder none = code.DeclareIndex();
        stages = [.. Enumerable.Range(0, kernel.Stages.Count).Select(number => new StageWriter(code, number, none, none))];
        body = new BodyWriter(code, tile.Contraction.Number, none);
        (rowTile, columnTile, row, column) = (code.DeclareIndex(), code.DeclareIndex(), code.DeclareIndex(), code.DeclareIndex());
        (ofRows, ofColumns) = (code.AllocateShared(Element, Piece), code.AllocateShared(Element, Piece));
        sums = new LaneValue[tile.PerThread, tile.PerThread];
    }

    private ElementType Element => tile.Contraction.Stage.Body[tile.OfRows].Element;

    private int Threads => tile.Side * tile.Side;

    /// <summary>The elements of a factor that are brought in at once.</summary>
    private int Piece => tile.Extent * tile.Side;

    private long Terms => tile.Contraction.Stage.Axes.Points();

    /// <summary>Writes the body of a method.</summary>
    public static void Write(ILGenerator il, Launch launch, ImmutableArray<ElementType> parameters) =>
        new TileWriter(il, launch, parameters).Write();

    private void Write()
    {
        foreach (StageWriter stage in stages.Where((_, number) => kernel.Stages[number].Phase == StagePhase.BeforePoints))
        {
            stage.Run();
        }
        SetTile();
        LaneValue zero = code.Lane.Constant(Numbers.Zero(Element));
        ForEachSum((i, j) =>
        {
            sums[i, j] = code.Lane.Declare(Element);
            code.Lane.Assign(sums[i, j], zero);
        });
        LocalBuilder start = code.DeclareIndex();
        code.Loop(start, () => code.Index.Push(0L), Terms, tile.Side, () =>
        {
            for (int turn = 0; turn < tile.PerThread; turn++)
            {
                Bring(turn, start, ofRows, isOfRows: true);
                Bring(turn, start, ofColumns, isOfRows: false);
            }
            code.Barrier();
            AddProducts();
            code.Barrier();
        });
        ForEachSum(WriteBehind);
        il.Emit(OpCodes.Ret);
    }

    /// <summary>Sets the tile of the group, the outer axes, and the place of the thread in the tile.</summary>
    private void SetTile()
    {
        LocalBuilder group = code.DeclareIndex();
        LocalBuilder outer = code.DeclareIndex();
        code.PushGroup();
        code.Widen();
        il.Emit(OpCodes.Stloc, group);
        code.Divide(group, tile.TilesAlong(tile.Columns), outer, columnTile);
        code.Divide(outer, tile.TilesAlong(tile.Rows), group, rowTile);
        code.Decode(group, TilePlan.OuterAxes(kernel));
        LocalBuilder thread = code.DeclareIndex();
        il.Emit(OpCodes.Ldloc, code.Thread);
        code.Widen();
        il.Emit(OpCodes.Stloc, thread);
        code.Divide(thread, tile.Side, row, column);
    }

    private void ForEachSum(Action<int, int> write)
    {
        for (int i = 0; i < tile.PerThread; i++)
        {
            for (int j = 0; j < tile.PerThread; j++)
            {
                write(i, j);
            }
        }
    }

    /// <summary>
    /// Brings an element of a factor into the group's memory, or 0 where there is none: neighbouring threads take neighbouring terms of a
    /// row, or neighbouring columns of a term.
    /// </summary>
    private void Bring(int turn, LocalBuilder start, LocalBuilder memory, bool isOfRows)
    {
        LocalBuilder place = code.DeclareIndex();
        LocalBuilder point = code.DeclareIndex();
        LocalBuilder term = code.DeclareIndex();
        il.Emit(OpCodes.Ldloc, code.Thread);
        code.Widen();
        code.Index.Push((long)turn * Threads);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, place);
        if (isOfRows)
        {
            code.Divide(place, tile.Side, point, term);
        }
        else
        {
            code.Divide(place, tile.Extent, term, point);
        }
        AddTo(term, () => il.Emit(OpCodes.Ldloc, start));
        AddTo(point, () => PushProduct(isOfRows ? rowTile : columnTile, tile.Extent));
        LoopAxis axis = isOfRows ? tile.Rows : tile.Columns;
        Label none = il.DefineLabel();
        LaneValue value = code.Lane.Declare(Element);
        code.Lane.Assign(value, code.Lane.Constant(Numbers.Zero(Element)));
        BranchUnlessBelow(point, axis.Size, none);
        BranchUnlessBelow(term, Terms, none);
        il.Emit(OpCodes.Ldloc, point);
        il.Emit(OpCodes.Stloc, code.LocalOf(axis));
        code.Decode(term, tile.Contraction.Stage.Axes);
        code.Index.BranchUnless(tile.Contraction.Total.Guard.Bounds, none);
        code.Lane.Assign(value, body.WriteOnly(isOfRows ? tile.OfRows : tile.OfColumns));
        il.MarkLabel(none);
        code.Lane.Store(() => code.PushItem(memory, () => il.Emit(OpCodes.Ldloc, place)), value, null);
    }

    private void AddProducts()
    {
        LocalBuilder term = code.DeclareIndex();
        code.Loop(term, () => code.Index.Push(0L), tile.Side, 1, () =>
        {
            LaneValue[] rows = [.. Enumerable.Range(0, tile.PerThread).Select(i => FromMemory(ofRows, () =>
            {
                PushSum(row, (long)i * tile.Side);
                code.Index.Push(tile.Side);
                il.Emit(OpCodes.Mul);
                il.Emit(OpCodes.Ldloc, term);
                il.Emit(OpCodes.Add);
            }))];
            LaneValue[] columns = [.. Enumerable.Range(0, tile.PerThread).Select(j => FromMemory(ofColumns, () =>
            {
                PushProduct(term, tile.Extent);
                PushSum(column, (long)j * tile.Side);
                il.Emit(OpCodes.Add);
            }))];
            ForEachSum((i, j) => code.Lane.Accumulate(sums[i, j], rows[i], columns[j]));
        });
    }

    /// <summary>The stages behind the contraction, for one of the thread's sums.</summary>
    private void WriteBehind(int i, int j)
    {
        Label none = il.DefineLabel();
        SetPoint(tile.Rows, rowTile, row, i, none);
        SetPoint(tile.Columns, columnTile, column, j, none);
        code.Left[(tile.Contraction.Number, 0)] = sums[i, j];
        foreach (StageWriter stage in stages.Where((_, number) =>
            kernel.Stages[number].Phase == StagePhase.AtPoint && number != tile.Contraction.Number))
        {
            stage.Run();
        }
        il.MarkLabel(none);
    }

    private void SetPoint(LoopAxis axis, LocalBuilder tileNumber, LocalBuilder own, int turn, Label none)
    {
        LocalBuilder local = code.LocalOf(axis);
        PushProduct(tileNumber, tile.Extent);
        PushSum(own, (long)turn * tile.Side);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, local);
        if (axis.Size % tile.Extent != 0)
        {
            BranchUnlessBelow(local, axis.Size, none);
        }
    }

    private LaneValue FromMemory(LocalBuilder memory, Action pushPlace) =>
        code.Lane.Load(() => code.PushItem(memory, pushPlace), Element, null);

    private void PushProduct(LocalBuilder number, long factor)
    {
        il.Emit(OpCodes.Ldloc, number);
        code.Index.Push(factor);
        il.Emit(OpCodes.Mul);
    }

    private void PushSum(LocalBuilder number, long summand)
    {
        il.Emit(OpCodes.Ldloc, number);
        code.Index.Push(summand);
        il.Emit(OpCodes.Add);
    }

    private void AddTo(LocalBuilder number, Action push)
    {
        il.Emit(OpCodes.Ldloc, number);
        push();
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, number);
    }

    private void BranchUnlessBelow(LocalBuilder number, long limit, Label none)
    {
        il.Emit(OpCodes.Ldloc, number);
        code.Index.Push(limit);
        il.Emit(OpCodes.Bge, none);
    }
}
