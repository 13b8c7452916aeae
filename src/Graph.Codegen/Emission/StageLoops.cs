using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>Runs a stage at a point, or at the points of a vector: its inner loops, its accumulators, its effects.</summary>
internal sealed class StageLoops
{
    // Beyond, writing a round of 64 points out costs more in code than it saves.
    private const int MostUnrolled = 300;

    // So many steps of an inner loop are written one after the other: what is known of their indices is then known to the compiler.
    private const long MostWrittenOut = 9;

    // Vectors of partials that fit into registers beside what the body needs.
    private const int MostPartialVectors = 8;

    private readonly Frame frame;
    private readonly ILGenerator il;
    private readonly StageEmitter stage;
    private readonly int number;
    private readonly int pointLevel;
    private readonly bool isAlongRow;
    private readonly bool isUnrolled;
    private readonly bool isWrittenOut;
    private readonly long steps;
    private readonly LocalBuilder stepsInBlock;
    private readonly ImmutableArray<TotalEmitter?> totals;
    private readonly ImmutableArray<PlaceEmitter?> scratch;

    /// <summary>Plans the loops of a stage.</summary>
    /// <param name="frame">The method.</param>
    /// <param name="stage">The body.</param>
    /// <param name="number">The stage's number.</param>
    /// <param name="pointLevel">The level of the kernel's points.</param>
    /// <param name="isAlongRow">Whether vectors lie along the last inner axis.</param>
    /// <param name="kept">Where what is kept, or combined, lies in scratch memory, for each effect that is.</param>
    public StageLoops(Frame frame, StageEmitter stage, int number, int pointLevel, bool isAlongRow, ImmutableArray<ScratchRow?> kept)
    {
        (this.frame, this.stage, this.number, this.pointLevel, this.isAlongRow, il) =
            (frame, stage, number, pointLevel, isAlongRow, frame.IL);
        Sequence<LoopAxis> axes = stage.Stage.Axes;
        long length = axes.Count == 0 ? 1 : axes[^1].Size;
        long innerSteps = isAlongRow ? (length + Schedule.Partials - 1) / Schedule.Partials : length;
        steps = axes.Take(axes.Count - 1).Aggregate(innerSteps, (count, axis) => checked(count * axis.Size));
        stepsInBlock = il.DeclareIndex();
        isUnrolled = isAlongRow && frame.HasVectors && IsWorthUnrolling(length);
        isWrittenOut = !isAlongRow && axes.Count > 0 && steps <= MostWrittenOut && steps * stage.InstructionCount <= MostUnrolled;
        totals = [.. stage.Stage.Effects.Select(effect => TotalOf(effect, length))];
        scratch = [.. stage.Stage.Effects.Select((effect, place) => kept[place] is { } row ? PlaceIn(row, effect) : null)];
    }

    private Sequence<LoopAxis> Axes => stage.Stage.Axes;

    private LoopNest Nest => stage.Nest;

    private bool HasBlocks => totals.Any(total => total is { HasBlocks: true });

    /// <summary>Computes what is known at a level around the point.</summary>
    public void Enter(int level)
    {
        stage.Enter(level);
        foreach (PlaceEmitter? place in scratch)
        {
            place?.Enter(level);
        }
    }

    /// <summary>Runs the stage.</summary>
    public void Run()
    {
        if (stage.IsLive && pointLevel > 0)
        {
            Enter(pointLevel);
        }
        foreach (TotalEmitter? total in totals)
        {
            total?.Begin();
        }
        if (stage.IsLive)
        {
            if (HasBlocks)
            {
                il.Set(stepsInBlock, 0);
            }
            Loops(0);
            if (HasBlocks)
            {
                EndLastBlock();
            }
        }
        for (int effect = 0; effect < totals.Length; effect++)
        {
            if (totals[effect] is { } total)
            {
                frame.Totals[(number, effect)] = total.End();
            }
        }
    }

