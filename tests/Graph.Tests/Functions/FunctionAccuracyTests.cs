using System.Numerics;
using Graph.Reference;
using Graph.Tests.Reference;

namespace Graph.Tests.Functions;

/// <summary>
/// How near the expanded functions come to the true value, on samples of all arguments that take in every binade and every place where
/// something changes.
/// </summary>
public sealed class FunctionAccuracyTests
{
    // Coprime to every power of two, so that low bits vary.
    private const uint Stride = 4099;
    private const int SamplesF64 = 200_000;
    private const int PreciseSamples = 100;
    private const double BoundF64 = 4;

    /// <summary>The function, and the largest error allowed in units of the last place of f32.</summary>
    public static TheoryData<UnaryKind, double> Functions => new()
    {
        { UnaryKind.Exponential, 1 },
        { UnaryKind.Exponential2, 1 },
        { UnaryKind.ExponentialMinusOne, 2 },
        { UnaryKind.NaturalLogarithm, 1 },
        { UnaryKind.Logarithm1Plus, 2 },
        { UnaryKind.Sine, 1 },
        { UnaryKind.Cosine, 1 },
        { UnaryKind.Arctangent, 2 },
        { UnaryKind.HyperbolicSine, 2 },
        { UnaryKind.HyperbolicCosine, 2 },
        { UnaryKind.HyperbolicTangent, 2 },
        { UnaryKind.ErrorFunction, 2 },
        { UnaryKind.Logistic, 2.5 },
    };

