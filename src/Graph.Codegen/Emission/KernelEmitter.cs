using System.Reflection;
using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// Writes the phases of a kernel: its points, chunk by chunk; and, where totals over all points are needed behind them, the end.
/// </summary>
internal sealed class KernelEmitter
{
    private static readonly MethodInfo memoryBarrier = typeof(Interlocked).GetMethod(nameof(Interlocked.MemoryBarrier))!;

    private readonly LoopKernel kernel;
    private readonly Schedule schedule;
    private readonly LaneWidth width;
    private readonly TilePlan? tiles;
    private readonly ScratchLayout worker = new();
    private readonly ScratchLayout shared = new();
    private readonly Dictionary<(int Stage, int Effect), CombineLayout> combined = [];

    /// <summary>Plans the memory of a kernel.</summary>
    /// <param name="scheduled">The kernel, of instructions that lanes have.</param>
    /// <param name="width">How wide vectors are.</param>
    public KernelEmitter(ScheduledKernel scheduled, LaneWidth width)
    {
        (kernel, schedule) = (scheduled.Kernel, scheduled.Schedule);
        this.width = width;
        tiles = schedule.Tiling is null ? null : new TilePlan(kernel, schedule);
        Chunks = schedule.ChunksOf(kernel);
        for (int number = 0; number < kernel.Stages.Count; number++)
        {
            Stage stage = kernel.Stages[number];
            for (int place = 0; place < stage.Effects.Count; place++)
            {
                if (stage.Effects[place] is Combine combine)
                {
                    combined.Add(
                        (number, place), new CombineLayout(combine, stage.Body[combine.Value].Element, schedule.AxisAlong(kernel, stage), Chunks, shared));
                }
            }
        }
    }

    /// <summary>The number of chunks of the first phase.</summary>
    public long Chunks { get; }

    /// <summary>Whether there is a second phase.</summary>
    public bool HasEnd => kernel.Stages.Any(stage => stage.Phase == StagePhase.AfterPoints);

    /// <summary>The shared scratch it needs.</summary>
    public long SharedBytes => shared.Bytes;

    /// <summary>The scratch each worker needs, once its phases are written.</summary>
    public long WorkerBytes => worker.Bytes;

    private int PointLevel => schedule.Vector == VectorAxis.LastPoint ? 2 : 1;

    /// <summary>Writes the phase that runs chunks of points.</summary>
    public void WritePoints(ILGenerator il)
    {
        if (Chunks > 0)
        {
            Frame frame = new(il, width, kernel.Operands.Count, worker);
            (ImmutableArray<StageLoops?> loops, ImmutableArray<StageEmitter> bodies) = Prepare(frame, isEnd: false);
            new PointsWriter(frame, kernel, schedule, loops, combined, tiles is null ? null : TileWith).Write();
            TileWriter TileWith(LocalBuilder first, LocalBuilder end) =>
                new(frame, tiles, frame.Rows[(tiles.Contraction.Number, 0)], first, end, bodies, width);
        }
        Return(il);
    }

    /// <summary>Writes the phase behind all points.</summary>
    public void WriteEnd(ILGenerator il)
    {
        Frame frame = new(il, width, kernel.Operands.Count, worker);
        (ImmutableArray<StageLoops?> stages, _) = Prepare(frame, isEnd: true);
        foreach (CombineLayout layout in combined.Values)
        {
            new CombineWriter(frame, layout).Write();
        }
        foreach ((StageLoops? loops, _) in stages.Zip(kernel.Stages).Where(pair => pair.Second.Phase == StagePhase.AfterPoints))
        {
            loops!.Enter(0);
            loops.Run();
        }
        Return(il);
    }

    /// <summary>Whoever hears that the chunks are done must see what went past the caches.</summary>
    private void Return(ILGenerator il)
    {
        if (schedule.IsStreaming)
        {
            il.Emit(OpCodes.Call, memoryBarrier);
        }
        il.Emit(OpCodes.Ret);
    }

