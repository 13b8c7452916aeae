using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Graph.Cpu;

/// <summary>Loops that a processor cannot do faster.</summary>
internal static class LimitLoops
{
    // More than a multiply-add takes times how many begin in one cycle.
    private const int Chains = 10;

    /// <summary>Fused multiply-adds in independent chains.</summary>
    /// <param name="repetitions">How many thousand rounds of all chains.</param>
    /// <returns>How many additions and multiplications that is.</returns>
    public static double MultiplyAdd(long repetitions) =>
        Vector512.IsHardwareAccelerated ? Wide(repetitions * 1000) : Narrow(repetitions * 1000);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Wide(long rounds)
    {
        Vector512<float> factor = Vector512.Create(0.999f), term = Vector512.Create(0.001f);
        Vector512<float> a = factor, b = factor, c = factor, d = factor, e = factor, f = factor, g = factor, h = factor,
            i = factor, j = factor;
        for (long round = 0; round < rounds; round++)
        {
            a = Vector512.FusedMultiplyAdd(a, factor, term);
            b = Vector512.FusedMultiplyAdd(b, factor, term);
            c = Vector512.FusedMultiplyAdd(c, factor, term);
            d = Vector512.FusedMultiplyAdd(d, factor, term);
            e = Vector512.FusedMultiplyAdd(e, factor, term);
            f = Vector512.FusedMultiplyAdd(f, factor, term);
            g = Vector512.FusedMultiplyAdd(g, factor, term);
            h = Vector512.FusedMultiplyAdd(h, factor, term);
            i = Vector512.FusedMultiplyAdd(i, factor, term);
            j = Vector512.FusedMultiplyAdd(j, factor, term);
        }
        return Amount(rounds, Vector512<float>.Count, Vector512.Sum(a + b + c + d + e + f + g + h + i + j));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Narrow(long rounds)
    {
        Vector256<float> factor = Vector256.Create(0.999f), term = Vector256.Create(0.001f);
        Vector256<float> a = factor, b = factor, c = factor, d = factor, e = factor, f = factor, g = factor, h = factor,
            i = factor, j = factor;
        for (long round = 0; round < rounds; round++)
        {
            a = Vector256.FusedMultiplyAdd(a, factor, term);
            b = Vector256.FusedMultiplyAdd(b, factor, term);
            c = Vector256.FusedMultiplyAdd(c, factor, term);
            d = Vector256.FusedMultiplyAdd(d, factor, term);
            e = Vector256.FusedMultiplyAdd(e, factor, term);
            f = Vector256.FusedMultiplyAdd(f, factor, term);
            g = Vector256.FusedMultiplyAdd(g, factor, term);
            h = Vector256.FusedMultiplyAdd(h, factor, term);
            i = Vector256.FusedMultiplyAdd(i, factor, term);
            j = Vector256.FusedMultiplyAdd(j, factor, term);
        }
        return Amount(rounds, Vector256<float>.Count, Vector256.Sum(a + b + c + d + e + f + g + h + i + j));
    }

    // The values take part, so that nobody leaves the work out; they stay near one.
    private static double Amount(long rounds, int lanes, float values) => 2.0 * rounds * lanes * Chains * (float.IsNaN(values) ? 0 : 1);
}
