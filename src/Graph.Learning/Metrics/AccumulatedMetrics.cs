namespace Graph.Learning;

/// <summary>The area under the curve of true positives over false positives, from two histograms of the scores.</summary>
internal sealed record AreaUnderCurve(bool FromLogits, int Bins) : Metric("auc")
{
    public override Expr Measure(Expr prediction, Expr target)
    {
        using var _ = Origin.Enter(Name);
        Expr labels = Ops.Flatten(ClassLabels.Binary(prediction, target));
        Expr probability = Ops.Flatten(FromLogits ? Ops.Sigmoid(prediction) : prediction);
        Expr bin = Ops.Minimum((Ops.Clip(probability, 0, 1) * Bins).Cast(ElementType.I32), Bins - 1);
        return Ops.MatMul(Ops.Transpose(Ops.OneHot(labels, 2)), Ops.OneHot(bin, Bins));
    }

    public override double Result(ReadOnlySpan<double> totals)
    {
        ReadOnlySpan<double> negatives = totals[..Bins], positives = totals[Bins..];
        (double below, double area, double all) = (0, 0, 0);
        for (int bin = 0; bin < Bins; bin++)
        {
            area += positives[bin] * (below + (negatives[bin] / 2));
            below += negatives[bin];
            all += positives[bin];
        }
        return area / (below * all);
    }
}

/// <summary>e to the mean cross-entropy.</summary>
internal sealed record PerplexityMetric() : Metric("perplexity")
{
    public override bool IsLargerBetter => false;

    public override Expr Measure(Expr prediction, Expr target)
    {
        using var _ = Origin.Enter(Name);
        Expr losses = Ops.SoftmaxCrossEntropy(prediction, target, reduction: Reduction.Unreduced);
        return Ops.Stack([Ops.Sum(losses).Cast(ElementType.F32), Ops.Constant((double)losses.Shape.ElementCount)]);
    }

    public override double Result(ReadOnlySpan<double> totals) => Math.Exp(totals[0] / totals[1]);
}

/// <summary>The mean of a loss over all samples.</summary>
internal sealed record LossMetric(string Name, Loss Loss) : Metric(Name)
{
    public override bool IsLargerBetter => false;

    public override Expr Measure(Expr prediction, Expr target)
    {
        Expr loss = Loss(prediction, target).Cast(ElementType.F32);
        double samples = prediction.Rank == 0 ? 1 : prediction.Shape[0];
        return Ops.Stack([loss * samples, Ops.Constant(samples)]);
    }

    public override double Result(ReadOnlySpan<double> totals) => totals[0] / totals[1];
}
