using System.Reflection;
using System.Reflection.Emit;

namespace Graph.Codegen;

/// <summary>
/// A vector on the way to IL: pushing it writes the code that computes it, once for each use, so what is used twice is <see cref="Kept"/>
/// first.
/// </summary>
/// <param name="Code">Where the code goes, and how wide the vector is.</param>
/// <param name="Element">The C# type of its elements.</param>
/// <param name="Push">Writes the code that pushes it.</param>
internal readonly record struct VectorTerm(VectorCode Code, Type Element, Action Push)
{
    public static VectorTerm operator +(VectorTerm a, VectorTerm b) => a.Call("Add", b);

    public static VectorTerm operator -(VectorTerm a, VectorTerm b) => a.Call("Subtract", b);

    public static VectorTerm operator *(VectorTerm a, VectorTerm b) => a.Call("Multiply", b);

    public static VectorTerm operator /(VectorTerm a, VectorTerm b) => a.Call("Divide", b);

    public static VectorTerm operator &(VectorTerm a, VectorTerm b) => a.Call("BitwiseAnd", b);

    public static VectorTerm operator |(VectorTerm a, VectorTerm b) => a.Call("BitwiseOr", b);

    public static VectorTerm operator ^(VectorTerm a, VectorTerm b) => a.Call("Xor", b);

    public static VectorTerm operator -(VectorTerm a) => a.Call("Negate");

    public static VectorTerm operator ~(VectorTerm a) => a.Call("OnesComplement");

    /// <summary>A comparison: all ones where it holds, else zeros, in the type of what is compared.</summary>
    public VectorTerm Compare(CompareKind kind, VectorTerm b) => kind switch
    {
        CompareKind.EqualTo => Call("Equals", b),
        CompareKind.NotEqualTo => ~Call("Equals", b),
        CompareKind.LessThan => Call("LessThan", b),
        CompareKind.LessOrEqualTo => Call("LessThanOrEqual", b),
        CompareKind.GreaterThan => Call("GreaterThan", b),
        CompareKind.GreaterOrEqualTo => Call("GreaterThanOrEqual", b),
    };

    /// <summary>By this mask, elements of one or the other.</summary>
    public VectorTerm Choose(VectorTerm whenTrue, VectorTerm whenFalse)
    {
        // The compiler keeps a mask in a mask register only where all who use it see elements of one type.
        Type element = whenTrue.Element == typeof(int) || whenTrue.Element == typeof(uint) ? typeof(float)
            : whenTrue.Element == typeof(long) || whenTrue.Element == typeof(ulong) ? typeof(double)
            : whenTrue.Element;
        // A mask that was loaded is not known to be one, and then the portable function takes three instructions.
        return (Code.Methods.Native("BlendVariable", element) is { } blend
            ? Code.Apply(blend, element, whenFalse.As(element), whenTrue.As(element), As(element))
            : As(element).Call("ConditionalSelect", whenTrue.As(element), whenFalse.As(element))).As(whenTrue.Element);
    }

    /// <summary>Shifted left by a constant number of bits below the width.</summary>
    public VectorTerm ShiftLeft(int bits) => Shift("ShiftLeft", bits);

    /// <summary>Shifted right by a constant number of bits below the width, arithmetically where signed.</summary>
    public VectorTerm ShiftRight(int bits) =>
        Shift(Element == typeof(int) || Element == typeof(long) ? "ShiftRightArithmetic" : "ShiftRightLogical", bits);

    /// <summary>The same bits as elements of another type.</summary>
    public VectorTerm As(Type element) =>
        element == Element ? this
        : element == typeof(float) ? Call("AsSingle", element)
        : element == typeof(double) ? Call("AsDouble", element)
        : element == typeof(int) ? Call("AsInt32", element)
        : element == typeof(uint) ? Call("AsUInt32", element)
        : element == typeof(long) ? Call("AsInt64", element)
        : element == typeof(ulong) ? Call("AsUInt64", element)
        : element == typeof(byte) ? Call("AsByte", element)
        : throw new NotSupportedException($"no vector is read as elements of type {element.Name}");

    /// <summary>What a function of vectors of this type makes of this one and others.</summary>
    public VectorTerm Call(string name, params ReadOnlySpan<VectorTerm> others) => Call(name, Element, others);

    /// <summary>The same, where it gives elements of another type.</summary>
    public VectorTerm Call(string name, Type result, params ReadOnlySpan<VectorTerm> others) =>
        Code.Apply(Code.Methods[name, others.Length + 1, Element], result, [this, .. others]);

    /// <summary>What a function makes that gives a vector of another width.</summary>
    public VectorTerm Call(VectorCode width, string name, Type result) => Call(name, result) with { Code = width };

    /// <summary>Computes it into a fresh local.</summary>
    public LocalBuilder Store()
    {
        LocalBuilder local = Code.IL.DeclareLocal(Code.Methods.VectorOf(Element));
        Push();
        Code.IL.Emit(OpCodes.Stloc, local);
        return local;
    }

    /// <summary>Computes it now, for several uses.</summary>
    public VectorTerm Kept() => Code.Of(Element, Store());

    /// <summary>A constant of this term's type.</summary>
    public VectorTerm Number(double value) => Code.Number(Element, value);

    private VectorTerm Shift(string name, int bits)
    {
        (VectorCode code, Action push, MethodInfo shift) = (Code, Push, Code.Methods[name, 2, Element]);
        return this with
        {
            Push = () =>
            {
                push();
                code.IL.Emit(OpCodes.Ldc_I4, bits);
                code.IL.Emit(OpCodes.Call, shift);
            },
        };
    }
}
