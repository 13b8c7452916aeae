using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// The accumulators of a reduction. Sums of floats are taken in blocks of so many steps that no accumulator adds more terms one after the
/// other; the blocks' sums are added pairwise.
/// </summary>
internal abstract class TotalEmitter
{
    /// <summary>Begins a total.</summary>
    public abstract void Begin();

    /// <summary>Adds the value of a vector's points, or of one point.</summary>
    /// <param name="copy">Which vector of a round of 64 points it is, where they are written out one by one.</param>
    /// <param name="value">The value.</param>
    /// <param name="mask">Which points count; null for all.</param>
    public abstract void Add(int copy, LaneValue value, LaneValue? mask);

    /// <summary>Adds the products of two values of a vector's points, or of one point, each multiplied and added in one rounding.</summary>
    /// <param name="copy">Which vector of a round of 64 points it is, where they are written out one by one.</param>
    /// <param name="value">One factor, of floats.</param>
    /// <param name="factor">The other one.</param>
    /// <param name="mask">Which points count; null for all.</param>
    public abstract void AddProduct(int copy, LaneValue value, LaneValue factor, LaneValue? mask);

    /// <summary>Ends a block, where <see cref="HasBlocks"/>.</summary>
    public abstract void EndBlock();

    /// <summary>The total. The last block has been ended where there are blocks.</summary>
    public abstract LaneValue End();

    /// <summary>Whether the total is taken in blocks.</summary>
    public abstract bool HasBlocks { get; }

    /// <summary>How many blocks a reduction has; 0 where it is not taken in blocks.</summary>
    /// <param name="kind">How values are combined.</param>
    /// <param name="element">What they are.</param>
    /// <param name="steps">How many terms an accumulator has.</param>
    public static long BlocksOf(ReduceKind kind, ElementType element, long steps) =>
        kind == ReduceKind.SumOf && element.IsFloat && steps > Schedule.MostSequentialTerms
            ? ((steps - 1) / Schedule.MostSequentialTerms) + 1
            : 0;

    /// <summary>a combined with b where the mask is true, elsewhere a.</summary>
    protected static LaneValue Combine(Lane lane, ReduceKind kind, LaneValue a, LaneValue b, LaneValue? mask) =>
        Where(lane, mask, lane.Combine(kind, a, b), a);

    /// <summary>total + value · factor where the mask is true, elsewhere the total.</summary>
    protected static LaneValue MultiplyAdd(Lane lane, LaneValue total, LaneValue value, LaneValue factor, LaneValue? mask) =>
        Where(lane, mask, lane.MultiplyAdd(value, factor, total), total);

    private static LaneValue Where(Lane lane, LaneValue? mask, LaneValue changed, LaneValue before) =>
        mask is null ? changed : lane.Apply(new Select(), before.Element, [mask, changed, before]);
}

/// <summary>One accumulator for each point of a vector, or for one point.</summary>
internal sealed class PointTotal : TotalEmitter
{
    private readonly Lane lane;
    private readonly ReduceKind kind;
    private readonly LaneValue total;
    private readonly LaneValue identity;
    private readonly PairwiseStack? stack;

    public PointTotal(Frame frame, Lane lane, ReduceKind kind, ElementType element, long steps)
    {
        (this.lane, this.kind) = (lane, kind);
        total = lane.Declare(element);
        identity = lane.Constant(Partials.IdentityOf(kind, element));
        long blocks = BlocksOf(kind, element, steps);
        stack = blocks == 0 ? null : new PairwiseStack(frame, lane, kind, element, blocks);
    }

    public override bool HasBlocks => stack is not null;

    public override void Begin()
    {
        lane.Assign(total, identity);
        stack?.Clear();
    }

    public override void Add(int copy, LaneValue value, LaneValue? mask) => lane.Assign(total, Combine(lane, kind, total, value, mask));

    public override void AddProduct(int copy, LaneValue value, LaneValue factor, LaneValue? mask) =>
        lane.Assign(total, MultiplyAdd(lane, total, value, factor, mask));

    public override void EndBlock()
    {
        // Beside a total in blocks there may be one that goes on.
        if (stack is not null)
        {
            stack.Push(total);
            lane.Assign(total, identity);
        }
    }

    public override LaneValue End() => stack is null ? total : stack.Fold();
}

/// <summary>64 partial totals of a row, one vector of them beside the other in locals.</summary>
internal sealed class RowTotalInLocals : TotalEmitter
{
    private readonly Lane lane;
    private readonly ReduceKind kind;
    private readonly ImmutableArray<LaneValue> partials;
    private readonly LaneValue identity;
    private readonly PairwiseStack? stack;

