using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// The place of the first NaN, else of the first extremum: the best value so far and its place, for each point of a vector.
/// </summary>
internal sealed class ExtremumEmitter : TotalEmitter
{
    private readonly Frame frame;
    private readonly Lane lane;
    private readonly ExtremumKind kind;
    private readonly ElementType element;
    private readonly LoopNest nest;
    private readonly LoopAxis axis;
    private readonly LaneValue best;
    private readonly LaneValue place;

    /// <param name="frame">The method.</param>
    /// <param name="kind">What is looked for.</param>
    /// <param name="element">What the candidates are.</param>
    /// <param name="nest">The loops.</param>
    /// <param name="axis">The axis along which it is looked for.</param>
    public ExtremumEmitter(Frame frame, ExtremumKind kind, ElementType element, LoopNest nest, LoopAxis axis)
    {
        (this.frame, this.kind, this.element, this.nest, this.axis) = (frame, kind, element, nest, axis);
        lane = nest.Vector is null ? frame.Scalar : frame.Vector;
        (best, place) = (lane.Declare(element), lane.Declare(ElementType.I32));
    }

    public override bool HasBlocks => false;

    private bool IsAlongRow => nest.Vector == axis;

    public override void Begin()
    {
        lane.Assign(best, lane.Constant(Extrema.Worst(kind, element)));
        lane.Assign(place, lane.Constant(Literal.Scalar(0)));
    }

    public override void Add(int copy, LaneValue value, LaneValue? mask)
    {
        LaneValue position = IsAlongRow
            ? lane.CountFrom(() => nest.Push(axis), 1, ElementType.I32)
            : lane.Splat(frame.Scalar.CountFrom(() => nest.Push(axis), 0, ElementType.I32));
        LaneValue isBetter = Extrema.IsBetter(lane, kind, value, best);
        isBetter = mask is null ? isBetter : Extrema.Both(lane, isBetter, mask);
        lane.Assign(best, lane.Apply(new Select(), element, [isBetter, value, best]));
        lane.Assign(place, lane.Apply(new Select(), ElementType.I32, [isBetter, position, place]));
    }

    public override void AddProduct(int copy, LaneValue value, LaneValue factor, LaneValue? mask) =>
        throw new System.Diagnostics.UnreachableException("an extremum is of no products");

    public override void EndBlock()
    {
    }

    public override LaneValue End() => IsAlongRow ? AcrossPoints() : place;

    /// <summary>The first of the best among a vector's points.</summary>
    private LaneValue AcrossPoints()
    {
        Lane scalar = frame.Scalar;
        lane.Store(frame.PushValueLine, best, null);
        lane.Store(frame.PushIndexLine, place, null);
        (LaneValue first, LaneValue at) = (scalar.Declare(element), scalar.Declare(ElementType.I32));
        scalar.Assign(first, scalar.Load(frame.PushValueLine, element, null));
        scalar.Assign(at, scalar.Load(frame.PushIndexLine, ElementType.I32, null));
        LocalBuilder number = frame.IL.DeclareIndex();
        frame.IL.Count(number, lane.Count, () =>
        {
            LaneValue value = scalar.Load(() => PushInLine(frame.PushValueLine, number, element), element, null);
            LaneValue own = scalar.Load(() => PushInLine(frame.PushIndexLine, number, ElementType.I32), ElementType.I32, null);
            LaneValue wins = Extrema.Wins(scalar, kind, (value, own), (first, at));
            scalar.Assign(first, scalar.Apply(new Select(), element, [wins, value, first]));
            scalar.Assign(at, scalar.Apply(new Select(), ElementType.I32, [wins, own, at]));
        });
        return at;
    }

    private void PushInLine(Action line, LocalBuilder number, ElementType elements)
    {
        line();
        frame.IL.MoveBy(() => frame.IL.Push(number), elements.ByteSize);
    }
}
