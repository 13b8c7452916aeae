using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>Loads and stores of places: of one point; of a vector at once; or point after point through a line of scratch memory.</summary>
/// <param name="frame">The method.</param>
/// <param name="nest">The loops.</param>
internal sealed class PointMemory(Frame frame, LoopNest nest)
{
    private readonly ILGenerator il = frame.IL;

    /// <summary>How the points of a vector lie.</summary>
    public Access AccessOf(Place place, ElementType element, bool isIndexVector)
    {
        if (nest.Vector is not { } axis || !(nest.IsVector(place.Map) || nest.IsVector(place.Guard) || isIndexVector))
        {
            return Access.Uniform;
        }
        bool isContiguous = !isIndexVector && place.Map.CoefficientOf(axis) == 1;
        return isContiguous && (!nest.IsVector(place.Guard) || (frame.Vector.CanMask(element) && CanMask(place.Guard)))
            ? Access.Contiguous
            : Access.PerPoint;
    }

    /// <summary>Whether a mask says where a guard holds.</summary>
    public bool CanMask(Guard guard) => guard.Bounds.All(bound => !nest.IsVector(bound.Map) || CanCount(bound.Map));

    /// <summary>Whether the values of a map along a vector are counted in 32 bits.</summary>
    public bool CanCount(IndexMap map)
    {
        const long most = 1 << 30;
        return map.CoefficientOf(nest.Vector!.Value) is { } step && Math.Abs(step) < most / Lowering.Schedule.Partials
            && map.Minimum > -most && map.Maximum < most;
    }

    /// <summary>Where bounds that differ between the points of a vector hold, among the points that are there.</summary>
    public LaneValue? MaskOf(IEnumerable<Bound> bounds, LaneValue? mask)
    {
        foreach ((IndexMap map, long limit) in bounds)
        {
            LaneValue index = frame.Vector.CountFrom(() => nest.Push(map), map.CoefficientOf(nest.Vector!.Value)!.Value, ElementType.I32);
            LaneValue unsigned = frame.Vector.Apply(new Bitcast(ElementType.U32), ElementType.U32, [index]);
            LaneValue end = frame.Vector.Constant(Literal.Scalar((uint)Math.Min(limit, map.Maximum + 1)));
            LaneValue holds = frame.Vector.Apply(new Compare(CompareKind.LessThan), ElementType.Bool, [unsigned, end]);
            mask = mask is null ? holds : frame.Vector.Apply(new Binary(BinaryKind.BitwiseAnd), ElementType.Bool, [mask, holds]);
        }
        return mask;
    }

    /// <summary>The element of one place.</summary>
    public LaneValue LoadOne(PlaceEmitter place, Literal fill)
    {
        if (!place.MayBeNowhere)
        {
            return frame.Scalar.Load(place.PushAddress, fill.Element, null);
        }
        return Either(frame.Scalar, fill, place.BranchUnlessThere, () => frame.Scalar.Load(place.PushAddress, fill.Element, null));
    }

    /// <summary>The elements of a vector's points.</summary>
    public LaneValue Load(PlaceEmitter place, Literal fill, Action storeIndices)
    {
        if (place.Access == Access.PerPoint)
        {
            storeIndices();
            return PerPoint(fill.Element, () => Either(
                frame.Scalar,
                fill,
                none =>
                {
                    place.BranchUnlessThere(none);
                    place.BranchUnlessPointIsThere(none);
                },
                () => frame.Scalar.Load(place.PushAddress, fill.Element, null)));
        }
        return place.MayBeNowhere
            ? Either(frame.Vector, fill, place.BranchUnlessThere, () => LoadContiguous(place, fill))
            : LoadContiguous(place, fill);
    }

    /// <summary>Values that are computed point after point.</summary>
    public LaneValue PerPoint(ElementType element, Func<LaneValue> ofPoint)
    {
        nest.ForEachPoint(frame.Points.Count, number =>
        {
            LaneValue value = ofPoint();
            frame.Scalar.Store(() => PushInLine(number, element), value, null);
        });
        return frame.Vector.Load(frame.PushValueLine, element, null);
    }

    /// <summary>Writes one element.</summary>
    public void StoreOne(PlaceEmitter place, LaneValue value, ScatterKind kind)
    {
        Label none = il.DefineLabel();
        place.BranchUnlessThere(none);
        Write(frame.Scalar, place.PushAddress, value, kind, null);
        il.MarkLabel(none);
    }

