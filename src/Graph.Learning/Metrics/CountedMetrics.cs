namespace Graph.Learning;

/// <summary>The share of samples of which something holds.</summary>
internal sealed record Shares(string Name, Func<Expr, Expr, Expr> Holds) : Metric(Name)
{
    public override Expr Measure(Expr prediction, Expr target)
    {
        using var _ = Origin.Enter(Name);
        Expr holds = Holds(prediction, target);
        return Ops.Stack([Ops.Sum(holds.Cast(ElementType.F32)), Ops.Constant((double)holds.Shape.ElementCount)]);
    }

    public override double Result(ReadOnlySpan<double> totals) => totals[0] / totals[1];
}

/// <summary>A number of the counts of true positives, false positives and false negatives.</summary>
internal sealed record BinaryMetric(string Name, double Threshold, Func<double, double, double, double> Formula) : Metric(Name)
{
    public static double PrecisionOf(double hits, double falseAlarms, double misses) => Quotient(hits, hits + falseAlarms);

    public static double RecallOf(double hits, double falseAlarms, double misses) => Quotient(hits, hits + misses);

    public static double F1Of(double hits, double falseAlarms, double misses) => Quotient(2 * hits, (2 * hits) + falseAlarms + misses);

    public override Expr Measure(Expr prediction, Expr target)
    {
        using var _ = Origin.Enter(Name);
        Expr called = prediction > Threshold;
        Expr isSo = Ops.Equal(ClassLabels.Binary(prediction, target), 1);
        return Ops.Stack([Count(called & isSo), Count(called & !isSo), Count(!called & isSo)]);
    }

    public override double Result(ReadOnlySpan<double> totals) => Formula(totals[0], totals[1], totals[2]);

    private static Expr Count(Expr holds) => Ops.Sum(holds.Cast(ElementType.F32));

    private static double Quotient(double part, double whole) => whole == 0 ? 0 : part / whole;
}

/// <summary>The mean over all classes of a number of one class against the others.</summary>
internal sealed record MacroMetric(string Name, int Classes, Func<double, double, double, double> Formula) : Metric(Name)
{
    private readonly ConfusionMatrix confusion = new(Classes);

    public override Expr Measure(Expr prediction, Expr target) => confusion.Measure(prediction, target);

    public override double Result(ReadOnlySpan<double> totals)
    {
        double sum = 0;
        for (int label = 0; label < Classes; label++)
        {
            (double row, double column) = (0, 0);
            for (int other = 0; other < Classes; other++)
            {
                row += totals[(label * Classes) + other];
                column += totals[(other * Classes) + label];
            }
            double hits = totals[(label * Classes) + label];
            sum += Formula(hits, column - hits, row - hits);
        }
        return sum / Classes;
    }
}

/// <summary>How often each class was taken for each: rows are the targets, columns the predictions. Its number is the accuracy.</summary>
/// <param name="Classes">The number of classes.</param>
public sealed record ConfusionMatrix(int Classes) : Metric("accuracy")
{
    /// <inheritdoc/>
    public override Expr Measure(Expr prediction, Expr target)
    {
        using var _ = Origin.Enter(nameof(ConfusionMatrix));
        Expr labels = ClassLabels.Of(prediction, target);
        if (prediction.Shape[^1] != Classes)
        {
            throw new ShapeException($"the prediction {prediction.Describe()} has {prediction.Shape[^1]} classes, not {Classes}");
        }
        Expr called = Ops.OneHot(Ops.Flatten(Ops.ArgMax(prediction, -1)), Classes);
        return Ops.MatMul(Ops.Transpose(Ops.OneHot(Ops.Flatten(labels), Classes)), called);
    }

    /// <inheritdoc/>
    public override double Result(ReadOnlySpan<double> totals)
    {
        (double right, double all) = (0, 0);
        for (int place = 0; place < totals.Length; place++)
        {
            all += totals[place];
            right += place / Classes == place % Classes ? totals[place] : 0;
        }
        return right / all;
    }

    /// <summary>The counts, by target and prediction.</summary>
    /// <param name="value">What this metric came to.</param>
    /// <exception cref="GraphException">The value is of another metric.</exception>
    public long[,] Counts(MetricValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Totals.Length != Classes * Classes)
        {
            throw new GraphException($"{value.Totals.Length} totals are not those of {Classes} classes");
        }
        long[,] counts = new long[Classes, Classes];
        for (int place = 0; place < value.Totals.Length; place++)
        {
            counts[place / Classes, place % Classes] = (long)value.Totals[place];
        }
        return counts;
    }
}
