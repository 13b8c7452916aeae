using System.Diagnostics;

namespace Graph.Codegen;

/// <summary>What bit patterns of a floating-point type are made of (IEEE 754-2019, 3.4).</summary>
/// <param name="Element">The type.</param>
/// <param name="Bits">The signed integer type of the same size.</param>
/// <param name="Fraction">The number of bits behind the point of a significand.</param>
/// <param name="Bias">What is added to an exponent.</param>
internal sealed record FloatFormat(ElementType Element, ElementType Bits, int Fraction, int Bias)
{
    /// <summary>32 bits.</summary>
    public static FloatFormat F32 { get; } = new(ElementType.F32, ElementType.I32, 23, 127);

    /// <summary>64 bits.</summary>
    public static FloatFormat F64 { get; } = new(ElementType.F64, ElementType.I64, 52, 1023);

    /// <summary>1½ · 2^fraction: what is added to it loses what is behind the point, and its low bits are then a whole number.</summary>
    public double Rounder => Math.ScaleB(1.5, Fraction);

    /// <summary>The pattern of −0.</summary>
    public long SignBit => Element == ElementType.F32 ? int.MinValue : long.MinValue;

    /// <summary>The pattern of 1.</summary>
    public long One => (long)Bias << Fraction;

    /// <summary>The least number with a full significand.</summary>
    public double LeastNormal => Math.ScaleB(1, 1 - Bias);

    /// <summary>The format of a scalar.</summary>
    public static FloatFormat Of(Term x) => x.Element switch
    {
        ElementType.F32 => F32,
        ElementType.F64 => F64,
        var element => throw new UnreachableException($"{element.Mnemonic} is no floating-point type"),
    };
}
