namespace Graph.GradientChecks;

/// <summary>A mistake that was recognised, as it goes into the report.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Sentence">What it looks like, to stand behind a colon.</param>
/// <param name="Factor">Of a missing factor, the factor.</param>
internal sealed record RecognisedMistake(GradientMistake Kind, string Sentence, double? Factor = null);

/// <summary>Recognises common mistakes in a wrong derivative from the derivative and the differences alone.</summary>
internal static class Mistakes
{
    private const double Tolerance = 1e-4;

    /// <summary>The mistake, or null where it looks like none of those known.</summary>
    public static RecognisedMistake? Recognise(CheckedFunction function, Differences differences, ArgumentFinding finding)
    {
        if (!finding.Analytic.Concat(finding.Numeric).All(double.IsFinite))
        {
            return null;
        }
        if (finding.Analytic.Max(Math.Abs) <= Tolerance * finding.Scale)
        {
            return new(GradientMistake.VanishedDerivative, "the analytic derivative is zero, but the function changes");
        }
        return MissingSum(function, differences, finding) ?? ConstantRatio(function, finding);
    }

    // With cotangents that are zero but at one index of an axis, the differences give the contribution of that index alone.
    private static RecognisedMistake? MissingSum(CheckedFunction function, Differences differences, ArgumentFinding finding)
    {
        for (int result = 0; result < function.Function.Results.Length; result++)
        {
            Shape shape = function.Function.Results[result].Shape;
            for (int axis = 0; axis < shape.Rank; axis++)
            {
                if (shape[axis] < 2)
                {
                    continue;
                }
                foreach (long index in (ReadOnlySpan<long>)[0, shape[axis] - 1])
                {
                    ImmutableArray<double[]> alone =
                        differences.Cotangents.SetItem(result, Only(differences.Cotangents[result], shape, axis, index));
                    double[] numeric = [.. finding.Probes.Select(probe => differences.Central(probe, finding.Step, alone))];
                    if (ArgumentFinding.RelativeErrorOf(finding.Analytic, numeric) <= Tolerance)
                    {
                        return new(
                            GradientMistake.MissingSum,
                            $"a sum over a broadcast axis is missing: the analytic derivative is the contribution of index {index} of " +
                            $"axis {axis}, which has size {shape[axis]}, alone");
                    }
                }
            }
        }
        return null;
    }

    private static double[] Only(double[] weights, Shape shape, int axis, long index)
    {
        long stride = shape.Strides[axis];
        return [.. weights.Select((weight, place) => place / stride % shape[axis] == index ? weight : 0)];
    }

    private static RecognisedMistake? ConstantRatio(CheckedFunction function, ArgumentFinding finding)
    {
        double factor = Sums.InnerProduct(finding.Analytic, finding.Numeric) / Sums.InnerProduct(finding.Analytic, finding.Analytic);
        double residual = finding.Analytic.Zip(finding.Numeric, (analytic, numeric) => Math.Abs(numeric - (factor * analytic))).Max();
        bool shows = finding.Analytic.Count(value => Math.Abs(value) > Tolerance * finding.Scale) > 1 || IsRound(factor)
            || IsRound(1 / factor);
        if (residual > Tolerance * finding.Scale || !shows || Math.Abs(factor) < Tolerance)
        {
            return null;
        }
        if (Math.Abs(factor + 1) <= Tolerance)
        {
            return new(GradientMistake.FlippedSign, "the sign is flipped: analytic ≈ −numeric");
        }
        string? axis = function.Function.Results
            .SelectMany(result => result.Shape.Select((size, place) => (size, place)))
            .Where(pair => pair.size > 1 && Math.Abs(factor - pair.size) <= Tolerance * factor)
            .Select(pair => $", the size of axis {pair.place} of the result: a mean may stand where a sum belongs")
            .FirstOrDefault();
        return new(GradientMistake.MissingFactor, $"a factor is missing: numeric ≈ {ReportText.Number(factor)} × analytic{axis}", factor);
    }

    private static bool IsRound(double value) => Math.Abs(value - Math.Round(value)) <= Tolerance && Math.Abs(value) is >= 0.5 and < 1e6;
}
