namespace Graph.Tests.Functions;

/// <summary>Powers: the special values of IEEE 754, and the bounds on samples.</summary>
public sealed class PowerTests
{
    private const int Samples = 100_000;
    private const double BoundF32 = 2;
    private const double BoundF64 = 4;

    private static readonly Func<float, float, float> narrow =
        ExpandedBody.Compile<Func<float, float, float>>(new Binary(BinaryKind.Power), ElementType.F32);
    private static readonly Func<double, double, double> wide =
        ExpandedBody.Compile<Func<double, double, double>>(new Binary(BinaryKind.Power), ElementType.F64);

    /// <summary>
    /// Bases and exponents at which the rules change; all pairs are tried, against <see cref="Math.Pow"/>, which follows the standard.
    /// </summary>
    private static ReadOnlySpan<float> Special =>
    [
        0, -0f, 1, -1, 2, -2, 0.5f, -0.5f, 3, -3, 1e-30f, -1e-30f, 1e30f, -1e30f, 8388607.5f, 16777215, -16777215, 16777216, 1.0000001f,
        0.99999994f,
        float.Epsilon, -float.Epsilon, float.MaxValue, -float.MaxValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN,
    ];

    [Fact]
    public void Special_values_follow_the_standard()
    {
        foreach (float x in Special)
        {
            foreach (float y in Special)
            {
                Ulp.CheckF32($"power of {y:R}", x, narrow(x, y), Math.Pow(x, y), BoundF32);
                Ulp.CheckF64($"power of {y:R}", x, wide(x, y), Math.Pow(x, y), BoundF64);
            }
        }
    }

    [Fact]
    public void Powers_keep_their_bounds()
    {
        Random random = new(1);
        for (int sample = 0; sample < Samples; sample++)
        {
            // Exponents that bring the result to anywhere between 0 and infinity; whole ones, of negative bases; bases near 1 with large
            // exponents.
            float any = BitConverter.Int32BitsToSingle(random.Next());
            float near = 1 + (float)((random.NextDouble() - 0.5) * 0.01);
            int whole = random.Next(-20, 20);
            Check(any, (float)((random.NextDouble() - 0.5) * 300 / Math.Log2(any)));
            Check(-any, whole);
            Check(near, (float)(random.NextDouble() * 1e4));
            double wideNear = 1 + ((random.NextDouble() - 0.5) * 0.01);
            double wideAny = BitConverter.Int64BitsToDouble(random.NextInt64());
            CheckF64(wideNear, random.NextDouble() * 1000 / Math.Log2(wideNear));
            CheckF64(wideAny, (random.NextDouble() - 0.5) * 2140 / Math.Log2(wideAny));
            CheckF64(-wideAny, whole);
        }
    }

    private static void Check(float x, float y) => Ulp.CheckF32($"power of {y:R}", x, narrow(x, y), Math.Pow(x, y), BoundF32);

    private static void CheckF64(double x, double y) => Ulp.CheckF64($"power of {y:R}", x, wide(x, y), Math.Pow(x, y), BoundF64);
}