    private void Loops(int place)
    {
        if (place == Axes.Count)
        {
            ApplyEffects(0);
            return;
        }
        LocalBuilder index = Nest.LocalOf(Axes[place]);
        if (isWrittenOut)
        {
            for (long value = 0; value < Axes[place].Size; value++)
            {
                il.Set(index, value);
                Enter(pointLevel + 1 + place);
                Loops(place + 1);
            }
            return;
        }
        if (place < Axes.Count - 1)
        {
            il.Count(index, Axes[place].Size, () =>
            {
                Enter(pointLevel + 1 + place);
                Loops(place + 1);
            });
            return;
        }
        il.Set(index, 0);
        if (HasBlocks)
        {
            InBlocks(index, Axes[place].Size);
        }
        else
        {
            Innermost(index, () => il.Push(Axes[^1].Size));
        }
    }

    /// <summary>The innermost loop in pieces that end where a block does.</summary>
    private void InBlocks(LocalBuilder index, long size)
    {
        long unit = isAlongRow ? Schedule.Partials : 1;
        LocalBuilder limit = il.DeclareIndex();
        Label again = il.DefineLabel();
        Label goOn = il.DefineLabel();
        il.MarkLabel(again);
        il.Push((long)Schedule.MostSequentialTerms);
        il.Push(stepsInBlock);
        il.Emit(OpCodes.Sub);
        il.MultiplyBy(unit);
        il.Push(index);
        il.Emit(OpCodes.Add);
        il.Push(size);
        il.TakeSmaller(limit);
        il.Push(stepsInBlock);
        il.Push(limit);
        il.Push(index);
        il.Emit(OpCodes.Sub);
        il.Push(unit - 1);
        il.Emit(OpCodes.Add);
        il.Push(unit);
        il.Emit(OpCodes.Div);
        il.Emit(OpCodes.Add);
        il.Pop(stepsInBlock);
        Innermost(index, () => il.Push(limit));
        il.Push(stepsInBlock);
        il.Push((long)Schedule.MostSequentialTerms);
        il.Emit(OpCodes.Blt, goOn);
        EndBlock();
        il.Set(stepsInBlock, 0);
        il.MarkLabel(goOn);
        il.Push(index);
        il.Push(size);
        il.Emit(OpCodes.Blt, again);
    }

    private void EndLastBlock()
    {
        Label none = il.DefineLabel();
        il.Push(stepsInBlock);
        il.Emit(OpCodes.Brfalse, none);
        EndBlock();
        il.MarkLabel(none);
    }

    private void EndBlock()
    {
        foreach (TotalEmitter? total in totals)
        {
            total?.EndBlock();
        }
    }

    private void Innermost(LocalBuilder index, Action pushLimit)
    {
        long size = Axes[^1].Size;
        if (!isAlongRow || !frame.HasVectors)
        {
            il.Loop(index, pushLimit, 1, () => Body(0));
        }
        else if (isUnrolled)
        {
            InRounds(index, pushLimit, size);
        }
        else
        {
            VectorLoop.Write(frame, index, pushLimit, size, () => Body(0));
        }
    }

    /// <summary>64 points written out one vector after the other, each with an accumulator of its own.</summary>
    private void InRounds(LocalBuilder index, Action pushLimit, long size)
    {
        int count = frame.Vector.Count;
        int rest = (int)(size % Schedule.Partials);
        if (size >= Schedule.Partials)
        {
            il.Loop(
                index, pushLimit, Schedule.Partials, () => Copies(Schedule.Partials / count), slack: rest == 0 ? 0 : Schedule.Partials - 1);
        }
        if (rest > 0)
        {
            VectorLoop.AtEnd(frame, index, pushLimit, size >= Schedule.Partials, () =>
            {
                Copies(rest / count);
                if (rest % count > 0)
                {
                    Nest.Offset = rest / count * count;
                    VectorLoop.Masked(frame, rest % count, () => Body(rest / count));
                    Nest.Offset = 0;
                }
            });
        }
    }

    private void Copies(int copies)
    {
        for (int copy = 0; copy < copies; copy++)
        {
            Nest.Offset = (long)copy * frame.Vector.Count;
            Body(copy);
        }
        Nest.Offset = 0;
    }

