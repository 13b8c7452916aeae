using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// What points load from where rows lie together in memory and columns do not: turned round into scratch memory, for some rows at a time,
/// where vectors along the columns then find it.
/// </summary>
internal sealed class TurnedLoad
{
    // Rows are turned by lines of memory, and as many as stay in the first cache.
    private const long LeastRows = 16;
    private const long MostElements = 1 << 12;

    private const int OuterLevel = 1;
    private const int ColumnLevel = 2;
    private const int RowLevel = 3;

    private readonly Frame frame;
    private readonly ILGenerator il;
    private readonly LoopAxis rows;
    private readonly LoopAxis columns;
    private readonly LoopNest nest;
    private readonly ImmutableArray<Bound> bounds;
    private readonly TransposedCopy copy;
    private readonly long offset;

    /// <param name="frame">The method.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="schedule">How it runs.</param>
    /// <param name="place">What is loaded.</param>
    public TurnedLoad(Frame frame, LoopKernel kernel, Schedule schedule, Place place)
    {
        (this.frame, il, rows, columns) = (frame, frame.IL, kernel.Axes[^2], kernel.Axes[^1]);
        long stride = Math.Min(schedule.Block, columns.Size);
        MostRows = MostElements / stride / LeastRows * LeastRows;
        (Place, bounds) = (place, [.. place.Guard.Bounds]);
        Row = new ScratchRow(il.DeclareAddress(), (IndexMap.Of(rows) * stride) + IndexMap.Of(columns), Access.Contiguous);
        offset = frame.Scratch.Take(checked(MostRows * stride * sizeof(float)));
        nest = new LoopNest(il, null);
        foreach (LoopAxis axis in kernel.Axes.SkipLast(2))
        {
            nest.Add(axis, OuterLevel, frame.LocalOf(axis));
        }
        nest.Add(columns, ColumnLevel, frame.LocalOf(columns));
        nest.Add(rows, RowLevel, frame.LocalOf(rows));
        Place unguarded = place with { Guard = Guard.Always };
        PlaceEmitter source = new(il, nest, frame.Operands[place.Operand], ElementType.F32, unguarded, Access.Uniform, nest.Depth);
        PlaceEmitter target =
            new(il, nest, Row.Start, ElementType.F32, new Place(-1, Row.Map, Guard.Always), Access.Contiguous, nest.Depth);
        copy = new TransposedCopy(
            frame, source, place.Map.CoefficientOf(columns)!.Value * sizeof(float), target, stride * sizeof(float));
    }

    /// <summary>What is loaded.</summary>
    public Place Place { get; }

    /// <summary>Where points find it.</summary>
    public ScratchRow Row { get; }

    /// <summary>How many rows are turned at a time at most.</summary>
    public long MostRows { get; }

    /// <summary>
    /// Whether chunks are large enough, the processor has the instructions, and a guard does no more than to end the columns, which vectors
    /// under a mask then leave out.
    /// </summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="schedule">How it runs.</param>
    /// <param name="load">What is loaded.</param>
    /// <param name="canMask">Whether vectors load under the mask of a guard.</param>
    public static bool IsWorthwhile(LoopKernel kernel, Schedule schedule, Load load, Func<Guard, bool> canMask) =>
        schedule.Vector == VectorAxis.LastPoint && kernel.Axes is [.., var rows, var columns]
        && Math.Min(schedule.Rows, rows.Size) >= LeastRows && Math.Min(schedule.Block, columns.Size) is >= LeastRows and <= MostElements / LeastRows
        && load.Place.Guard.Bounds.All(bound =>
            !bound.Map.DependsOn(rows) && bound.Map.CoefficientOf(columns) == 1 && bound.Map.Minimum >= 0)
        && (load.Place.Guard.IsAlways || canMask(load.Place.Guard))
        && TransposedCopy.IsPossible(load, columns, rows);

    /// <summary>Adds to the addresses what is known before all loops.</summary>
    public void Begin() => copy.Enter(0);

    /// <summary>Turns the rows from where their axis stands.</summary>
    /// <param name="endRow">The value of the axis behind the last of them.</param>
    /// <param name="firstColumn">The first column.</param>
    /// <param name="endColumn">The column behind the last one.</param>
    public void Write(LocalBuilder endRow, LocalBuilder firstColumn, LocalBuilder endColumn)
    {
        (LocalBuilder row, LocalBuilder column) = (frame.LocalOf(rows), frame.LocalOf(columns));
        LocalBuilder first = il.DeclareIndex();
        il.Push(row);
        il.Pop(first);
        frame.PushScratch(offset);
        foreach ((LoopAxis axis, LocalBuilder start) in new[] { (rows, first), (columns, firstColumn) })
        {
            il.MoveBy(() => il.Push(start), checked(-Row.Map.CoefficientOf(axis)!.Value * sizeof(float)));
        }
        il.Pop(Row.Start);
        copy.Enter(OuterLevel);
        LocalBuilder end = il.DeclareIndex();
        il.Push(endColumn);
        il.Pop(end);
        foreach ((IndexMap map, long limit) in bounds)
        {
            il.Push(limit);
            nest.Push(map - IndexMap.Of(columns));
            il.Emit(OpCodes.Sub);
            il.Push(end);
            il.TakeSmaller(end);
        }
        il.Push(firstColumn);
        il.Pop(column);
        copy.Write(column, ColumnLevel, () => il.Push(end), row, () => il.Push(first), () => il.Push(endRow));
        il.Push(first);
        il.Pop(row);
    }
}
