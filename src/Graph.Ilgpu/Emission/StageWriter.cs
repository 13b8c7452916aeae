using System.Diagnostics;
using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Ilgpu;

/// <summary>
/// Writes a stage. In a thread its inner loops run one after the other; in a group the threads share them, by the axes that all totals
/// over points keep, so that each partial total belongs to one thread, or else by all.
/// </summary>
internal sealed class StageWriter
{
    private readonly ThreadCode code;
    private readonly ILGenerator il;
    private readonly int number;
    private readonly Stage stage;
    private readonly BodyWriter body;
    private readonly WorkPlan work;
    private readonly LocalBuilder item;
    private readonly bool isLive;
    private readonly Sequence<LoopAxis> alone;
    private readonly Sequence<LoopAxis> shared;
    private readonly ImmutableArray<EffectWriter?> effects;

    public StageWriter(ThreadCode code, int number, LocalBuilder item, LocalBuilder worker)
    {
        (this.code, il, this.number, this.item) = (code, code.IL, number, item);
        LoopKernel kernel = code.Launch.Kernel;
        (stage, work) = (kernel.Stages[number], code.Launch.Work);
        isLive = kernel.PointsOf(stage) > 0;
        shared = work.IsByGroup ? SharedAxes(kernel, stage) : [];
        alone = [.. stage.Axes.Except(shared)];
        body = new BodyWriter(code, number, worker);
        effects =
        [
            .. stage.Effects.Select((effect, place) =>
                isLive || effect is Total or ProductTotal or Extremum ? WriterOf(place) : null),
        ];
    }

    /// <summary>Whether all threads of a group do the same.</summary>
    private bool IsUniform => work.IsByGroup && shared.Count == 0;

    /// <summary>Begins what is combined over the points of an item.</summary>
    public void BeginItem()
    {
        foreach (EffectWriter? effect in effects)
        {
            effect?.BeginItem();
        }
    }

    /// <summary>Leaves what was combined over the points of an item.</summary>
    public void EndItem()
    {
        foreach (EffectWriter? effect in effects)
        {
            effect?.EndItem();
        }
    }

    /// <summary>Runs the stage at a point.</summary>
    public void Run()
    {
        foreach (EffectWriter? effect in effects)
        {
            effect?.Begin();
        }
        if (isLive)
        {
            body.WritePoint();
            if (IsUniform && stage.Effects.Any(effect => effect is Store))
            {
                // Another thread may still read what the first one is about to write.
                code.Barrier();
            }
            Loops(0);
        }
        foreach (EffectWriter? effect in effects)
        {
            effect?.End();
        }
    }

    /// <summary>
    /// The axes that threads of a group share: the same for all stages over the same axes, so that what one keeps another finds in the same
    /// thread.
    /// </summary>
    private static Sequence<LoopAxis> SharedAxes(LoopKernel kernel, Stage stage)
    {
        IEnumerable<LoopAxis> axes = stage.Axes;
        foreach (Stage other in kernel.Stages.Where(other => other.Axes == stage.Axes))
        {
            foreach (Sequence<LoopAxis> kept in other.Effects.OfType<Combine>().Select(own => LaunchPlanner.InnerKept(other, own)))
            {
                axes = kept.Count == 0 ? axes : axes.Intersect(kept);
            }
        }
        return [.. axes];
    }

    private void Loops(int place)
    {
        if (place < alone.Count)
        {
            code.Loop(code.LocalOf(alone[place]), () => code.Index.Push(0L), alone[place].Size, 1, () => Loops(place + 1));
            foreach (EffectWriter? effect in place == alone.Count - 1 ? effects : [])
            {
                effect?.EndRun();
            }
            return;
        }
        if (shared.Count == 0)
        {
            Term();
            return;
        }
        LocalBuilder flat = code.DeclareIndex();
        code.Loop(flat, PushThread, shared.Points(), work.GroupSize, () =>
        {
            code.Decode(flat, shared);
            Term();
        });
    }

    private void PushThread()
    {
        il.Emit(OpCodes.Ldloc, code.Thread);
        code.Widen();
    }

    private void Term()
    {
        body.WriteTerm();
        foreach (EffectWriter? effect in effects)
        {
            effect?.Apply();
        }
    }

    private EffectWriter WriterOf(int place)
    {
        Effect effect = stage.Effects[place];
        return effect switch
        {
            Store store => new StoreWriter(code, body, store, onlyFirst: IsUniform),
            Keep => new KeepWriter(code, body, number, place),
            Total or ProductTotal => new TotalWriter(code, body, (number, place), isShared: shared.Count > 0),
            Extremum extremum => new ExtremumWriter(code, body, (number, place), extremum, isShared: shared.Count > 0),
            Combine combine => LaunchPlanner.InnerKept(stage, combine) is { Count: > 0 } inner
                ? new MemoryCombineWriter(code, body, (number, place), combine, inner, item, onlyFirst: IsUniform)
                : new CombineWriter(code, body, (number, place), combine, item, isShared: shared.Count > 0),
            _ => throw new UnreachableException($"there is no code for {effect.GetType().Name}"),
        };
    }
}
