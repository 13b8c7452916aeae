namespace Graph.Learning;

/// <summary>How many numbers go into one output of a parameter's layer, and into how many outputs one input goes.</summary>
/// <param name="Inputs">The first; at least 1.</param>
/// <param name="Outputs">The second; at least 1.</param>
internal readonly record struct Fans(double Inputs, double Outputs)
{
    public double Both => Inputs + Outputs;

    public static Fans Of(Shape shape)
    {
        if (shape.Rank < 2)
        {
            double size = Math.Max(1, shape.ElementCount);
            return new Fans(size, size);
        }
        double field = shape[..^2].ElementCount;
        return new Fans(Math.Max(1, field * shape[^2]), Math.Max(1, field * shape[^1]));
    }
}
