namespace Graph.Benchmarks.Contest;

/// <summary>Inputs that are the same in every process.</summary>
public static class Samples
{
    // 2^24 steps from −4 to 4.
    private const float Step = 8f / (1 << 24);

    /// <summary>Numbers spread evenly over [−4, 4), in an order without pattern.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Another seed gives other numbers.</param>
    public static float[] Uniform(long count, uint seed)
    {
        float[] samples = new float[count];
        for (long place = 0; place < count; place++)
        {
            samples[place] = ((Mix((ulong)place + ((ulong)seed << 40)) >> 40) * Step) - 4;
        }
        return samples;
    }

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
