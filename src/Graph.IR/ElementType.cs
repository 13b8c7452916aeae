using System.Diagnostics;

namespace Graph;

/// <summary>The type of one element of a tensor.</summary>
public enum ElementType
{
    /// <summary>32-bit IEEE 754 floating point.</summary>
    F32,

    /// <summary>64-bit IEEE 754 floating point.</summary>
    F64,

    /// <summary>32-bit signed integer, two's complement.</summary>
    I32,

    /// <summary>64-bit signed integer, two's complement.</summary>
    I64,

    /// <summary>32-bit unsigned integer.</summary>
    U32,

    /// <summary>8-bit unsigned integer.</summary>
    U8,

    /// <summary>True or false, stored as one byte that is 1 or 0.</summary>
    Bool,
}

/// <summary>The properties of each <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    /// <summary>Every element type, in declared order.</summary>
    public static ImmutableArray<ElementType> All { get; } = [.. Enum.GetValues<ElementType>()];

    extension(ElementType element)
    {
        /// <summary>The size of one element in bytes.</summary>
        public int ByteSize => element switch
        {
            ElementType.F32 or ElementType.I32 or ElementType.U32 => 4,
            ElementType.F64 or ElementType.I64 => 8,
            ElementType.U8 or ElementType.Bool => 1,
        };

        /// <summary>Whether the type is <see cref="ElementType.F32"/> or <see cref="ElementType.F64"/>.</summary>
        public bool IsFloat => element is ElementType.F32 or ElementType.F64;

        /// <summary>Whether the type is a signed or unsigned integer (bool is not).</summary>
        public bool IsInteger => element is ElementType.I32 or ElementType.I64 or ElementType.U32 or ElementType.U8;

        /// <summary>Whether the type is a float or an integer.</summary>
        public bool IsNumeric => element != ElementType.Bool;

        /// <summary>Whether the type has negative values.</summary>
        public bool IsSigned => element is ElementType.F32 or ElementType.F64 or ElementType.I32 or ElementType.I64;

        /// <summary>The name in the text form, such as <c>f32</c>.</summary>
        public string Mnemonic => element switch
        {
            ElementType.F32 => "f32",
            ElementType.F64 => "f64",
            ElementType.I32 => "i32",
            ElementType.I64 => "i64",
            ElementType.U32 => "u32",
            ElementType.U8 => "u8",
            ElementType.Bool => "bool",
        };
    }

    /// <summary>The element type that holds values of the C# type <typeparamref name="T"/>.</summary>
    /// <exception cref="ElementTypeException"><typeparamref name="T"/> is not one of the seven element types.</exception>
    public static ElementType Of<T>() where T : unmanaged
    {
        if (typeof(T) == typeof(float)) { return ElementType.F32; }
        if (typeof(T) == typeof(double)) { return ElementType.F64; }
        if (typeof(T) == typeof(int)) { return ElementType.I32; }
        if (typeof(T) == typeof(long)) { return ElementType.I64; }
        if (typeof(T) == typeof(uint)) { return ElementType.U32; }
        if (typeof(T) == typeof(byte)) { return ElementType.U8; }
        if (typeof(T) == typeof(bool)) { return ElementType.Bool; }
        throw new ElementTypeException($"{typeof(T).Name} is not an element type; use float, double, int, long, uint, byte or bool");
    }
}
