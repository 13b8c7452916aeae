namespace Graph.Codegen;

/// <summary>Numbers that every element type has.</summary>
internal static class Numbers
{
    /// <summary>0, or false.</summary>
    public static Literal Zero(ElementType element) => new(new TensorType(element, []), Buffer.Allocate(element.ByteSize));

    /// <summary>1, or true.</summary>
    public static Literal One(ElementType element) => element switch
    {
        ElementType.F32 => Literal.Scalar(1f),
        ElementType.F64 => Literal.Scalar(1.0),
        ElementType.I32 => Literal.Scalar(1),
        ElementType.I64 => Literal.Scalar(1L),
        ElementType.U32 => Literal.Scalar(1u),
        ElementType.U8 => Literal.Scalar((byte)1),
        ElementType.Bool => Literal.Scalar(true),
    };

    /// <summary>The least value; of floats −∞.</summary>
    public static Literal Least(ElementType element) => element switch
    {
        ElementType.F32 => Literal.Scalar(float.NegativeInfinity),
        ElementType.F64 => Literal.Scalar(double.NegativeInfinity),
        ElementType.I32 => Literal.Scalar(int.MinValue),
        ElementType.I64 => Literal.Scalar(long.MinValue),
        ElementType.U32 or ElementType.U8 or ElementType.Bool => Zero(element),
    };

    /// <summary>The largest value; of floats ∞.</summary>
    public static Literal Most(ElementType element) => element switch
    {
        ElementType.F32 => Literal.Scalar(float.PositiveInfinity),
        ElementType.F64 => Literal.Scalar(double.PositiveInfinity),
        ElementType.I32 => Literal.Scalar(int.MaxValue),
        ElementType.I64 => Literal.Scalar(long.MaxValue),
        ElementType.U32 => Literal.Scalar(uint.MaxValue),
        ElementType.U8 => Literal.Scalar(byte.MaxValue),
        ElementType.Bool => Literal.Scalar(true),
    };
}
