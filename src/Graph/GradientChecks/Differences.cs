namespace Graph.GradientChecks;

/// <summary>Evaluates a computation: one literal for each parameter, one for each result.</summary>
internal delegate ImmutableArray<Literal> Evaluator(Computation computation, ImmutableArray<Literal> arguments);

/// <summary>Differences of a function around a point, weighted by a cotangent for each result.</summary>
internal sealed class Differences
{
    private readonly CheckedFunction function;
    private readonly Evaluator evaluate;
    private readonly ImmutableArray<double[]> values;

    public Differences(CheckedFunction function, ImmutableArray<Literal> arguments, ImmutableArray<double[]> cotangents, Evaluator evaluate)
    {
        (this.function, this.evaluate, Arguments, Cotangents) = (function, evaluate, arguments, cotangents);
        Frozen = function.FreezeAt(arguments, evaluate);
        values = [.. function.By.Select(place => arguments[place].ToArray<double>())];
        Base = Outputs(Frozen);
    }

    public ImmutableArray<Literal> Arguments { get; }

    public ImmutableArray<double[]> Cotangents { get; }

    /// <summary>The arguments of the frozen function at the point.</summary>
    public ImmutableArray<Literal> Frozen { get; }

    /// <summary>The results at the point itself.</summary>
    public ImmutableArray<double[]> Base { get; }

    /// <summary>The arguments of the frozen function with the probe moved.</summary>
    public ImmutableArray<Literal> Moved(Probe probe, double step)
    {
        ImmutableArray<Literal>.Builder moved = Frozen.ToBuilder();
        for (int by = 0; by < function.By.Length; by++)
        {
            if (probe.Moves(by))
            {
                int place = function.By[by];
                moved[place] = Literal.Create<double>(moved[place].Shape, probe.Move(by, values[by], step));
            }
        }
        return moved.ToImmutable();
    }

    /// <summary>The results with the probe moved.</summary>
    public ImmutableArray<double[]> At(Probe probe, double step) => Outputs(Moved(probe, step * Scale(probe)));

    /// <summary>The central difference along the probe: <c>⟨cotangents, f(x + h) − f(x − h)⟩ / 2h</c>.</summary>
    public double Central(Probe probe, double step) => Quotient(At(probe, -step), At(probe, step), Width(probe, -step, step), Cotangents);

    /// <summary>The same with other cotangents.</summary>
    public double Central(Probe probe, double step, ImmutableArray<double[]> cotangents) =>
        Quotient(At(probe, -step), At(probe, step), Width(probe, -step, step), cotangents);

    /// <summary>The differences to both sides of the point, and the central one.</summary>
    public (double Left, double Right, double Central) Sides(Probe probe, double step)
    {
        ImmutableArray<double[]> below = At(probe, -step);
        ImmutableArray<double[]> above = At(probe, step);
        return (
            Quotient(below, Base, Width(probe, -step, 0), Cotangents),
            Quotient(Base, above, Width(probe, 0, step), Cotangents),
            Quotient(below, above, Width(probe, -step, step), Cotangents));
    }

    /// <summary>Whether the probe changes anything: an infinite coordinate stays where it is.</summary>
    public bool CanMove(Probe probe) => probe.Element < 0 || double.IsFinite(values[probe.By][probe.Element]);

    /// <summary>A step of h moves a coordinate of size |x| &gt; 1 by h·|x|, so that it survives rounding.</summary>
    public double Scale(Probe probe) => probe.Element < 0 ? 1 : Math.Max(1, Math.Abs(values[probe.By][probe.Element]));

    // What the coordinate really moved by: x + h rounds.
    private double Width(Probe probe, double from, double to)
    {
        double scale = Scale(probe);
        double start = probe.Element < 0 ? 0 : values[probe.By][probe.Element];
        return (start + (to * scale)) - (start + (from * scale));
    }

    private static double Quotient(
        ImmutableArray<double[]> below, ImmutableArray<double[]> above, double width, ImmutableArray<double[]> cotangents)
    {
        double sum = 0;
        for (int result = 0; result < above.Length; result++)
        {
            double[] change = new double[above[result].Length];
            for (int index = 0; index < change.Length; index++)
            {
                // Infinity minus itself is no change.
                change[index] = above[result][index].Equals(below[result][index]) ? 0 : above[result][index] - below[result][index];
            }
            sum += Sums.InnerProduct(change, cotangents[result]);
        }
        return sum / width;
    }

    private ImmutableArray<double[]> Outputs(ImmutableArray<Literal> arguments) =>
        [.. evaluate(function.Frozen, arguments).Select(result => result.ToArray<double>())];
}
