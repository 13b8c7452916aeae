namespace Graph.Properties.Generation;

/// <summary>Draws the data of constants and arguments.</summary>
public static class Values
{
    /// <summary>What all elements of one literal have in common.</summary>
    private enum Mood
    {
        /// <summary>Small multiples of one half, so that ties and exact cancellations happen.</summary>
        Halves,

        /// <summary>Anything from −2 to 2.</summary>
        Plain,

        /// <summary>Positive, away from zero.</summary>
        Positive,

        /// <summary>Now and then a special value.</summary>
        Wild,
    }

    /// <summary>Those that rules most often get wrong; half of all specials.</summary>
    private static readonly double[] commonSpecials = [double.NaN, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0, -0.0];

    private static readonly double[] specialReals =
    [
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0, 1, -1, double.Epsilon, -double.Epsilon, 1e-310, float.Epsilon, -1e-40,
        double.MaxValue, double.MinValue, float.MaxValue, float.MinValue, 1e300, 1e38, -1e30, 1e-30, 1e17, 16777217, 4294967296, 2147483648, -2147483649,
        0.5, -0.5, 1.5, 2.5, 255, 256, 88.8, -104, 710, 1e-8, 9.3e18,
    ];

    private static readonly long[] specialIntegers =
    [
        long.MinValue, long.MaxValue, int.MinValue, int.MaxValue, uint.MaxValue, (long)uint.MaxValue + 1, 255, 256, 128, -128, 31, 32, 33, 63, 64, -1, 0, 1, 16777217,
    ];

    /// <summary>A literal of a type.</summary>
    public static Literal Literal(Draw draw, TensorType type, Profile profile)
    {
        Mood mood = profile.HasSpecials
            ? draw.Weighted<Mood>([(30, Mood.Halves), (25, Mood.Plain), (10, Mood.Positive), (35, Mood.Wild)])
            : profile.IsSmooth
                ? draw.Weighted<Mood>([(6, Mood.Halves), (70, Mood.Plain), (24, Mood.Positive)])
                : draw.Weighted<Mood>([(25, Mood.Halves), (50, Mood.Plain), (25, Mood.Positive)]);
        return Literal(type, () => Real(draw, mood), () => Integer(draw, mood));
    }

    /// <summary>One number repeated; often one that rules look for.</summary>
    public static Literal Splat(Draw draw, ElementType element, Profile profile)
    {
        if (profile.HasSpecials && draw.Chance(0.25))
        {
            return Literal(new TensorType(element, []), () => Special(draw), () => draw.Of(specialIntegers));
        }
        double real = draw.Of(0.0, 0.0, -0.0, 1, 1, -1, 2, 2, 3, 0.5, -2, 0.25, 4, 8, -0.5, 10);
        return Literal(new TensorType(element, []), () => real, () => draw.Of<long>(0, 0, 1, 1, 2, 3, 4, 8, 16, 255, -1, 31));
    }

    /// <summary>Indices that mostly lie in 0 … size − 1; where specials are allowed, now and then outside.</summary>
    public static Literal Indices(Draw draw, TensorType type, long size, Profile profile)
    {
        double outside = profile.HasSpecials ? draw.Of(0, 0, 0.2, 0.5) : draw.Of(0, 0, 0.1);
        return Literal(type, () => 0, () => draw.Chance(outside)
            ? draw.Of(-1, size, size + 1, -2, profile.HasSpecials ? draw.Of(specialIntegers) : -7)
            : draw.Below((int)Math.Max(1, size)));
    }

    /// <summary>A literal with this real number, or this integer, everywhere.</summary>
    public static Literal Everywhere(TensorType type, double value) => Literal(type, () => value, () => (long)value);

    private static Literal Literal(TensorType type, Func<double> real, Func<long> integer) => type.Element switch
    {
        ElementType.F32 => IR.Literal.Generate(type.Shape, _ => (float)real()),
        ElementType.F64 => IR.Literal.Generate(type.Shape, _ => real()),
        ElementType.I32 => IR.Literal.Generate(type.Shape, _ => (int)integer()),
        ElementType.I64 => IR.Literal.Generate(type.Shape, _ => integer()),
        ElementType.U32 => IR.Literal.Generate(type.Shape, _ => (uint)integer()),
        ElementType.U8 => IR.Literal.Generate(type.Shape, _ => (byte)integer()),
        ElementType.Bool => IR.Literal.Generate(type.Shape, _ => (integer() & 1) == 1),
    };

    // Both zeros, since sums and products tell them apart.
    private static double Half(Draw draw) => draw.Between(-5, 5) is not 0 and var halves ? halves / 2.0 : draw.Of(0.0, -0.0);

    private static double Special(Draw draw) => draw.Chance(0.5) ? draw.Of(commonSpecials) : draw.Of(specialReals);

    private static double Real(Draw draw, Mood mood) => mood switch
    {
        Mood.Halves => Half(draw),
        Mood.Plain => (draw.Unit() * 4) - 2,
        Mood.Positive => 0.25 + (draw.Unit() * 2),
        Mood.Wild => draw.Chance(0.45) ? Special(draw) : Half(draw),
    };

    private static long Integer(Draw draw, Mood mood) => mood switch
    {
        Mood.Halves or Mood.Plain => draw.Between(-4, 8),
        Mood.Positive => draw.Between(1, 6),
        Mood.Wild => draw.Below(5) switch
        {
            0 => draw.Of(specialIntegers),
            1 => (long)draw.Bits(),
            _ => draw.Between(-4, 8),
        },
    };
}
