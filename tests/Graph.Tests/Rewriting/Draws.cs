namespace Graph.Tests.Rewriting;

/// <summary>Values that find out what a rewrite got wrong: specials of every element type among ordinary numbers.</summary>
internal static class Draws
{
    private static readonly double[] specials =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1, -1, 0.5, 2, -2, 3, 1e-40, -1e-40, double.Epsilon, 3e38, -3e38, 1e300, 1e-38, 88.7, -104];

    private static readonly long[] integers = [0, 1, 2, 3, 5, 31, 32, 64, 127, 128, 255, -1, -2, -3, -128, int.MinValue, int.MaxValue, uint.MaxValue, long.MinValue, long.MaxValue];

    /// <summary>A literal of drawn elements, about half of them special.</summary>
    public static Literal Any(TensorType type, Random random) => type.Element switch
    {
        ElementType.F32 => Literal.Generate(type.Shape, _ => (float)Real(random)),
        ElementType.F64 => Literal.Generate(type.Shape, _ => Real(random)),
        ElementType.I32 => Literal.Generate(type.Shape, _ => unchecked((int)Whole(random))),
        ElementType.I64 => Literal.Generate(type.Shape, _ => Whole(random)),
        ElementType.U32 => Literal.Generate(type.Shape, _ => unchecked((uint)Whole(random))),
        ElementType.U8 => Literal.Generate(type.Shape, _ => unchecked((byte)Whole(random))),
        ElementType.Bool => Literal.Generate(type.Shape, _ => random.Next(2) == 1),
    };

    /// <summary>A literal of ordinary floats of either sign with magnitudes from 2^−<paramref name="octaves"/> to 2^<paramref name="octaves"/>; other types as in <see cref="Any"/>.</summary>
    public static Literal Ordinary(TensorType type, Random random, double octaves, bool positive) => type.Element switch
    {
        ElementType.F32 => Literal.Generate(type.Shape, _ => (float)Magnitude(random, octaves, positive)),
        // The same numbers as in f32, so that both can be compared.
        ElementType.F64 => Literal.Generate(type.Shape, _ => (double)(float)Magnitude(random, octaves, positive)),
        ElementType.I32 or ElementType.I64 or ElementType.U32 or ElementType.U8 or ElementType.Bool => Any(type, random),
    };

    private static double Real(Random random) => random.Next(2) == 0 ? specials[random.Next(specials.Length)] : Magnitude(random, 20, false);

    private static long Whole(Random random) => random.Next(3) switch
    {
        0 => integers[random.Next(integers.Length)],
        1 => random.Next(-4, 9),
        _ => random.NextInt64(long.MinValue, long.MaxValue),
    };

    private static double Magnitude(Random random, double octaves, bool positive) =>
        Math.Pow(2, (random.NextDouble() * 2 - 1) * octaves) * (positive || random.Next(2) == 0 ? 1 : -1);
}
