using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// Writes how the partial totals of all chunks become totals: the 64 of a chunk first, then the chunks pairwise, in an order that depends
/// on their number alone.
/// </summary>
internal sealed class CombineWriter
{
    private readonly Frame frame;
    private readonly ILGenerator il;
    private readonly CombineLayout layout;
    private readonly Lane lane;
    private readonly Partials partials;
    private readonly LocalBuilder place;
    private readonly LocalBuilder chunk;
    private readonly LocalBuilder start;

    public CombineWriter(Frame frame, CombineLayout layout)
    {
        (this.frame, this.layout, il) = (frame, layout, frame.IL);
        lane = layout.IsFolded ? frame.Scalar : frame.Vector;
        partials = new Partials(frame, layout.Kind, layout.Element);
        (place, chunk, start) = (il.DeclareIndex(), il.DeclareIndex(), il.DeclareAddress());
    }

    /// <summary>Writes the code.</summary>
    public void Write()
    {
        PairwiseStack? stack = layout.Chunks == 0 ? null : new PairwiseStack(frame, lane, layout.Kind, layout.Element, layout.Chunks);
        il.Count(
            place,
            layout.Places,
            () =>
            {
                LaneValue total = partials.Identity(lane);
                if (stack is not null)
                {
                    stack.Clear();
                    il.Count(chunk, layout.Chunks, () => stack.Push(OfChunk()));
                    total = stack.Fold();
                }
                lane.Store(
                    () =>
                    {
                        il.Push(frame.Shared);
                        il.MoveBy(layout.Result);
                        il.MoveBy(() => il.Push(place), layout.Element.ByteSize);
                    },
                    total,
                    null);
            },
            lane.Count);
    }

    private LaneValue OfChunk()
    {
        il.Push(frame.Shared);
        il.MoveBy(layout.Start);
        il.MoveBy(() => il.Push(chunk), layout.Stride);
        il.MoveBy(() => il.Push(place), (layout.IsFolded ? Schedule.Partials : 1L) * layout.Element.ByteSize);
        il.Pop(start);
        return layout.IsFolded ? partials.Fold(start, layout.Partials) : lane.Load(() => il.Push(start), layout.Element, null);
    }
}
