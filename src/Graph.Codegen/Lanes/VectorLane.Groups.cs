using System.Reflection;
using System.Reflection.Emit;

namespace Graph.Codegen;

/// <content>
/// Groups of points: the first half or the first quarter of some vectors beside each other in one, as the processor moves them without
/// constants.
/// </content>
internal sealed partial class VectorLane
{
    /// <summary>How many groups of so many points a vector has; 1 where they cannot be moved on this processor.</summary>
    public static int GroupsOf(LaneWidth width, ElementType element, int points)
    {
        VectorMethods methods = VectorMethods.OfBits(BitsOf(width));
        return element == ElementType.F32 && RepeatOf(methods, points) is not null && Interleave(methods) is not null
            ? methods.Bits / 32 / points
            : 1;
    }

    /// <summary>Neighbouring elements of memory in every group.</summary>
    /// <param name="address">Pushes the address of the first one.</param>
    /// <param name="element">Their type.</param>
    /// <param name="points">How many points a group has.</param>
    public LaneValue Repeat(Action address, ElementType element, int points) =>
        ByPart(element, _ => new VectorTerm(code, typeof(float), () =>
        {
            address();
            IL.Emit(OpCodes.Call, RepeatOf(code.Methods, points)!);
        }));

    /// <summary>One group of each of two or four values, in their order. All groups of a value are the same.</summary>
    public LaneValue Join(ImmutableArray<LaneValue> values) => values switch
    {
        [var first, .. var others] when others.All(other => other == first) => first,
        [var first, var second] => Interleaved(first, second, code.Methods.Bits == 512 ? 0b_00_00_00_00 : 0b_0010_0000),
        [.. var lower, _, _] => Interleaved(Join(lower), Join(values[2..]), 0b_10_00_10_00),
        _ => throw new ArgumentException($"no vector has {values.Length} groups", nameof(values)),
    };

    /// <summary>One of the groups of a value, in a lane of as many points.</summary>
    public LaneValue Group(LaneValue value, int number, VectorLane few)
    {
        VectorTerm part = Part(value, 0);
        for (int count = Count / 2; count >= few.Count; count /= 2)
        {
            part = part.Call(new VectorCode(IL, count * 32), number * few.Count / count % 2 == 0 ? "GetLower" : "GetUpper", part.Element);
        }
        return new(value.Element, [part.Store()]);
    }

    private static MethodInfo? RepeatOf(VectorMethods methods, int points) => (points, methods.Bits) switch
    {
        (4, 256) => methods.Native("BroadcastVector128ToVector256", typeof(float)),
        (4, 512) => methods.Native("BroadcastVector128ToVector512", typeof(float)),
        (8, 512) => methods.Native("BroadcastVector256ToVector512", typeof(float)),
        _ => null,
    };

    private static MethodInfo? Interleave(VectorMethods methods) =>
        methods.Native(methods.Bits == 512 ? "Shuffle4x128" : "Permute2x128", typeof(float));

    private LaneValue Interleaved(LaneValue a, LaneValue b, int control) => ByPart(a.Element, part => new VectorTerm(code, typeof(float), () =>
    {
        Part(a, part).Push();
        Part(b, part).Push();
        IL.Emit(OpCodes.Ldc_I4, control);
        IL.Emit(OpCodes.Call, Interleave(code.Methods)!);
    }));
}