    /// <summary>Writes the elements of a vector's points.</summary>
    /// <param name="place">Where to.</param>
    /// <param name="value">What.</param>
    /// <param name="kind">Whether to replace or to add.</param>
    /// <param name="storeIndices">Writes code that brings the indices of the points into memory, where the place is indirect.</param>
    /// <param name="misalignment">A local that is 0 where whole vectors are to go past the caches; or null.</param>
    public void Store(PlaceEmitter place, LaneValue value, ScatterKind kind, Action storeIndices, LocalBuilder? misalignment)
    {
        Label none = il.DefineLabel();
        LaneValue? mask = frame.Points.Mask;
        if (place.Access == Access.Contiguous)
        {
            place.BranchUnlessThere(none);
            mask = MaskOf(place.VectorBounds, mask);
        }
        if (place.Access == Access.Contiguous && (mask is null || frame.Vector.CanMask(value.Element)))
        {
            if (misalignment is not null && mask is null && kind == ScatterKind.Overwrite)
            {
                Stream(place, value, misalignment);
            }
            else
            {
                Write(frame.Vector, place.PushAddress, value, kind, mask);
            }
        }
        else
        {
            storeIndices();
            StorePerPoint(place, value, kind);
        }
        il.MarkLabel(none);
    }

    private void Stream(PlaceEmitter place, LaneValue value, LocalBuilder misalignment) => il.Either(
        misalignment,
        () => frame.Vector.Store(place.PushAddress, value, null),
        () => frame.Vector.Store(place.PushAddress, value, null, isStreaming: true));

    private LaneValue LoadContiguous(PlaceEmitter place, Literal fill)
    {
        ElementType element = fill.Element;
        LaneValue? mask = MaskOf(place.VectorBounds, frame.Points.Mask);
        if (mask is null)
        {
            return frame.Vector.Load(place.PushAddress, element, null);
        }
        if (!frame.Vector.CanMask(element))
        {
            LocalBuilder start = AddressOf(place);
            nest.ForEachPoint(frame.Points.Count, number =>
            {
                LaneValue value = frame.Scalar.Load(() => PushFrom(start, number, element), element, null);
                frame.Scalar.Store(() => PushInLine(number, element), value, null);
            });
            return frame.Vector.Load(frame.PushValueLine, element, null);
        }
        LaneValue loaded = frame.Vector.Load(place.PushAddress, element, mask);
        bool isZero = Enumerable.Range(0, element.ByteSize).All(place => fill.Buffer.Read<byte>(place) == 0);
        return isZero || !place.VectorBounds.Any()
            ? loaded
            : frame.Vector.Apply(new Select(), element, [mask, loaded, frame.Vector.Constant(fill)]);
    }

    private void StorePerPoint(PlaceEmitter place, LaneValue value, ScatterKind kind)
    {
        LocalBuilder? start = place.Access == Access.Contiguous ? AddressOf(place) : null;
        frame.Vector.Store(frame.PushValueLine, value, null);
        nest.ForEachPoint(frame.Points.Count, number =>
        {
            Label none = il.DefineLabel();
            if (start is null)
            {
                place.BranchUnlessThere(none);
                place.BranchUnlessPointIsThere(none);
            }
            LaneValue own = frame.Scalar.Load(() => PushInLine(number, value.Element), value.Element, null);
            Write(frame.Scalar, start is null ? place.PushAddress : () => PushFrom(start, number, value.Element), own, kind, null);
            il.MarkLabel(none);
        });
    }

    private static void Write(Lane lane, Action address, LaneValue value, ScatterKind kind, LaneValue? mask)
    {
        if (kind == ScatterKind.Accumulate)
        {
            LaneValue before = lane.Load(address, value.Element, mask);
            value = lane.Apply(new Binary(BinaryKind.Add), value.Element, [before, value]);
        }
        lane.Store(address, value, mask);
    }

    private LaneValue Either(Lane lane, Literal fill, Action<Label> branchUnlessThere, Func<LaneValue> load)
    {
        Label none = il.DefineLabel();
        Label end = il.DefineLabel();
        LaneValue value = lane.Declare(fill.Element);
        branchUnlessThere(none);
        lane.Assign(value, load());
        il.Emit(OpCodes.Br, end);
        il.MarkLabel(none);
        lane.Assign(value, lane.Constant(fill));
        il.MarkLabel(end);
        return value;
    }

    private LocalBuilder AddressOf(PlaceEmitter place)
    {
        LocalBuilder start = il.DeclareAddress();
        place.PushAddress();
        il.Pop(start);
        return start;
    }

    private void PushInLine(LocalBuilder number, ElementType element)
    {
        frame.PushValueLine();
        il.MoveBy(() => il.Push(number), element.ByteSize);
    }

    private void PushFrom(LocalBuilder start, LocalBuilder number, ElementType element)
    {
        il.Push(start);
        il.MoveBy(() => il.Push(number), element.ByteSize);
    }
}
