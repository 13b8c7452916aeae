using System.Reflection;
using System.Reflection.Emit;

namespace Graph.Codegen;

/// <content>Loads and stores.</content>
internal sealed partial class VectorLane
{
    /// <summary>Vectors of 128 bits hold the bytes in memory, as many of them as there are points.</summary>
    private VectorCode Bytes => field ??= new(IL, 128);

    /// <inheritdoc/>
    public override bool CanMask(ElementType element) => element.ByteSize switch
    {
        1 => Bytes.Methods.Native("MaskStore", typeof(byte)) is not null,
        _ => code.Methods.Native("MaskStore", MaskedTypeOf(element)) is not null,
    };

    /// <inheritdoc/>
    public override LaneValue FirstPoints(int count)
    {
        VectorTerm first = code.Sequence(typeof(int), 0, 1).Compare(CompareKind.LessThan, code.Number(typeof(int), count));
        return ByPart(ElementType.Bool, _ => first) with { FirstPoints = count };
    }

    /// <inheritdoc/>
    public override LaneValue Load(Action address, ElementType element, LaneValue? mask)
    {
        if (element.ByteSize == 1)
        {
            VectorTerm bytes = Widened(LoadBytes(address, mask));
            return ByPart(element, _ => element == ElementType.Bool
                ? bytes.As(typeof(int)).Compare(CompareKind.GreaterThan, code.Number(typeof(int), 0))
                : bytes);
        }
        return ByPart(element, part => mask is null
            ? code.From("Load", TypeOf(element), At(address, part))
            : Shorter(mask, element, part) is { } few
            ? Lengthened(few.From("Load", TypeOf(element), At(address, part)))
            : MaskedLoad(code, MaskedTypeOf(element), At(address, part), MaskPart(mask, element, part)).As(TypeOf(element)));
    }

    /// <inheritdoc/>
    public override void Store(Action address, LaneValue value, LaneValue? mask, bool isStreaming = false)
    {
        ElementType element = value.Element;
        if (element.ByteSize == 1)
        {
            VectorTerm bits = element == ElementType.Bool ? Ones(value).As(typeof(uint)) : Part(value, 0);
            StoreBytes(address, Narrowed(bits), mask);
            return;
        }
        for (int part = 0; part < PartsOf(element); part++)
        {
            if (mask is null)
            {
                Part(value, part).Push();
                At(address, part)();
                IL.Emit(OpCodes.Call, code.Methods[isStreaming ? "StoreAlignedNonTemporal" : "Store", 2, TypeOf(element)]);
            }
            else if (Shorter(mask, element, part) is { } few)
            {
                Shortened(Part(value, part), few).Push();
                At(address, part)();
                IL.Emit(OpCodes.Call, few.Methods["Store", 2, TypeOf(element)]);
            }
            else
            {
                MaskedStore(code, At(address, part), Part(value, part).As(MaskedTypeOf(element)), MaskPart(mask, element, part));
            }
        }
    }

    /// <summary>Masks work on bits: as floats, whose instructions are older.</summary>
    private static Type MaskedTypeOf(ElementType element) => element.ByteSize == 8 ? typeof(double) : typeof(float);

    private Action At(Action address, int part) => part == 0 ? address : () =>
    {
        address();
        IL.Emit(OpCodes.Ldc_I4, part * code.Methods.Bits / 8);
        IL.Emit(OpCodes.Add);
    };

    /// <summary>
    /// Shorter vectors that are as long as what a mask leaves of a part, or null. The processor takes a load under a mask for one of the
    /// whole vector: it waits until a store to what the mask leaves out has reached the cache.
    /// </summary>
    private VectorCode? Shorter(LaneValue mask, ElementType element, int part)
    {
        if (mask.FirstPoints is not { } count)
        {
            return null;
        }
        int bits = 8 * element.ByteSize * Math.Max(0, count - (part * Count / PartsOf(element)));
        return bits is 128 or 256 && bits < code.Methods.Bits ? new VectorCode(IL, bits) : null;
    }

    /// <summary>A vector of this width, 0 behind the points of a shorter one.</summary>
    private VectorTerm Lengthened(VectorTerm few)
    {
        while (few.Code.Methods.Bits < code.Methods.Bits)
        {
            int bits = 2 * few.Code.Methods.Bits;
            few = few.Call(new VectorCode(IL, bits), $"ToVector{bits}", few.Element);
        }
        return few;
    }

    private VectorTerm Shortened(VectorTerm whole, VectorCode few)
    {
        while (whole.Code.Methods.Bits > few.Methods.Bits)
        {
            whole = whole.Call(new VectorCode(IL, whole.Code.Methods.Bits / 2), "GetLower", whole.Element);
        }
        return whole;
    }

