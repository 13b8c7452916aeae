using System.Reflection;
using System.Reflection.Emit;

namespace Graph.Codegen;

/// <content>Shifts and rotations.</content>
internal sealed partial class VectorLane
{
    // What the locals hold that come from shifts of u32 by constants.
    private readonly Dictionary<LocalBuilder, ConstantShift> shifts = [];

    /// <summary>A shift by a constant or, where the processor has it, by a vector.</summary>
    private LaneValue Shift(BinaryKind kind, ElementType element, LaneValue value, LaneValue bits)
    {
        if (bits.Constant is not { } constant)
        {
            return ByPart(element, part => Wrap(element, Shift(kind, element, Part(value, part), Part(bits, part))));
        }
        double count = constant.ToDouble(0);
        LaneValue shifted = ByPart(element, part => Wrap(element, Shift(kind, element, Part(value, part), count)));
        if (element == ElementType.U32 && value.Constant is null && !variables.Contains(value.Parts[0]) && count is > 0 and < 32)
        {
            shifts.Add(shifted.Parts[0], new(kind, value.Parts[0], (int)count));
        }
        return shifted;
    }

    private static VectorTerm Shift(BinaryKind kind, ElementType element, VectorTerm x, double bits)
    {
        int width = 8 * Math.Max(4, element.ByteSize);
        bool isWithin = bits >= 0 && bits < width;
        return kind == BinaryKind.ShiftLeft
            ? isWithin ? x.ShiftLeft((int)bits) : x.Number(0)
            : isWithin || element.IsSigned ? x.ShiftRight(isWithin ? (int)bits : width - 1) : x.Number(0);
    }

    /// <summary>
    /// By a vector: the processor shifts everything out where the number of bits, taken as unsigned, is not below the width.
    /// </summary>
    private VectorTerm Shift(BinaryKind kind, ElementType element, VectorTerm x, VectorTerm bits)
    {
        VectorTerm counts = bits.As(element.ByteSize == 8 ? typeof(ulong) : typeof(uint));
        VectorTerm Native(string name, VectorTerm x) => code.Apply(NativeOf(code, name, x.Element), x.Element, x, counts);
        if (kind == BinaryKind.ShiftLeft || !element.IsSigned)
        {
            return Native(kind == BinaryKind.ShiftLeft ? "ShiftLeftLogicalVariable" : "ShiftRightLogicalVariable", x);
        }
        if (code.Methods.Native("ShiftRightArithmeticVariable", x.Element) is not null)
        {
            return Native("ShiftRightArithmeticVariable", x);
        }
        // The complement of a negative number has zeros where it has ones: so have what is shifted in.
        VectorTerm sign = x.Compare(CompareKind.LessThan, x.Number(0)).Kept();
        return Native("ShiftRightLogicalVariable", x ^ sign) ^ sign;
    }

    /// <summary>
    /// What is left and what is right of a place, shifted against each other and joined, is a rotation, which is one instruction; random
    /// bits consist of little else. The shifts then have no use, and the runtime drops them.
    /// </summary>
    private LaneValue? Rotation(LaneValue a, LaneValue b)
    {
        if (a is not { Element: ElementType.U32, Constant: null } || b.Constant is not null
            || !shifts.TryGetValue(a.Parts[0], out ConstantShift left) || !shifts.TryGetValue(b.Parts[0], out ConstantShift right))
        {
            return null;
        }
        (left, right) = left.Kind == BinaryKind.ShiftLeft ? (left, right) : (right, left);
        return left.Kind != right.Kind && left.Source == right.Source && left.Bits + right.Bits == 32
            && code.Methods.Native("RotateLeft", typeof(uint)) is { } rotate
            ? ByPart(ElementType.U32, _ => Rotated(rotate, left))
            : null;
    }

    private VectorTerm Rotated(MethodInfo rotate, ConstantShift left) => new(code, typeof(uint), () =>
    {
        IL.Emit(OpCodes.Ldloc, left.Source);
        IL.Emit(OpCodes.Ldc_I4, left.Bits);
        IL.Emit(OpCodes.Call, rotate);
    });

    /// <summary>A shift whose value is in a local.</summary>
    private readonly record struct ConstantShift(BinaryKind Kind, LocalBuilder Source, int Bits);
}
