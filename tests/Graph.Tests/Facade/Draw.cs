namespace Graph.Tests.Facade;

/// <summary>Values for tests, drawn from a seed.</summary>
internal static class Draw
{
    /// <summary>Doubles spread evenly over an interval.</summary>
    public static double[] Doubles(long count, int seed, double low = -2, double high = 2)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, (int)count).Select(_ => low + (random.NextDouble() * (high - low)))];
    }

    /// <summary>An f64 tensor.</summary>
    public static Tensor Tensor(Shape shape, int seed, double low = -2, double high = 2) =>
        global::Graph.Tensor.Create<double>(shape, Doubles(shape.ElementCount, seed, low, high));

    /// <summary>An i32 tensor of numbers from 0 below a limit.</summary>
    public static Tensor Indices(Shape shape, int seed, int limit)
    {
        Random random = new(seed);
        return global::Graph.Tensor.Generate(shape, _ => random.Next(limit));
    }
}
