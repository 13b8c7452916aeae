namespace Graph.Figures;

/// <summary>Values of a function of two variables at the points of a grid.</summary>
public sealed class GridValues
{
    private readonly double[,] values;

    /// <summary>Makes a grid of values that are there.</summary>
    /// <param name="x">Where the columns lie, evenly and ascending, at least two.</param>
    /// <param name="y">Where the rows lie, evenly and ascending, at least two.</param>
    /// <param name="values">The values, [row, column].</param>
    /// <exception cref="GraphException">There are fewer than two rows or columns, or not as many values.</exception>
    public GridValues(IEnumerable<double> x, IEnumerable<double> y, double[,] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        (X, Y) = ([.. x], [.. y]);
        if (X.Length < 2 || Y.Length < 2)
        {
            throw new GraphException($"a grid has at least two rows and columns, not {Y.Length} and {X.Length}");
        }
        if (values.GetLength(0) != Y.Length || values.GetLength(1) != X.Length)
        {
            throw new GraphException(
                $"the values are {values.GetLength(0)} rows of {values.GetLength(1)} for a grid of {Y.Length} rows of {X.Length}");
        }
        this.values = (double[,])values.Clone();
    }

    /// <summary>Where the columns lie.</summary>
    public ImmutableArray<double> X { get; }

    /// <summary>Where the rows lie.</summary>
    public ImmutableArray<double> Y { get; }

    /// <summary>The value at a point.</summary>
    public double this[int row, int column] => values[row, column];

    /// <summary>The values of a function over a rectangle.</summary>
    /// <param name="x">The ends of the first variable.</param>
    /// <param name="y">The ends of the second variable.</param>
    /// <param name="points">How many points there are along each.</param>
    /// <param name="function">The function of both.</param>
    public static GridValues Of((double From, double To) x, (double From, double To) y, int points, Func<double, double, double> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        double[] columns = Spread(x, points), rows = Spread(y, points);
        double[,] values = new double[points, points];
        for (int row = 0; row < points; row++)
        {
            for (int column = 0; column < points; column++)
            {
                values[row, column] = function(columns[column], rows[row]);
            }
        }
        return new GridValues(columns, rows, values);
    }

    internal T[,] Mapped<T>(Func<double, T> map)
    {
        T[,] mapped = new T[Y.Length, X.Length];
        for (int row = 0; row < Y.Length; row++)
        {
            for (int column = 0; column < X.Length; column++)
            {
                mapped[row, column] = map(values[row, column]);
            }
        }
        return mapped;
    }

    private static double[] Spread((double From, double To) range, int points) =>
        [.. Enumerable.Range(0, points).Select(place => range.From + ((range.To - range.From) * place / (points - 1)))];
}
