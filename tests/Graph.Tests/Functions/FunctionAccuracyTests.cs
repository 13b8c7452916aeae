using System.Globalization;
using Graph.Codegen;
using Graph.Lowering;
using Graph.Reference;

namespace Graph.Tests.Functions;

/// <summary>How near the expanded functions come to the true value, on a sample of all arguments that takes in every binade and every place where something changes.</summary>
public sealed class FunctionAccuracyTests
{
    // Coprime to every power of two, so that low bits vary.
    private const uint Stride = 4099;

    /// <summary>The function, and the largest error allowed in units of the last place of f32.</summary>
    public static TheoryData<UnaryKind, double> Functions => new()
    {
        { UnaryKind.Exponential, 1 },
        { UnaryKind.Exponential2, 1 },
        { UnaryKind.ExponentialMinusOne, 2 },
        { UnaryKind.NaturalLogarithm, 1 },
        { UnaryKind.Logarithm1Plus, 2 },
        { UnaryKind.HyperbolicTangent, 2 },
        { UnaryKind.ErrorFunction, 2 },
        { UnaryKind.Logistic, 2.5 },
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

    /// <summary>Every 4099th bit pattern, and what lies around the powers of two, halves and multiples of π/4, and where results begin to overflow, vanish or round to 1.</summary>
    private static IEnumerable<float> Samples()
    {
        for (ulong pattern = 0; pattern <= uint.MaxValue; pattern += Stride)
        {
            yield return BitConverter.UInt32BitsToSingle((uint)pattern);
        }
        float[] places =
        [
            0, 1, 0.5f, 1.25f, 3.92f, 9.02f, 18, -18, 88.72284f, 89.41599f, -87.33655f, -103.97208f, -126, -149, -150, 128, 0.70710678f, 1.41421356f, -0.29289322f, 0.41421356f,
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