    public RowTotalInLocals(Frame frame, ReduceKind kind, ElementType element, long length, long steps)
    {
        (lane, this.kind) = (frame.Vector, kind);
        long count = Math.Min(Schedule.Partials, length + lane.Count - 1) / lane.Count;
        partials = [.. Enumerable.Range(0, (int)Math.Max(1, count)).Select(_ => lane.Declare(element))];
        identity = lane.Constant(Partials.IdentityOf(kind, element));
        long blocks = BlocksOf(kind, element, steps);
        stack = blocks == 0 ? null : new PairwiseStack(frame, frame.Scalar, kind, element, blocks);
    }

    public override bool HasBlocks => stack is not null;

    public override void Begin()
    {
        stack?.Clear();
        Clear();
    }

    public override void Add(int copy, LaneValue value, LaneValue? mask) =>
        lane.Assign(partials[copy], Combine(lane, kind, partials[copy], value, mask));

    public override void AddProduct(int copy, LaneValue value, LaneValue factor, LaneValue? mask) =>
        lane.Assign(partials[copy], MultiplyAdd(lane, partials[copy], value, factor, mask));

    public override void EndBlock()
    {
        if (stack is not null)
        {
            stack.Push(Fold());
            Clear();
        }
    }

    public override LaneValue End() => stack is null ? Fold() : stack.Fold();

    private void Clear()
    {
        foreach (LaneValue partial in partials)
        {
            lane.Assign(partial, identity);
        }
    }

    private LaneValue Fold()
    {
        LaneValue[] left = [.. partials];
        for (int half = Schedule.Partials / lane.Count / 2; half > 0; half /= 2)
        {
            for (int place = 0; place + half < left.Length; place++)
            {
                left[place] = lane.Combine(kind, left[place], left[place + half]);
            }
            left = left[..Math.Min(left.Length, half)];
        }
        return lane.Fold(kind, left[0]);
    }
}

/// <summary>64 partial totals of a row in scratch memory.</summary>
internal sealed class RowTotalInMemory : TotalEmitter
{
    private readonly Frame frame;
    private readonly Lane lane;
    private readonly ReduceKind kind;
    private readonly ElementType element;
    private readonly Partials partials;
    private readonly long length;
    private readonly LocalBuilder start;
    private readonly Action pushPosition;
    private readonly PairwiseStack? stack;

    /// <param name="frame">The method.</param>
    /// <param name="kind">How values are combined.</param>
    /// <param name="element">What they are.</param>
    /// <param name="length">The size of the axis along the row.</param>
    /// <param name="steps">How many terms a partial has.</param>
    /// <param name="pushPosition">Pushes the position along the row.</param>
    public RowTotalInMemory(Frame frame, ReduceKind kind, ElementType element, long length, long steps, Action pushPosition)
    {
        (this.frame, lane, this.kind, this.element, this.length, this.pushPosition) =
            (frame, frame.Vector, kind, element, length, pushPosition);
        partials = new Partials(frame, kind, element);
        start = frame.ScratchAddress(frame.Scratch.Take((long)Schedule.Partials * element.ByteSize));
        long blocks = BlocksOf(kind, element, steps);
        stack = blocks == 0 ? null : new PairwiseStack(frame, frame.Scalar, kind, element, blocks);
    }

    public override bool HasBlocks => stack is not null;

    public override void Begin()
    {
        stack?.Clear();
        partials.Clear(start, partials.Needed(length));
    }

    public override void Add(int copy, LaneValue value, LaneValue? mask) =>
        Change(before => Combine(lane, kind, before, value, mask));

    public override void AddProduct(int copy, LaneValue value, LaneValue factor, LaneValue? mask) =>
        Change(before => MultiplyAdd(lane, before, value, factor, mask));

    private void Change(Func<LaneValue, LaneValue> after)
    {
        LocalBuilder address = frame.IL.DeclareAddress();
        frame.IL.Push(start);
        frame.IL.MoveBy(
            () =>
            {
                pushPosition();
                frame.IL.Push(Schedule.Partials - 1);
                frame.IL.Emit(OpCodes.And);
            },
            element.ByteSize);
        frame.IL.Pop(address);
        lane.Store(() => frame.IL.Push(address), after(lane.Load(() => frame.IL.Push(address), element, null)), null);
    }

    public override void EndBlock()
    {
        if (stack is not null)
        {
            stack.Push(partials.Fold(start, length));
            partials.Clear(start, partials.Needed(length));
        }
    }

    public override LaneValue End() => stack is null ? partials.Fold(start, length) : stack.Fold();
}
