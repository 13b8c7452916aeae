using System.Reflection.Emit;
using System.Runtime.Intrinsics.X86;

namespace Graph.Codegen;

/// <content>
/// Groups of points: the first half or the first quarter of some vectors beside each other in one, as the processor moves them without
/// constants.
/// </content>
internal sealed partial class VectorLane
{
    /// <summary>How many groups of so many points a vector has; 1 where they cannot be moved on this processor.</summary>
    public static int GroupsOf(LaneWidth width, ElementType element, int points) => (element, width, points) switch
    {
        (ElementType.F32, LaneWidth.Lane256, 4) when Avx.IsSupported => 2,
        (ElementType.F32, LaneWidth.Lane512, 4) when Avx512DQ.IsSupported => 4,
        (ElementType.F32, LaneWidth.Lane512, 8) when Avx512DQ.IsSupported => 2,
        _ => 1,
    };

    /// <summary>Neighbouring elements of memory, f32, in every group.</summary>
    /// <param name="address">Pushes the address of the first one.</param>
    /// <param name="points">How many points a group has.</param>
    public LaneValue Repeat(Action address, int points) => ByPart(ElementType.F32, _ => new VectorTerm(code, typeof(float), () =>
    {
        address();
        IL.Emit(OpCodes.Call, code.Methods.Native($"BroadcastVector{points * 32}ToVector{code.Methods.Bits}", typeof(float))!);
    }));

    /// <summary>One group of each of two or four values of f32, in their order. All groups of a value are the same.</summary>
    public LaneValue Join(ImmutableArray<LaneValue> values) => values switch
    {
        [var first, .. var others] when others.All(other => other == first) => first,
        [var first, var second] => Interleaved(first, second, code.Methods.Bits == 512 ? 0b_00_00_00_00 : 0b_0010_0000),
        [_, _, _, _] => Interleaved(Join(values[..2]), Join(values[2..]), 0b_10_00_10_00),
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

    private LaneValue Interleaved(LaneValue a, LaneValue b, int control) => ByPart(a.Element, part => new VectorTerm(code, typeof(float), () =>
    {
        Part(a, part).Push();
        Part(b, part).Push();
        IL.Emit(OpCodes.Ldc_I4, control);
        IL.Emit(OpCodes.Call, code.Methods.Native(code.Methods.Bits == 512 ? "Shuffle4x128" : "Permute2x128", typeof(float))!);
    }));
}
