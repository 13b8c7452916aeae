using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// Adds blocks pairwise, in an order that depends on their number alone: a stack that holds, like the digits of a binary counter, one
/// total for each power of two of blocks.
/// </summary>
internal sealed class PairwiseStack
{
    private readonly Frame frame;
    private readonly ILGenerator il;
    private readonly Lane lane;
    private readonly ReduceKind kind;
    private readonly ElementType element;
    private readonly long bytes;
    private readonly long bottom;
    private readonly LocalBuilder top;
    private readonly LocalBuilder pushed;
    private readonly LocalBuilder digits;
    private readonly LaneValue value;

    /// <summary>A stack in the worker's scratch.</summary>
    /// <param name="frame">The method.</param>
    /// <param name="lane">The lane of the totals.</param>
    /// <param name="kind">How they are combined.</param>
    /// <param name="element">What they are.</param>
    /// <param name="blocks">How many blocks there are at most, at least one.</param>
    public PairwiseStack(Frame frame, Lane lane, ReduceKind kind, ElementType element, long blocks)
    {
        (this.frame, this.lane, this.kind, this.element) = (frame, lane, kind, element);
        il = frame.IL;
        bytes = (long)lane.Count * element.ByteSize;
        bottom = frame.Scratch.Take((long.Log2(blocks) + 2) * bytes);
        (top, pushed, digits, value) = (il.DeclareAddress(), il.DeclareIndex(), il.DeclareIndex(), lane.Declare(element));
    }

    /// <summary>Empties the stack.</summary>
    public void Clear()
    {
        frame.PushScratch(bottom);
        il.Pop(top);
        il.Set(pushed, 0);
    }

    /// <summary>Adds a block.</summary>
    public void Push(LaneValue block)
    {
        Label start = il.DefineLabel();
        Label end = il.DefineLabel();
        lane.Assign(value, block);
        il.Push(pushed);
        il.Pop(digits);
        il.MarkLabel(start);
        il.Push(digits);
        il.Push(1);
        il.Emit(OpCodes.And);
        il.Emit(OpCodes.Brfalse, end);
        CombineWithTop();
        il.Push(digits);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Shr);
        il.Pop(digits);
        il.Emit(OpCodes.Br, start);
        il.MarkLabel(end);
        lane.Store(() => il.Push(top), value, null);
        MoveTop(bytes);
        il.Advance(pushed, 1);
    }

    /// <summary>All blocks together, of which there is at least one: the newest is added to the one before, and so on.</summary>
    public LaneValue Fold()
    {
        Label start = il.DefineLabel();
        Label end = il.DefineLabel();
        MoveTop(-bytes);
        lane.Assign(value, lane.Load(() => il.Push(top), element, null));
        il.MarkLabel(start);
        il.Push(top);
        frame.PushScratch(bottom);
        il.Emit(OpCodes.Ble_Un, end);
        CombineWithTop();
        il.Emit(OpCodes.Br, start);
        il.MarkLabel(end);
        return value;
    }

    private void CombineWithTop()
    {
        MoveTop(-bytes);
        lane.Assign(value, lane.Combine(kind, lane.Load(() => il.Push(top), element, null), value));
    }

    private void MoveTop(long by)
    {
        il.Push(top);
        il.MoveBy(by);
        il.Pop(top);
    }
}
