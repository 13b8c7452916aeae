namespace Graph.Figures;

/// <summary>A line or points of a chart.</summary>
public sealed class Series
{
    private const int Samples = 400;

    /// <summary>Makes a series of points.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="x">Where the points lie.</param>
    /// <param name="y">As many values; a line has a gap where one is NaN.</param>
    /// <exception cref="GraphException">There are not as many of both.</exception>
    public Series(string name, IEnumerable<double> x, IEnumerable<double> y)
    {
        ArgumentNullException.ThrowIfNull(name);
        (Name, X, Y) = (name, [.. x], [.. y]);
        if (X.Length != Y.Length)
        {
            throw new GraphException($"the series '{name}' has {X.Length} places for {Y.Length} values");
        }
    }

    /// <summary>Makes a series of values at 1, 2, 3 and so on, such as those of epochs.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="y">The values.</param>
    public Series(string name, IEnumerable<double> y)
    {
        ArgumentNullException.ThrowIfNull(name);
        (Name, Y) = (name, [.. y]);
        X = [.. Enumerable.Range(1, Y.Length).Select(place => (double)place)];
    }

    /// <summary>What the legend calls it.</summary>
    public string Name { get; }

    /// <summary>Where the points lie.</summary>
    public ImmutableArray<double> X { get; }

    /// <summary>The values.</summary>
    public ImmutableArray<double> Y { get; }

    /// <summary>Whether the line is dashed.</summary>
    public bool IsDashed { get; init; }

    /// <summary>Whether the points are drawn.</summary>
    public bool HasPoints { get; init; }

    /// <summary>Whether there is a line through the points.</summary>
    public bool HasLine { get; init; } = true;

    /// <summary>The graph of a function.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="function">The function.</param>
    public static Series Of(string name, double from, double to, Func<double, double> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        double[] x = [.. Enumerable.Range(0, Samples + 1).Select(place => from + ((to - from) * place / Samples))];
        return new Series(name, x, x.Select(function));
    }
}
