using System.Reflection.Emit;
using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Ilgpu;

/// <summary>Writes what is done with a scalar.</summary>
/// <param name="code">The kernel's code.</param>
/// <param name="body">The stage's instructions.</param>
internal abstract class EffectWriter(ThreadCode code, BodyWriter body)
{
    /// <summary>The kernel's code.</summary>
    protected ThreadCode Code { get; } = code;

    /// <summary>The stage's instructions.</summary>
    protected BodyWriter Body { get; } = body;

    /// <summary>The lane.</summary>
    protected Lane Lane => Code.Lane;

    /// <summary>Where the code goes.</summary>
    protected ILGenerator IL => Code.IL;

    /// <summary>Before the points of an item.</summary>
    public virtual void BeginItem()
    {
    }

    /// <summary>Before the terms of a point.</summary>
    public virtual void Begin()
    {
    }

    /// <summary>At a term.</summary>
    public abstract void Apply();

    /// <summary>Behind each run of the innermost loop of a thread.</summary>
    public virtual void EndRun()
    {
    }

    /// <summary>Behind the terms of a point.</summary>
    public virtual void End()
    {
    }

    /// <summary>Behind the points of an item.</summary>
    public virtual void EndItem()
    {
    }

    /// <summary>Code that only the first thread of the group runs.</summary>
    protected void InFirstThread(bool onlyFirst, Action write)
    {
        Label others = IL.DefineLabel();
        if (onlyFirst)
        {
            IL.Emit(OpCodes.Ldloc, Code.Thread);
            IL.Emit(OpCodes.Brtrue, others);
        }
        write();
        IL.MarkLabel(others);
    }
}

/// <summary>Writes an element.</summary>
internal sealed class StoreWriter(ThreadCode code, BodyWriter body, Store store, bool onlyFirst) : EffectWriter(code, body)
{
    public override void Apply() => InFirstThread(onlyFirst, () =>
    {
        Label none = IL.DefineLabel();
        Body.BranchUnlessThere(store.Place, none);
        LaneValue value = Body.Value(store.Value);
        if (store.Kind == ScatterKind.Accumulate)
        {
            LaneValue before = Lane.Load(() => Body.PushPlace(store.Place), value.Element, null);
            value = Lane.Apply(new Binary(BinaryKind.Add), value.Element, [before, value]);
        }
        Lane.Store(() => Body.PushPlace(store.Place), value, null);
        IL.MarkLabel(none);
    });
}

/// <summary>Leaves a scalar to later stages: in a local; or, of inner points, in memory.</summary>
internal sealed class KeepWriter : EffectWriter
{
    private readonly (int Stage, int Effect) key;
    private readonly int value;
    private readonly bool isRow;
    private readonly LocalBuilder? inGroup;

    public KeepWriter(ThreadCode code, BodyWriter body, int number, int place)
        : base(code, body)
    {
        key = (number, place);
        value = body.Stage.Effects[place].Value;
        isRow = body.Stage.Axes.Count > 0;
        if (isRow && !code.Launch.Rows.ContainsKey(key))
        {
            inGroup = code.AllocateShared(body.Stage.Body[value].Element, body.Stage.Axes.Points());
            code.RowsInGroup.Add(key, inGroup);
        }
    }

    public override void Apply()
    {
        if (isRow)
        {
            Lane.Store(() => Body.PushRow(key, inGroup), Body.Value(value), null);
        }
        else
        {
            Code.Left[key] = Body.Value(value);
        }
    }
}

/// <summary>
/// Combines the terms of a point: in a thread, with those of each inner run apart; in a group, thread by thread and then by a tree.
/// </summary>
internal sealed class TotalWriter : EffectWriter
{
    private readonly (int Stage, int Effect) key;
    private readonly ReduceKind kind;
    private readonly LaneValue sum;
    private readonly LaneValue? runs;
    private readonly LaneValue identity;
    private readonly LocalBuilder? tree;

