using System.Reflection.Emit;
using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Ilgpu;

/// <summary>Combines over the points of an item in a register, and leaves the partial total in memory of the item's own.</summary>
internal sealed class CombineWriter : EffectWriter
{
    private readonly Combine combine;
    private readonly LaneValue sum;
    private readonly LocalBuilder? tree;
    private readonly Action pushPartial;

    public CombineWriter(
        ThreadCode code, BodyWriter body, (int Stage, int Effect) key, Combine combine, LocalBuilder item, bool isShared)
        : base(code, body)
    {
        this.combine = combine;
        sum = Lane.Declare(body.Stage.Body[combine.Value].Element);
        tree = isShared ? code.Shared(sum.Element) : null;
        pushPartial = () => code.PushElement(code.ParameterOf(code.Launch.Partials[key]), () => IL.Emit(OpCodes.Ldloc, item));
    }

    public override void BeginItem() => Lane.Assign(sum, Lane.Constant(Partials.IdentityOf(combine.Kind, sum.Element)));

    public override void Apply() => Lane.Assign(sum, Lane.Combine(combine.Kind, sum, Body.Value(combine.Value)));

    public override void EndItem()
    {
        if (tree is not null)
        {
            new GroupTree(Code).Fold(combine.Kind, sum, tree);
        }
        InFirstThread(Code.Launch.Work.IsByGroup, () => Lane.Store(pushPartial, sum, null));
    }
}

/// <summary>
/// Combines over the points of an item apart for points of inner axes, in memory of the item's own: each element belongs to one thread.
/// </summary>
internal sealed class MemoryCombineWriter : EffectWriter
{
    private readonly Combine combine;
    private readonly Sequence<LoopAxis> inner;
    private readonly ElementType element;
    private readonly LocalBuilder item;
    private readonly int parameter;
    private readonly bool onlyFirst;

    public MemoryCombineWriter(
        ThreadCode code, BodyWriter body, (int Stage, int Effect) key, Combine combine, Sequence<LoopAxis> inner, LocalBuilder item,
        bool onlyFirst)
        : base(code, body)
    {
        (this.combine, this.inner, this.item, this.onlyFirst) = (combine, inner, item, onlyFirst);
        element = body.Stage.Body[combine.Value].Element;
        parameter = code.ParameterOf(code.Launch.Partials[key]);
    }

    private WorkPlan Work => Code.Launch.Work;

    public override void BeginItem()
    {
        LocalBuilder flat = Code.DeclareIndex();
        LaneValue identity = Lane.Constant(Partials.IdentityOf(combine.Kind, element));
        (Action start, long step) = Work.IsByGroup
            ? ((Action)PushThread, (long)Work.GroupSize)
            : (() => Code.Index.Push(0L), 1L);
        Code.Loop(flat, start, inner.Points(), step, () => Lane.Store(() => Push(() => IL.Emit(OpCodes.Ldloc, flat)), identity, null));
        if (Work.IsByGroup)
        {
            Code.Barrier();
        }
    }

    public override void Apply() => InFirstThread(onlyFirst, () =>
    {
        void PushAddress() => Push(() => Code.Index.Push(WorkPlan.Flat(inner)));
        LaneValue before = Lane.Load(PushAddress, element, null);
        Lane.Store(PushAddress, Lane.Combine(combine.Kind, before, Body.Value(combine.Value)), null);
    });

    private void PushThread()
    {
        IL.Emit(OpCodes.Ldloc, Code.Thread);
        Code.Widen();
    }

    /// <summary>Pushes a reference to the partial total of an inner point; see <see cref="LaunchPlanner.PartialMap"/>.</summary>
    private void Push(Action pushFlat) => Code.PushElement(parameter, () =>
    {
        if (Work.IsByGroup)
        {
            IL.Emit(OpCodes.Ldloc, item);
            Code.Index.Push(inner.Points());
            IL.Emit(OpCodes.Mul);
            pushFlat();
        }
        else
        {
            pushFlat();
            Code.Index.Push(Work.Items);
            IL.Emit(OpCodes.Mul);
            IL.Emit(OpCodes.Ldloc, item);
        }
        IL.Emit(OpCodes.Add);
    });
}
