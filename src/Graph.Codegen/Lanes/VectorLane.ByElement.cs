using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Graph.Codegen;

/// <content>Operators that have no vector form: a loop over the points in the scalar lane, with the vectors in memory.</content>
internal sealed partial class VectorLane
{
    // As many bytes as the widest value has; used again by each operator that needs them.
    private readonly List<LocalBuilder> memory = [];

    private LaneValue ByElement(Op op, ElementType element, ImmutableArray<LaneValue> inputs)
    {
        Action result = Memory(inputs.Length);
        for (int input = 0; input < inputs.Length; input++)
        {
            WriteParts(inputs[input], Memory(input));
        }
        LocalBuilder point = IL.DeclareLocal(typeof(int));
        Label again = IL.DefineLabel();
        IL.Emit(OpCodes.Ldc_I4_0);
        IL.Emit(OpCodes.Stloc, point);
        IL.MarkLabel(again);
        ImmutableArray<LaneValue> scalars = [.. inputs.Select((value, input) => ReadPoint(value.Element, Memory(input), point))];
        WritePoint(scalar.Apply(op, element, scalars.AsSpan()), result, point);
        IL.Emit(OpCodes.Ldloc, point);
        IL.Emit(OpCodes.Ldc_I4_1);
        IL.Emit(OpCodes.Add);
        IL.Emit(OpCodes.Stloc, point);
        IL.Emit(OpCodes.Ldloc, point);
        IL.Emit(OpCodes.Ldc_I4, Count);
        IL.Emit(OpCodes.Blt, again);
        return ByPart(element, part => code.From("Load", TypeOf(element), At(result, part)));
    }

    /// <summary>Pushes the address of some memory on the stack.</summary>
    private Action Memory(int number)
    {
        while (memory.Count <= number)
        {
            memory.Add(IL.DeclareLocal(typeof(InlineArray16<ulong>)));
        }
        return () =>
        {
            IL.Emit(OpCodes.Ldloca, memory[number]);
            IL.Emit(OpCodes.Conv_U);
        };
    }

    private void WriteParts(LaneValue value, Action address)
    {
        for (int part = 0; part < PartsOf(value.Element); part++)
        {
            Part(value, part).Push();
            At(address, part)();
            IL.Emit(OpCodes.Call, code.Methods["Store", 2, TypeOf(value.Element)]);
        }
    }

    private LaneValue ReadPoint(ElementType element, Action address, LocalBuilder point) =>
        scalar.Load(PlaceOf(element, address, point), StoredAs(element), null) with { Element = element };

    private void WritePoint(LaneValue value, Action address, LocalBuilder point) =>
        scalar.Store(PlaceOf(value.Element, address, point), value with { Element = StoredAs(value.Element) }, null);

    /// <summary>What elements are in a vector: a u8 takes 32 bits.</summary>
    private static ElementType StoredAs(ElementType element) => element switch
    {
        ElementType.U8 => ElementType.I32,
        ElementType.F32 or ElementType.F64 or ElementType.I32 or ElementType.I64 or ElementType.U32 => element,
        ElementType.Bool => throw new NotSupportedException("every operator on bools has a vector form"),
    };

    private Action PlaceOf(ElementType element, Action address, LocalBuilder point) => () =>
    {
        address();
        IL.Emit(OpCodes.Ldloc, point);
        IL.Emit(OpCodes.Conv_I);
        IL.Emit(OpCodes.Ldc_I4, PartsOf(element) * 4);
        IL.Emit(OpCodes.Mul);
        IL.Emit(OpCodes.Add);
    };
}