    /// <param name="code">The kernel's code.</param>
    /// <param name="body">The stage's instructions.</param>
    /// <param name="key">The effect, a total or a total of products.</param>
    /// <param name="isShared">Whether the threads of a group share the terms.</param>
    public TotalWriter(ThreadCode code, BodyWriter body, (int Stage, int Effect) key, bool isShared)
        : base(code, body)
    {
        this.key = key;
        kind = Effect is Total(var own, _, _) ? own : ReduceKind.SumOf;
        ElementType element = body.Stage.Body[Effect.Value].Element;
        sum = Lane.Declare(element);
        identity = Lane.Constant(Partials.IdentityOf(kind, element));
        bool isLong = !isShared && body.Stage.Axes.Count > 1 && element.IsFloat && kind == ReduceKind.SumOf;
        runs = isLong ? Lane.Declare(element) : null;
        tree = isShared ? code.Shared(element) : null;
    }

    private Effect Effect => Body.Stage.Effects[key.Effect];

    public override void Begin()
    {
        Lane.Assign(sum, identity);
        if (runs is not null)
        {
            Lane.Assign(runs, identity);
        }
    }

    public override void Apply()
    {
        Label none = IL.DefineLabel();
        switch (Effect)
        {
            case Total(_, var value, var guard):
                Code.Index.BranchUnless(guard.Bounds, none);
                Lane.Assign(sum, Lane.Combine(kind, sum, Body.Value(value)));
                break;
            case ProductTotal(var value, var factor, var guard):
                Code.Index.BranchUnless(guard.Bounds, none);
                Lane.Accumulate(sum, Body.Value(value), Body.Value(factor));
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{Effect.GetType().Name} is no total");
        }
        IL.MarkLabel(none);
    }

    public override void EndRun()
    {
        if (runs is not null)
        {
            Lane.Assign(runs, Lane.Combine(kind, runs, sum));
            Lane.Assign(sum, identity);
        }
    }

    public override void End()
    {
        if (tree is not null)
        {
            new GroupTree(Code).Fold(kind, sum, tree);
        }
        Code.Left[key] = runs ?? sum;
    }
}

/// <summary>Finds the place of an extremum.</summary>
internal sealed class ExtremumWriter : EffectWriter
{
    private readonly (int Stage, int Effect) key;
    private readonly Extremum extremum;
    private readonly LaneValue best;
    private readonly LaneValue place;
    private readonly LocalBuilder? values;
    private readonly LocalBuilder? places;

    public ExtremumWriter(ThreadCode code, BodyWriter body, (int, int) key, Extremum extremum, bool isShared)
        : base(code, body)
    {
        ElementType element = body.Stage.Body[extremum.Value].Element;
        (this.key, this.extremum) = (key, extremum);
        (best, place) = (Lane.Declare(element), Lane.Declare(ElementType.I32));
        (values, places) = isShared ? (code.Shared(element), code.Shared(ElementType.I32, use: 1)) : (null, null);
    }

    public override void Begin()
    {
        Lane.Assign(best, Lane.Constant(Extrema.Worst(extremum.Kind, best.Element)));
        Lane.Assign(place, Lane.Constant(Literal.Scalar(0)));
    }

    public override void Apply()
    {
        LaneValue value = Body.Value(extremum.Value);
        LaneValue position = Lane.CountFrom(PushPosition, 0, ElementType.I32);
        LaneValue isBetter = Extrema.IsBetter(Lane, extremum.Kind, value, best);
        Take(isBetter, value, position);
    }

    public override void End()
    {
        if (values is not null)
        {
            new GroupTree(Code).Fold(
                () =>
                {
                    LaneValue other = Lane.Load(() => GroupTree.PushOther(Code, values), best.Element, null);
                    LaneValue otherPlace = Lane.Load(() => GroupTree.PushOther(Code, places!), ElementType.I32, null);
                    Take(Extrema.Wins(Lane, extremum.Kind, (other, otherPlace), (best, place)), other, otherPlace);
                },
                (best, values),
                (place, places!));
        }
        Code.Left[key] = place;
    }

    private void Take(LaneValue isBetter, LaneValue value, LaneValue position)
    {
        Lane.Assign(best, Lane.Apply(new Select(), best.Element, [isBetter, value, best]));
        Lane.Assign(place, Lane.Apply(new Select(), ElementType.I32, [isBetter, position, place]));
    }

    private void PushPosition()
    {
        IL.Emit(OpCodes.Ldloc, Code.LocalOf(Body.Stage.Axes[0]));
        IL.Emit(OpCodes.Conv_I8);
    }
}