    /// <summary>Plans all stages, and runs those before the points.</summary>
    /// <returns>The loops of each stage, null for one that is made in tiles; and the bodies.</returns>
    private (ImmutableArray<StageLoops?> Loops, ImmutableArray<StageEmitter> Bodies) Prepare(Frame frame, bool isEnd)
    {
        List<StageEmitter> bodies = [];
        ImmutableArray<StageLoops?>.Builder loops = ImmutableArray.CreateBuilder<StageLoops?>();
        StagePhase last = isEnd ? StagePhase.AfterPoints : StagePhase.AtPoint;
        for (int number = 0; number < kernel.Stages.Count && kernel.Stages[number].Phase <= last; number++)
        {
            Stage stage = kernel.Stages[number];
            int pointLevel = stage.Phase == StagePhase.AtPoint ? PointLevel : 0;
            LoopNest nest = NestOf(frame, stage, pointLevel);
            if (stage is { Phase: StagePhase.AtPoint, Axes.Count: 0 } && !isEnd && frame.HasVectors)
            {
                TurnLoads(frame, number, stage, new PointMemory(frame, nest));
            }
            StageEmitter body = new(frame, kernel, number, nest, PointLevel, bodies, schedule.IsStreaming);
            ImmutableArray<ScratchRow?> rows =
                [.. Enumerable.Range(0, stage.Effects.Count).Select(place => RowOf(frame, number, place, nest, isEnd))];
            bool isAlongRow = stage.Axes.Count > 0 && (stage.Phase == StagePhase.AfterPoints || schedule.Vector == VectorAxis.LastInner);
            bodies.Add(body);
            if (number == tiles?.Contraction.Number)
            {
                frame.Rows.Add((number, 0), TileWriter.TotalsOf(frame, tiles));
            }
            if (number == tiles?.Contraction.Number || tiles?.Result is not null)
            {
                loops.Add(null);
                continue;
            }
            loops.Add(new StageLoops(frame, body, number, pointLevel, isAlongRow, rows));
        }
        foreach ((StageLoops? stage, _) in loops.Zip(kernel.Stages).Where(pair => pair.Second.Phase == StagePhase.BeforePoints))
        {
            stage!.Enter(0);
            stage.Run();
        }
        return (loops.DrainToImmutable(), [.. bodies]);
    }

    private void TurnLoads(Frame frame, int number, Stage stage, PointMemory memory)
    {
        for (int at = 0; at < stage.Body.Count; at++)
        {
            if (stage.Body[at] is Load load
                && TurnedLoad.IsWorthwhile(kernel, schedule, load, guard => frame.Vector.CanMask(load.Element) && memory.CanMask(guard)))
            {
                frame.Turned.Add(
                    (number, at),
                    frame.Turned.Values.FirstOrDefault(own => own.Place == load.Place) ?? new TurnedLoad(frame, kernel, schedule, load.Place));
            }
        }
    }

    private LoopNest NestOf(Frame frame, Stage stage, int pointLevel)
    {
        LoopNest nest = new(frame.IL, frame.HasVectors ? schedule.AxisAlong(kernel, stage) : null);
        nest.Deepen(pointLevel);
        if (stage.Phase == StagePhase.AtPoint)
        {
            foreach (LoopAxis axis in kernel.Axes)
            {
                nest.Add(axis, axis == kernel.Axes[^1] ? pointLevel : 1, frame.LocalOf(axis));
            }
        }
        for (int place = 0; place < stage.Axes.Count; place++)
        {
            nest.Add(stage.Axes[place], pointLevel + 1 + place, frame.LocalOf(stage.Axes[place]));
        }
        return nest;
    }

    /// <summary>Where an effect leaves what in scratch memory; or null.</summary>
    private ScratchRow? RowOf(Frame frame, int number, int place, LoopNest nest, bool isEnd)
    {
        Stage stage = kernel.Stages[number];
        switch (stage.Effects[place])
        {
            case Keep(var value) when stage.Axes.Count > 0 && !isEnd:
                ScratchRow row = KeptRow(frame, stage, stage.Body[value].Element, nest);
                frame.Rows.Add((number, place), row);
                return row;
            case Combine:
                CombineLayout layout = combined[(number, place)];
                LocalBuilder start = frame.IL.DeclareAddress();
                frame.Rows.Add((number, place), new ScratchRow(start, layout.Map, Access.Contiguous));
                if (!isEnd)
                {
                    return new ScratchRow(start, layout.PartialMap, Access.Contiguous);
                }
                frame.IL.Push(frame.Shared);
                frame.IL.MoveBy(layout.Result);
                frame.IL.Pop(start);
                return null;
            default:
                return null;
        }
    }

    /// <summary>A row in the worker's scratch: padded to 64 along a row, or with a vector for each of the stage's points.</summary>
    private ScratchRow KeptRow(Frame frame, Stage stage, ElementType element, LoopNest nest)
    {
        bool isAlongRow = schedule.Vector == VectorAxis.LastInner;
        long count = isAlongRow ? 1 : frame.Vector.Count;
        IndexMap map = IndexMap.Zero;
        foreach (LoopAxis axis in stage.Axes.Reverse())
        {
            map += IndexMap.Of(axis) * count;
            long size = isAlongRow && axis == stage.Axes[^1] ? axis.Size.InWholeVectors : axis.Size;
            count = checked(count * size);
        }
        return new ScratchRow(frame.ScratchAddress(frame.Scratch.Take(checked(count * element.ByteSize))), map, Access.Contiguous);
    }
}
