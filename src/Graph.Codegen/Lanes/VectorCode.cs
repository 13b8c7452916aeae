using System.Reflection;
using System.Reflection.Emit;

namespace Graph.Codegen;

/// <summary>Makes terms of vectors of one width, for the code of one method.</summary>
internal sealed class VectorCode(ILGenerator il, int bits)
{
    /// <summary>Where the code goes.</summary>
    public ILGenerator IL { get; } = il;

    /// <summary>The functions on vectors of this width.</summary>
    public VectorMethods Methods { get; } = VectorMethods.OfBits(bits);

    /// <summary>The number of elements of 32 bits.</summary>
    public int Count => Methods.Bits / 32;

    /// <summary>What a local holds.</summary>
    public VectorTerm Of(Type element, LocalBuilder local) => new(this, element, () => IL.Emit(OpCodes.Ldloc, local));

    /// <summary>What a function makes of some terms.</summary>
    public VectorTerm Apply(MethodInfo function, Type element, params ReadOnlySpan<VectorTerm> terms)
    {
        VectorTerm[] inputs = terms.ToArray();
        return new(this, element, () =>
        {
            foreach (VectorTerm input in inputs)
            {
                input.Push();
            }
            IL.Emit(OpCodes.Call, function);
        });
    }

    /// <summary>One scalar in all elements.</summary>
    public VectorTerm Splat(Type element, Action scalar) => From("Create", element, scalar);

    /// <summary>What a function of one scalar, or of a pointer, gives.</summary>
    public VectorTerm From(string name, Type element, Action scalar) => new(this, element, () =>
    {
        scalar();
        IL.Emit(OpCodes.Call, Methods[name, 1, element]);
    });

    /// <summary>A constant in all elements.</summary>
    public VectorTerm Number(Type element, double value) => Splat(element, () =>
    {
        if (element == typeof(float))
        {
            IL.Emit(OpCodes.Ldc_R4, (float)value);
        }
        else if (element == typeof(double))
        {
            IL.Emit(OpCodes.Ldc_R8, value);
        }
        else if (element == typeof(long) || element == typeof(ulong))
        {
            IL.Emit(OpCodes.Ldc_I8, (long)value);
        }
        else
        {
            IL.Emit(OpCodes.Ldc_I4, unchecked((int)(long)value));
        }
    });

    /// <summary>0, stride, 2 · stride, … in the elements.</summary>
    public VectorTerm Sequence(Type element, long first, long stride) => new(this, element, () =>
    {
        foreach (long value in (ReadOnlySpan<long>)[first, stride])
        {
            if (element == typeof(long))
            {
                IL.Emit(OpCodes.Ldc_I8, value);
            }
            else
            {
                IL.Emit(OpCodes.Ldc_I4, unchecked((int)value));
            }
        }
        IL.Emit(OpCodes.Call, Methods["CreateSequence", 2, element]);
    });
}
