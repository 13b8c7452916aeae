namespace Graph.GradientChecks;

/// <summary>
/// A way to move the arguments: along one coordinate, along a direction in one argument, or along a direction in all of them.
/// </summary>
internal sealed class Probe
{
    private readonly double[]?[] direction;

    private Probe(int by, long element, double[]?[] direction) => (By, Element, this.direction) = (by, element, direction);

    /// <summary>The argument that moves, as a place in the list of those differentiated by; −1 where all do.</summary>
    public int By { get; }

    /// <summary>The row-major index of the coordinate that moves; −1 for a direction.</summary>
    public long Element { get; }

    /// <summary>Moves one coordinate.</summary>
    public static Probe Coordinate(int by, long element) => new(by, element, []);

    /// <summary>Moves along a direction.</summary>
    /// <param name="by">The argument, or −1 for all.</param>
    /// <param name="direction">For each argument its part of a vector of length 1, or null where it stays.</param>
    public static Probe Along(int by, double[]?[] direction) => new(by, -1, direction);

    /// <summary>
    /// The elements of an argument that the direction moves, with it restricted to every second half: for looking for the worst one.
    /// </summary>
    public Probe Restricted(int by, Func<long, bool> keep)
    {
        double[]?[] part = new double[]?[direction.Length];
        part[by] = [.. direction[by]!.Select((value, index) => keep(index) ? value : 0)];
        return new Probe(by, -1, part);
    }

    /// <summary>Whether the argument moves.</summary>
    public bool Moves(int by) => Element >= 0 ? by == By : direction[by] is not null;

    /// <summary>The argument moved by <paramref name="step"/>.</summary>
    public double[] Move(int by, double[] values, double step)
    {
        double[] moved = (double[])values.Clone();
        if (Element >= 0)
        {
            moved[Element] += step;
            return moved;
        }
        double[] part = direction[by]!;
        for (int index = 0; index < moved.Length; index++)
        {
            moved[index] += step * part[index];
        }
        return moved;
    }

    /// <summary>The derivative along the probe, of the gradient given for each argument.</summary>
    public double Along(ImmutableArray<double[]> gradient)
    {
        if (Element >= 0)
        {
            return gradient[By][Element];
        }
        double sum = 0;
        for (int by = 0; by < gradient.Length; by++)
        {
            sum += direction[by] is { } part ? Sums.InnerProduct(part, gradient[by]) : 0;
        }
        return sum;
    }
}
