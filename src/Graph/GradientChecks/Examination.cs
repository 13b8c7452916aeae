namespace Graph.GradientChecks;

/// <summary>What the sweep found for one argument at one point, at the step that agrees best.</summary>
/// <param name="By">Its place among the arguments differentiated by; −1 for all of them together.</param>
/// <param name="Probes">Along what was compared.</param>
/// <param name="Analytic">The derivative along each probe, by the transforms.</param>
/// <param name="Numeric">The difference along each probe, at the best step.</param>
/// <param name="Step">The best step.</param>
/// <param name="Sweep">The error at each step tried, from the largest step to the least.</param>
internal sealed record ArgumentFinding(
    int By, ImmutableArray<Probe> Probes, double[] Analytic, double[] Numeric, double Step, ImmutableArray<StepError> Sweep)
{
    /// <summary>Below this size, derivatives count as being of this size.</summary>
    public const double LeastScale = 1e-3;

    /// <summary>max(max|analytic|, max|numeric|, 1e-3) over the probes.</summary>
    public double Scale => ScaleOf(Analytic, Numeric);

    /// <summary>Whether all derivatives lie below <see cref="LeastScale"/>, and some is not zero.</summary>
    public bool IsTooSmall =>
        Analytic.Concat(Numeric).All(value => Math.Abs(value) < LeastScale) && Analytic.Concat(Numeric).Any(value => value != 0);

    /// <summary>max|analytic − numeric| / <see cref="Scale"/>; infinite where one of them is not a finite number and they differ.</summary>
    public double RelativeError => RelativeErrorOf(Analytic, Numeric);

    /// <summary>The place in <see cref="Probes"/> of the largest difference.</summary>
    public int WorstProbe
    {
        get
        {
            int worst = 0;
            for (int place = 1; place < Probes.Length; place++)
            {
                if (Gap(Analytic[place], Numeric[place]) > Gap(Analytic[worst], Numeric[worst]))
                {
                    worst = place;
                }
            }
            return worst;
        }
    }

    /// <summary>The same comparison at another step.</summary>
    /// <remarks>
    /// The step at which a wrong derivative agrees best is an accident; what is said of it is said at a step where differences are good.
    /// </remarks>
    public ArgumentFinding At(double step, Differences differences) =>
        this with { Step = step, Numeric = [.. Probes.Select(probe => differences.Central(probe, step))] };

    public static double RelativeErrorOf(double[] analytic, double[] numeric)
    {
        double worst = 0;
        for (int place = 0; place < analytic.Length; place++)
        {
            worst = Math.Max(worst, Gap(analytic[place], numeric[place]));
        }
        return double.IsInfinity(worst) ? worst : worst / ScaleOf(analytic, numeric);
    }

    private static double ScaleOf(double[] analytic, double[] numeric) =>
        analytic.Concat(numeric).Where(double.IsFinite).Select(Math.Abs).Append(LeastScale).Max();

    private static double Gap(double analytic, double numeric) =>
        double.IsFinite(analytic) && double.IsFinite(numeric) ? Math.Abs(analytic - numeric) : double.PositiveInfinity;
}

/// <summary>Compares the derivative of a function at one point with differences.</summary>
internal static class Examination
{
    // An error this far below the tolerance needs no better step.
    private const double GoodEnough = 0.01;

    /// <summary>Sweeps the steps for every probe; an argument that agrees well at one step is not tried at the next.</summary>
    public static ImmutableArray<ArgumentFinding> Run(
        CheckedFunction function, Differences differences, ImmutableArray<Probe> probes, GradientCheckOptions options, Evaluator evaluate)
    {
        ImmutableArray<double[]> gradient = Gradient(function, differences, evaluate);
        return
        [
            .. probes.Where(differences.CanMove).GroupBy(probe => probe.By)
                .Select(group => Sweep(group.Key, [.. group], gradient, differences, options)),
        ];
    }

    /// <summary>The gradient by the transforms, of each argument.</summary>
    public static ImmutableArray<double[]> Gradient(CheckedFunction function, Differences differences, Evaluator evaluate)
    {
        ImmutableArray<Literal> cotangents =
            [.. function.Function.Results.Select((result, place) => Literal.Create<double>(result.Shape, differences.Cotangents[place]))];
        return [.. evaluate(function.Derivative, [.. differences.Arguments, .. cotangents]).Select(result => result.ToArray<double>())];
    }

    private static ArgumentFinding Sweep(
        int by, ImmutableArray<Probe> probes, ImmutableArray<double[]> gradient, Differences differences, GradientCheckOptions options)
    {
        double[] analytic = [.. probes.Select(probe => probe.Along(gradient))];
        List<StepError> sweep = [];
        ArgumentFinding? best = null;
        foreach (double step in options.Steps)
        {
            double[] numeric = [.. probes.Select(probe => differences.Central(probe, step))];
            ArgumentFinding finding = new(by, probes, analytic, numeric, step, []);
            sweep.Add(new StepError(step, finding.RelativeError));
            if (best is null || finding.RelativeError < best.RelativeError)
            {
                best = finding;
            }
            if (best.RelativeError <= options.Tolerance * GoodEnough)
            {
                break;
            }
        }
        return best! with { Sweep = [.. sweep.OrderByDescending(error => error.Step)] };
    }
}