    private void Body(int copy)
    {
        Enter(Nest.Depth);
        ApplyEffects(copy);
    }

    private void ApplyEffects(int copy)
    {
        for (int place = 0; place < stage.Stage.Effects.Count; place++)
        {
            switch (stage.Stage.Effects[place])
            {
                case Store:
                    stage.Write(place);
                    break;
                case Keep(var value):
                    if (scratch[place] is { } row)
                    {
                        stage.Lane.Store(row.PushAddress, stage.Value(value), null);
                    }
                    break;
                case Total(_, var value, var guard):
                    AddWhere(guard, (total, mask) => total.Add(copy, stage.Value(value), mask), totals[place]!);
                    break;
                case ProductTotal(var value, var factor, var guard):
                    AddWhere(guard, (total, mask) => total.AddProduct(copy, stage.Value(value), stage.Value(factor), mask), totals[place]!);
                    break;
                case Extremum(_, var value):
                    totals[place]!.Add(copy, stage.Value(value), isAlongRow ? frame.Points.Mask : null);
                    break;
                case Combine(var kind, var value, _):
                    Accumulate(scratch[place]!, kind, stage.Value(value));
                    break;
                case var other:
                    throw new System.Diagnostics.UnreachableException($"there is no code for {other.GetType().Name}");
            }
        }
    }

    private void AddWhere(Guard guard, Action<TotalEmitter, LaneValue?> add, TotalEmitter total)
    {
        Label none = il.DefineLabel();
        add(total, stage.BranchUnless(guard, none, isAlongRow ? frame.Points.Mask : null));
        il.MarkLabel(none);
    }

    private void Accumulate(PlaceEmitter place, ReduceKind kind, LaneValue value)
    {
        Lane lane = stage.Lane;
        LaneValue before = lane.Load(place.PushAddress, value.Element, null);
        LaneValue after = lane.Combine(kind, before, value);
        LaneValue? mask = Nest.Vector is null ? null : frame.Points.Mask;
        lane.Store(place.PushAddress, mask is null ? after : lane.Apply(new Select(), value.Element, [mask, after, before]), null);
    }

    private bool IsWorthUnrolling(long length)
    {
        int copies = (int)Math.Min(Schedule.Partials, length + frame.Vector.Count - 1) / frame.Vector.Count;
        int parts = stage.Stage.Effects.Sum(effect =>
            effect is Total or ProductTotal ? stage.Stage.Body[effect.Value].Element.ByteSize == sizeof(long) ? 2 : 1 : 0);
        return parts > 0 && parts * copies <= MostPartialVectors && stage.InstructionCount * copies <= MostUnrolled;
    }

    private TotalEmitter? TotalOf(Effect effect, long length)
    {
        ElementType element = stage.Stage.Body.Count == 0 ? ElementType.Bool : stage.Stage.Body[effect.Value].Element;
        return effect switch
        {
            Store or Keep or Combine => null,
            Extremum(var kind, _) => new ExtremumEmitter(frame, kind, element, Nest, Axes[0]),
            Total(var kind, _, _) => TotalOf(kind, element, length),
            ProductTotal => TotalOf(ReduceKind.SumOf, element, length),
            var other => throw new System.Diagnostics.UnreachableException($"there is no code for {other.GetType().Name}"),
        };
    }

    private TotalEmitter TotalOf(ReduceKind kind, ElementType element, long length) =>
        !isAlongRow ? new PointTotal(frame, stage.Lane, kind, element, steps)
        : isUnrolled ? new RowTotalInLocals(frame, kind, element, length, steps)
        : new RowTotalInMemory(frame, kind, element, length, steps, () => Nest.Push(Axes[^1]));

    private PlaceEmitter PlaceIn(ScratchRow row, Effect effect) =>
        new(il, Nest, row.Start, stage.Stage.Body[effect.Value].Element, new Place(-1, row.Map, Guard.Always), row.Access, Nest.Depth);
}
