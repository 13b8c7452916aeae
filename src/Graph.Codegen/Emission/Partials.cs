using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>Partial totals in memory, and how they become one.</summary>
/// <param name="frame">The method.</param>
/// <param name="kind">How they are combined.</param>
/// <param name="element">What they are.</param>
internal sealed class Partials(Frame frame, ReduceKind kind, ElementType element)
{
    private readonly ILGenerator il = frame.IL;
    private readonly LocalBuilder at = frame.IL.DeclareIndex();
    private readonly LocalBuilder half = frame.IL.DeclareIndex();

    /// <summary>What a total of nothing is.</summary>
    public LaneValue Identity(Lane lane) => lane.Constant(IdentityOf(kind, element));

    /// <summary>What changes no total of a kind.</summary>
    public static Literal IdentityOf(ReduceKind kind, ElementType element) => kind switch
    {
        ReduceKind.SumOf => Numbers.Zero(element),
        ReduceKind.ProductOf => Numbers.One(element),
        ReduceKind.MaximumOf => Numbers.Least(element),
        ReduceKind.MinimumOf => Numbers.Most(element),
    };

    /// <summary>Sets partials to the identity.</summary>
    /// <param name="start">The address of the first one.</param>
    /// <param name="count">How many; a multiple of the lane's points.</param>
    public void Clear(LocalBuilder start, long count) =>
        il.Count(at, count, () => frame.Vector.Store(() => PushPartial(start, at), Identity(frame.Vector), null), frame.Vector.Count);

    /// <summary>
    /// One value from partials, which are overwritten: partial p is combined with p + 32, then with p + 16, and so on. Where there are
    /// fewer than 64, what is not there is left out, which changes nothing.
    /// </summary>
    /// <param name="start">The address of the first one.</param>
    /// <param name="count">How many may be there, from the first one on; up to the lane's points they hold at least the identity.</param>
    public LaneValue Fold(LocalBuilder start, long count)
    {
        Lane lane = frame.Vector;
        long width = lane.Count;
        while (width < Math.Min(count, Schedule.Partials))
        {
            width *= 2;
        }
        if (width > lane.Count)
        {
            il.Set(half, width / 2);
            Label again = il.DefineLabel();
            il.MarkLabel(again);
            il.Set(at, 0);
            il.Loop(at, () => il.Push(half), lane.Count, () => CombineHalves(start));
            il.Push(half);
            il.Emit(OpCodes.Ldc_I4_1);
            il.Emit(OpCodes.Shr);
            il.Pop(half);
            il.Push(half);
            il.Push((long)lane.Count);
            il.Emit(OpCodes.Bge, again);
        }
        return lane.Fold(kind, lane.Load(() => il.Push(start), element, null));
    }

    /// <summary>How many partials must hold at least the identity for <see cref="Fold"/>.</summary>
    public long Needed(long count)
    {
        long width = frame.Vector.Count;
        while (width < Math.Min(count, Schedule.Partials))
        {
            width *= 2;
        }
        return width;
    }

    private void CombineHalves(LocalBuilder start)
    {
        Lane lane = frame.Vector;
        LaneValue near = lane.Load(() => PushPartial(start, at), element, null);
        LaneValue far = lane.Load(
            () =>
            {
                PushPartial(start, at);
                il.MoveBy(() => il.Push(half), element.ByteSize);
            },
            element,
            null);
        lane.Store(() => PushPartial(start, at), lane.Combine(kind, near, far), null);
    }

    private void PushPartial(LocalBuilder start, LocalBuilder number)
    {
        il.Push(start);
        il.MoveBy(() => il.Push(number), element.ByteSize);
    }
}
