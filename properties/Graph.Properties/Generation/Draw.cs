namespace Graph.Properties.Generation;

/// <summary>
/// A splittable stream of random numbers: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
/// The same seed and the same questions give the same answers on every machine.
/// </summary>
public sealed class Draw(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private readonly ulong origin = seed;
    private ulong state = seed;

    /// <summary>A stream of its own for a number; independent of how much has been drawn from this one.</summary>
    public Draw Split(ulong key) => new(Mix(origin ^ Mix(key + Golden)));

    /// <summary>A stream of its own for a name.</summary>
    public Draw Split(string name)
    {
        // FNV-1a: string.GetHashCode differs from run to run.
        ulong hash = 0xCBF29CE484222325;
        foreach (char letter in name)
        {
            hash = (hash ^ letter) * 0x100000001B3;
        }
        return Split(hash);
    }

    /// <summary>64 random bits.</summary>
    public ulong Bits()
    {
        state += Golden;
        return Mix(state);
    }

    /// <summary>An integer from 0 to <paramref name="limit"/> − 1.</summary>
    public int Below(int limit) => (int)Math.BigMul(Bits(), (ulong)limit, out _);

    /// <summary>An integer of a range, both ends included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>A real number from 0 up to, but not including, 1.</summary>
    public double Unit() => (Bits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Whether something of this probability happens.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>One of some items.</summary>
    public T Of<T>(params ReadOnlySpan<T> items) => items[Below(items.Length)];

    /// <summary>One of some items, each as likely as its weight says.</summary>
    public T Weighted<T>(ReadOnlySpan<(int Weight, T Item)> items)
    {
        int total = 0;
        foreach ((int weight, _) in items)
        {
            total += weight;
        }
        int place = Below(total);
        foreach ((int weight, T item) in items)
        {
            place -= weight;
            if (place < 0)
            {
                return item;
            }
        }
        throw new ArgumentException("the weights are all zero", nameof(items));
    }

    /// <summary>The items in a random order.</summary>
    public T[] Shuffled<T>(IEnumerable<T> items)
    {
        T[] order = [.. items];
        for (int place = order.Length - 1; place > 0; place--)
        {
            int other = Below(place + 1);
            (order[place], order[other]) = (order[other], order[place]);
        }
        return order;
    }

    /// <summary>Some of the axes of a rank, ascending, each with this probability.</summary>
    public Axes SomeAxes(int rank, double probability) => [.. Enumerable.Range(0, rank).Where(_ => Chance(probability))];

    /// <summary>A random order of all axes.</summary>
    public Axes Permutation(int rank) => Axes.Create(Shuffled(Enumerable.Range(0, rank)));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
