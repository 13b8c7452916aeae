namespace Graph.Benchmarks.Contest;

/// <summary>Inputs that are the same in every process.</summary>
public static class Samples
{
    /// <summary>How far from 0 samples lie at most.</summary>
    public const float Reach = 4;

    // 2^24 steps from one end to the other.
    private const float Step = 2 * Reach / (1 << 24);

    /// <summary>Numbers spread evenly over [−4, 4), in an order without pattern.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Another seed gives other numbers.</param>
    public static float[] Uniform(long count, uint seed)
    {
        float[] samples = new float[count];
        for (long place = 0; place < count; place++)
        {
            samples[place] = ((Mix((ulong)place + ((ulong)seed << 40)) >> 40) * Step) - Reach;
        }
        return samples;
    }

    /// <summary>Integers spread evenly over 0 … <paramref name="classes"/> − 1, in an order without pattern.</summary>
    /// <param name="count">How many.</param>
    /// <param name="classes">How many there are to draw from.</param>
    /// <param name="seed">Another seed gives other numbers.</param>
    public static int[] Classes(int count, int classes, uint seed) =>
        [.. Enumerable.Range(0, count).Select(place => (int)(Mix((ulong)place + ((ulong)seed << 40)) % (ulong)classes))];

    /// <summary>
    /// 64 well-mixed bits of a number (the finalizer of SplitMix64: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number
    /// generators", 2014).
    /// </summary>
    public static ulong Mix(ulong value)
    {
        ulong mixed = unchecked((value + 1) * 0x9e3779b97f4a7c15);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94d049bb133111eb);
        return mixed ^ (mixed >> 31);
    }
}
