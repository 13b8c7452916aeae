using System.Reflection.Emit;

namespace Graph.Codegen;

/// <summary>
/// As many points at once as a vector has elements of 32 bits. An operator is written for one vector; on types of 64 bits it is written
/// twice. What has no vector form is computed element by element in the scalar lane.
/// </summary>
internal sealed partial class VectorLane : Lane
{
    private readonly VectorCode code;
    private readonly ScalarLane scalar;

    // The locals whose values change.
    private readonly HashSet<LocalBuilder> variables = [];

    /// <summary>A lane of a width of 128, 256 or 512 bits. Wider ones than the processor has still work, slowly.</summary>
    public VectorLane(LaneWidth width, ILGenerator il)
        : base(il)
    {
        code = new(il, 32 * RegisterTile.PointsOf(width));
        scalar = new(il);
    }

    /// <inheritdoc/>
    public override int Count => code.Count;

    /// <inheritdoc/>
    public override LaneValue Declare(ElementType element)
    {
        Type vector = code.Methods.VectorOf(TypeOf(element));
        ImmutableArray<LocalBuilder> parts = [.. Enumerable.Range(0, PartsOf(element)).Select(_ => IL.DeclareLocal(vector))];
        variables.UnionWith(parts);
        return new(element, parts);
    }

    /// <inheritdoc/>
    public override void Push(LaneValue value, int part = 0) => Part(value, part).Push();

    /// <inheritdoc/>
    public override LaneValue Splat(LaneValue scalar)
    {
        if (scalar.Constant is not null)
        {
            return scalar;
        }
        LocalBuilder local = Splat(scalar.Element, () => this.scalar.Push(scalar)).Store();
        return new(scalar.Element, [.. Enumerable.Repeat(local, PartsOf(scalar.Element))]);
    }

    /// <inheritdoc/>
    public override LaneValue CountFrom(Action start, long stride, ElementType element)
    {
        if (element == ElementType.I64)
        {
            VectorTerm first = code.Splat(typeof(long), start).Kept();
            return ByPart(element, part => first + code.Sequence(typeof(long), part * (Count / 2) * stride, stride));
        }
        return ByPart(element, _ => code.Splat(typeof(int), () =>
        {
            start();
            IL.Emit(OpCodes.Conv_I4);
        }) + code.Sequence(typeof(int), 0, stride));
    }

    /// <inheritdoc/>
    public override LaneValue MultiplyAdd(LaneValue a, LaneValue b, LaneValue c) =>
        ByPart(a.Element, part => Part(a, part).Call("FusedMultiplyAdd", Part(b, part), Part(c, part)));

    /// <inheritdoc/>
    public override void Accumulate(LaneValue total, LaneValue a, LaneValue b)
    {
        for (int part = 0; part < total.Parts.Length; part++)
        {
            Part(a, part).Call("FusedMultiplyAdd", Part(b, part), Part(total, part)).Push();
            IL.Emit(OpCodes.Stloc, total.Parts[part]);
        }
    }

    /// <inheritdoc/>
    public override LaneValue Broadcast(Action address, ElementType element)
    {
        LocalBuilder local = code.Splat(TypeOf(element), () => scalar.PushFrom(address, element)).Store();
        return new(element, [.. Enumerable.Repeat(local, PartsOf(element))]);
    }

    /// <summary>The C# type of the elements of a vector.</summary>
    private static Type TypeOf(ElementType element) => element switch
    {
        ElementType.F32 => typeof(float),
        ElementType.F64 => typeof(double),
        ElementType.I32 or ElementType.Bool => typeof(int),
        ElementType.I64 => typeof(long),
        ElementType.U32 or ElementType.U8 => typeof(uint),
    };

    /// <summary>How many vectors the points take.</summary>
    private static int PartsOf(ElementType element) => element.ByteSize == 8 ? 2 : 1;

    private VectorTerm Part(LaneValue value, int part) => value.Constant is { } constant
        ? Splat(value.Element, () => Literals.Push(IL, constant))
        : code.Of(TypeOf(value.Element), value.Parts[part]);

    // A truth value of the scalar lane is 1, of a vector −1.
    private VectorTerm Splat(ElementType element, Action push) => code.Splat(TypeOf(element), element != ElementType.Bool ? push : () =>
    {
        push();
        IL.Emit(OpCodes.Neg);
    });

    private static LaneValue ByPart(ElementType element, Func<int, VectorTerm> part) =>
        new(element, [.. Enumerable.Range(0, PartsOf(element)).Select(number => part(number).Store())]);
}