    private VectorTerm MaskedLoad(VectorCode width, Type element, Action address, VectorTerm mask)
    {
        MethodInfo load = NativeOf(width, "MaskLoad", element);
        return new(width, element, () =>
        {
            address();
            mask.As(element).Push();
            if (load.GetParameters().Length == 3)
            {
                width.Number(element, 0).Push();
            }
            IL.Emit(OpCodes.Call, load);
        });
    }

    private void MaskedStore(VectorCode width, Action address, VectorTerm value, VectorTerm mask)
    {
        address();
        mask.As(value.Element).Push();
        value.Push();
        IL.Emit(OpCodes.Call, NativeOf(width, "MaskStore", value.Element));
    }

    private static MethodInfo NativeOf(VectorCode width, string name, Type element) =>
        width.Methods.Native(name, element)
        ?? throw new NotSupportedException($"this processor has no {name} of {element.Name} in {width.Methods.Bits} bits");

    private VectorTerm LoadBytes(Action address, LaneValue? mask)
    {
        if (mask is not null)
        {
            return MaskedLoad(Bytes, typeof(byte), address, Narrowed(Part(mask, 0).As(typeof(uint))));
        }
        if (Count == 16)
        {
            return Bytes.From("Load", typeof(byte), address);
        }
        (Type chunk, OpCode load) = Count == 8 ? (typeof(ulong), OpCodes.Ldind_I8) : (typeof(uint), OpCodes.Ldind_U4);
        return Bytes.From("CreateScalarUnsafe", chunk, () =>
        {
            address();
            IL.Emit(OpCodes.Unaligned, (byte)1);
            IL.Emit(load);
        }).As(typeof(byte));
    }

    private void StoreBytes(Action address, VectorTerm bytes, LaneValue? mask)
    {
        if (mask is not null)
        {
            MaskedStore(Bytes, address, bytes, Narrowed(Part(mask, 0).As(typeof(uint))));
            return;
        }
        if (Count == 16)
        {
            bytes.Push();
            address();
            IL.Emit(OpCodes.Call, Bytes.Methods["Store", 2, typeof(byte)]);
            return;
        }
        (Type chunk, OpCode store) = Count == 8 ? (typeof(ulong), OpCodes.Stind_I8) : (typeof(uint), OpCodes.Stind_I4);
        address();
        bytes.As(chunk).Push();
        IL.Emit(OpCodes.Call, Bytes.Methods["ToScalar", 1, chunk]);
        IL.Emit(OpCodes.Unaligned, (byte)1);
        IL.Emit(store);
    }

    /// <summary>The first bytes of a vector of 128 bits, each in 32 bits.</summary>
    private VectorTerm Widened(VectorTerm bytes)
    {
        if (Count == 4)
        {
            return bytes.Call("WidenLower", typeof(ushort)).Call("WidenLower", typeof(uint));
        }
        VectorCode half = Count == 8 ? code : new(IL, 256);
        VectorTerm shorts = bytes.Call(half, "ToVector256Unsafe", typeof(byte)).Call("WidenLower", typeof(ushort));
        return (Count == 8 ? shorts : shorts.Call(code, "ToVector512Unsafe", typeof(ushort))).Call("WidenLower", typeof(uint));
    }

    /// <summary>The low bytes of elements of 32 bits, first in a vector of 128 bits; 0 behind them.</summary>
    private VectorTerm Narrowed(VectorTerm x)
    {
        if (code.Methods.Native("ConvertToVector128Byte", typeof(uint)) is { } convert)
        {
            return code.Apply(convert, typeof(byte), x) with { Code = Bytes };
        }
        VectorTerm whole = x.Kept();
        VectorTerm zero = Bytes.Number(typeof(ushort), 0);
        if (Count == 4)
        {
            return whole.Call("Narrow", typeof(ushort), whole.Number(0)).Call("Narrow", typeof(byte), zero);
        }
        VectorCode half = Count == 8 ? Bytes : new(IL, 256);
        VectorTerm shorts = whole.Call(half, "GetLower", typeof(uint))
            .Call("Narrow", typeof(ushort), whole.Call(half, "GetUpper", typeof(uint)));
        if (Count == 8)
        {
            return shorts.Call("Narrow", typeof(byte), zero);
        }
        VectorTerm all = shorts.Kept();
        return all.Call(Bytes, "GetLower", typeof(ushort)).Call("Narrow", typeof(byte), all.Call(Bytes, "GetUpper", typeof(ushort)));
    }
}