    /// <summary>The functions, and the largest power of 2 that arguments are drawn up to.</summary>
    public static TheoryData<UnaryKind, int> Ranges => new()
    {
        { UnaryKind.Exponential, 9 },
        { UnaryKind.Exponential2, 9 },
        { UnaryKind.ExponentialMinusOne, 9 },
        { UnaryKind.NaturalLogarithm, 900 },
        { UnaryKind.Logarithm1Plus, 900 },
        { UnaryKind.Sine, 900 },
        { UnaryKind.Cosine, 900 },
        { UnaryKind.Arctangent, 60 },
        { UnaryKind.HyperbolicSine, 9 },
        { UnaryKind.HyperbolicCosine, 9 },
        { UnaryKind.HyperbolicTangent, 4 },
        { UnaryKind.ErrorFunction, 2 },
        { UnaryKind.Logistic, 9 },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_of_f32_keeps_its_bound(UnaryKind kind, double bound)
    {
        Func<float, float> function = ExpandedBody.Compile<Func<float, float>>(new Unary(kind), ElementType.F32);
        Func<double, double> truth = ScalarFunctions.Real(kind);
        foreach (float x in Samples())
        {
            Ulp.CheckF32(kind.Mnemonic, x, function(x), truth(x), bound);
        }
    }

    /// <summary>Against the interpreter, which is itself within 2 units; so that both together would have to be wrong.</summary>
    [Theory]
    [MemberData(nameof(Ranges))]
    public void A_function_of_f64_is_near_the_interpreter(UnaryKind kind, int largest)
    {
        Func<double, double> function = ExpandedBody.Compile<Func<double, double>>(new Unary(kind), ElementType.F64);
        Func<double, double> truth = ScalarFunctions.Real(kind);
        foreach (double x in SpecialF64().Concat(DrawF64(kind, largest, SamplesF64)))
        {
            Ulp.CheckF64(kind.Mnemonic, x, function(x), truth(x), BoundF64);
        }
    }

    /// <summary>Against series in fixed-point arithmetic.</summary>
    [Theory]
    [MemberData(nameof(Ranges))]
    public void A_function_of_f64_is_near_its_true_value(UnaryKind kind, int largest)
    {
        Func<double, double> function = ExpandedBody.Compile<Func<double, double>>(new Unary(kind), ElementType.F64);
        HighPrecision exact = new(1300);
        foreach (double x in DrawF64(kind, Math.Min(largest, 900), PreciseSamples))
        {
            BigInteger truth = AccuracyTests.True(kind, exact, x);
            if (double.IsFinite(function(x)))
            {
                Assert.InRange(exact.ErrorInUlp(function(x), truth, isF32: false), 0, BoundF64);
            }
        }
    }

    /// <summary>
    /// The f64 that lies nearest to a multiple of π/2 (J.-M. Muller, "Elementary functions", 3rd edition, 2016, table 11.1): the cosine
    /// is 2^−61.
    /// </summary>
    [Fact]
    public void The_hardest_argument_of_f64_keeps_its_bound()
    {
        double x = Math.ScaleB(6381956970095103, 797);
        HighPrecision exact = new(1400);
        foreach (UnaryKind kind in (UnaryKind[])[UnaryKind.Sine, UnaryKind.Cosine])
        {
            double computed = ExpandedBody.Compile<Func<double, double>>(new Unary(kind), ElementType.F64)(x);
            Assert.InRange(exact.ErrorInUlp(computed, AccuracyTests.True(kind, exact, x), isF32: false), 0, BoundF64);
        }
    }

    private static IEnumerable<double> DrawF64(UnaryKind kind, int largest, int count)
    {
        bool isPositive = kind is UnaryKind.NaturalLogarithm or UnaryKind.Logarithm1Plus;
        Random random = new(1);
        for (int sample = 0; sample < count; sample++)
        {
            double magnitude = Math.ScaleB(1 + random.NextDouble(), random.Next(Math.Max(-60, -largest), largest));
            yield return isPositive || random.Next(2) == 0 ? magnitude : -magnitude;
            double moderate = (random.NextDouble() - 0.5) * Math.Min(40, Math.ScaleB(1, largest));
            yield return kind switch
            {
                UnaryKind.NaturalLogarithm => Math.Abs(moderate),
                UnaryKind.Logarithm1Plus => random.NextDouble() - 0.999,
                _ => moderate,
            };
        }
    }

    private static IEnumerable<double> SpecialF64()
    {
        double[] places =
        [
            0, 1, 1.25, 5.95, 19.1, 37.5, 709.782712893384, 745.1332191019411, 708.3964185322641, 710.4758600739439, 1024, 1022, 1074,
            1075, 1e22, 1e300, 0.7071067811865476, 1.4142135623730951, 0.2928932188134524, double.Epsilon, 2.2250738585072014e-308,
            double.MaxValue, double.PositiveInfinity, double.NaN, .. Enumerable.Range(-1074, 2098).Select(power => Math.ScaleB(1, power)),
            .. Enumerable.Range(1, 300).Select(quarter => quarter * 0.25 * Math.PI),
            .. Enumerable.Range(1, 300).Select(half => half * 0.5 * 0.6931471805599453),
        ];
        foreach (double place in places)
        {
            for (int step = -2; step <= 2; step++)
            {
                double near = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(place) + step);
                yield return near;
                yield return -near;
            }
        }
    }

    /// <summary>
    /// Every 4099th bit pattern, and what lies around the powers of two, halves and multiples of π/4, and where results begin to
    /// overflow, vanish or round to 1.
    /// </summary>
    private static IEnumerable<float> Samples()
    {
        for (ulong pattern = 0; pattern <= uint.MaxValue; pattern += Stride)
        {
            yield return BitConverter.UInt32BitsToSingle((uint)pattern);
        }
        float[] places =
        [
            0, 1, 0.5f, 1.25f, 3.92f, 9.02f, 18, -18, 88.72284f, 89.41599f, -87.33655f, -103.97208f, -126, -149, -150, 128, 0.70710678f,
            1.41421356f, -0.29289322f, 0.41421356f,
            float.Epsilon, 1.17549435e-38f, float.MaxValue, float.PositiveInfinity, float.NaN,
            .. Enumerable.Range(-149, 277).Select(power => MathF.ScaleB(1, power)),
            .. Enumerable.Range(1, 300).Select(quarter => quarter * 0.25f * MathF.PI),
            .. Enumerable.Range(-300, 600).Select(half => half * 0.5f * 0.6931472f),
        ];
        foreach (float place in places)
        {
            for (int step = -8; step <= 8; step++)
            {
                float near = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(place) + step);
                yield return near;
                yield return -near;
            }
        }
    }
}
