namespace Graph.Benchmarks.Contest;

/// <summary>A tensor whose elements are drawn, the same on both sides: its name decides them.</summary>
/// <param name="name">Its name, which is that of the leaf of our model.</param>
/// <param name="shape">The size of each axis, in the order of our side; a peer may lay it out as it likes.</param>
public abstract class Drawn(string name, params ImmutableArray<int> shape)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>The size of each axis.</summary>
    public ImmutableArray<int> Shape { get; } = shape;

    /// <summary>The number of elements.</summary>
    public int Count => Shape.Aggregate(1, (product, size) => product * size);

    private protected uint Seed => Name.Aggregate(17u, (seed, letter) => unchecked((seed * 31) + letter));
}

/// <summary>Floats, spread evenly over an interval.</summary>
/// <param name="name">Its name.</param>
/// <param name="middle">The middle of the interval.</param>
/// <param name="reach">How far it goes to both sides.</param>
/// <param name="shape">The size of each axis.</param>
public sealed class DrawnFloats(string name, double middle, double reach, params ImmutableArray<int> shape) : Drawn(name, shape)
{
    /// <summary>The elements, in row-major order.</summary>
    public float[] Elements()
    {
        float[] elements = Samples.Uniform(Count, Seed);
        for (int place = 0; place < elements.Length; place++)
        {
            elements[place] = (float)(middle + (reach / Samples.Reach * elements[place]));
        }
        return elements;
    }

    /// <summary>A weight: as large as keeps the variance of what it is applied to, over all axes but the last.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The size of each axis.</param>
    public static DrawnFloats Weight(string name, params ImmutableArray<int> shape) =>
        new(name, 0, Math.Sqrt(3.0 / shape[..^1].Aggregate(1, (product, size) => product * size)), shape);

    /// <summary>A bias: small, but not zero, so that who forgets it is found out.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="length">How many.</param>
    public static DrawnFloats Bias(string name, int length) => new(name, 0, 0.1, length);

    /// <summary>A scale, near one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="length">How many.</param>
    public static DrawnFloats Scale(string name, int length) => new(name, 1, 0.1, length);
}

/// <summary>Integers from 0 on: classes, characters, tokens or actions.</summary>
/// <param name="name">Its name.</param>
/// <param name="classes">How many there are to draw from.</param>
/// <param name="shape">The size of each axis.</param>
public sealed class DrawnClasses(string name, int classes, params ImmutableArray<int> shape) : Drawn(name, shape)
{
    /// <summary>The elements, in row-major order.</summary>
    public int[] Elements() => Samples.Classes(Count, classes, Seed);
}

/// <summary>Floats that are 0 or 1.</summary>
/// <param name="name">Its name.</param>
/// <param name="shape">The size of each axis.</param>
public sealed class DrawnBits(string name, params ImmutableArray<int> shape) : Drawn(name, shape)
{
    /// <summary>The elements, in row-major order.</summary>
    public float[] Elements() => Array.ConvertAll(Samples.Classes(Count, 2, Seed), bit => (float)bit);
}
