namespace Graph.GradientChecks;

/// <summary>Tells why a derivative and the differences disagree, from how the differences behave as the step shrinks.</summary>
internal static class Judgement
{
    private const double MachineEpsilon = 2.220446049250313e-16;
    private static readonly ImmutableArray<double> kinkSteps = [1e-3, 1e-4, 1e-5];
    private static readonly ImmutableArray<double> roundingSteps = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7];

    /// <summary>The verdict on the worst probe of a finding that failed.</summary>
    public static GradientVerdict Of(
        CheckedFunction function, Differences differences, ArgumentFinding finding, double tolerance, Evaluator evaluate)
    {
        Probe probe = finding.Probes[finding.WorstProbe];
        double analytic = finding.Analytic[finding.WorstProbe];
        // How much a result may be off by rounding alone, to an order of magnitude.
        double noise = MachineEpsilon * LargestMagnitude(function, differences, evaluate)
            * Math.Max(1, differences.Cotangents.Sum(weights => weights.Sum(Math.Abs)));
        if (IsKink(differences, probe, finding.Scale, tolerance, noise))
        {
            return GradientVerdict.Kink;
        }
        return IsRounding(differences, probe, analytic, noise) ? GradientVerdict.Rounding : GradientVerdict.WrongDerivative;
    }

    /// <summary>Whether every result is a finite number.</summary>
    public static bool IsFinite(ImmutableArray<double[]> results) => results.All(result => result.All(double.IsFinite));

    // Of a smooth function the differences to both sides approach each other in proportion to the step. At a bend their gap stays; at a
    // jump it grows as 1/h.
    private static bool IsKink(Differences differences, Probe probe, double scale, double tolerance, double noise)
    {
        double[] gaps =
        [
            .. kinkSteps.Select(step =>
            {
                (double left, double right, _) = differences.Sides(probe, step);
                return Math.Abs(right - left);
            }),
        ];
        double[] changes = [.. gaps.Zip(kinkSteps, (gap, step) => gap * step * differences.Scale(probe))];
        if (!gaps.All(double.IsFinite) || !changes.All(change => change > 10 * noise))
        {
            return false;
        }
        bool bends = gaps[^1] > 10 * tolerance * scale && Steady(gaps, 2);
        return bends || Steady(changes, 1.05);
    }

    private static bool Steady(double[] values, double factor) => values.Max() <= factor * values.Min();

    // Rounding leaves an error of noise / h: it grows as the step shrinks, or the change is lost altogether. The error of a wrong
    // derivative stays.
    private static bool IsRounding(Differences differences, Probe probe, double analytic, double noise)
    {
        double[] numeric = [.. roundingSteps.Select(step => differences.Central(probe, step))];
        double[] errors = [.. numeric.Select(value => Math.Abs(value - analytic))];
        int best = Array.IndexOf(errors, errors.Min());
        if (best < 0 || errors[best] * roundingSteps[best] * differences.Scale(probe) > 1000 * noise)
        {
            return false;
        }
        bool grows = best + 2 < errors.Length && errors[best + 1] > 3 * errors[best] && errors[best + 2] > 3 * errors[best + 1];
        bool isLost = numeric[best] != 0 && numeric[^1] == 0 && numeric[^2] == 0;
        return grows || isLost;
    }

    private static double LargestMagnitude(CheckedFunction function, Differences differences, Evaluator evaluate)
    {
        double largest = 0;
        foreach ((_, Literal value) in NodeValues.At(function.Frozen, differences.Frozen, evaluate))
        {
            for (long index = 0; value.Element.IsFloat && index < value.Type.ElementCount; index++)
            {
                double magnitude = Math.Abs(value.ToDouble(index));
                largest = double.IsFinite(magnitude) ? Math.Max(largest, magnitude) : largest;
            }
        }
        return largest;
    }
}
