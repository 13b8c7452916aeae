namespace Graph.Learning;

/// <summary>
/// The usual metrics. Those of classes take logits or probabilities of shape <c>[…, classes]</c>, of which the largest is the prediction,
/// and targets that are integer labels <c>[…]</c> or as dense as the prediction; those of two classes take one score for each sample and
/// targets of 0 and 1, and call positive what is above a threshold: 0 for logits, 0.5 for probabilities.
/// </summary>
public static class Metrics
{
    /// <summary>The share of samples whose largest class is the target.</summary>
    public static Metric Accuracy { get; } = new Shares(
        "accuracy", (prediction, target) => Ops.Equal(Ops.ArgMax(prediction, -1), ClassLabels.Of(prediction, target)));

    /// <summary>The share of samples whose target is among the k largest classes.</summary>
    /// <param name="k">How many classes count.</param>
    public static Metric TopK(int k) => new Shares(
        FormattableString.Invariant($"top{k}"),
        (prediction, target) =>
        {
            Expr places = Ops.TopK(prediction, k).Indices;
            Expr labels = ClassLabels.Of(prediction, target);
            return Ops.Any(Ops.Equal(places, Ops.ExpandDims(labels, -1)), -1);
        });

    /// <summary>The share of scores that are on the right side of a threshold.</summary>
    /// <param name="threshold">Above which a sample is called positive.</param>
    public static Metric BinaryAccuracy(double threshold = 0) => new Shares(
        "accuracy", (score, target) => Ops.Equal((score > threshold).Cast(ElementType.I32), ClassLabels.Binary(score, target)));

    /// <summary>Of those called positive, the share that are: 0 where none is called so.</summary>
    /// <param name="threshold">Above which a sample is called positive.</param>
    public static Metric Precision(double threshold = 0) => new BinaryMetric("precision", threshold, BinaryMetric.PrecisionOf);

    /// <summary>Of those that are positive, the share called so: 0 where none is.</summary>
    /// <param name="threshold">Above which a sample is called positive.</param>
    public static Metric Recall(double threshold = 0) => new BinaryMetric("recall", threshold, BinaryMetric.RecallOf);

    /// <summary>The harmonic mean of precision and recall.</summary>
    /// <param name="threshold">Above which a sample is called positive.</param>
    public static Metric F1(double threshold = 0) => new BinaryMetric("f1", threshold, BinaryMetric.F1Of);

    /// <summary>The mean over all classes of the share, of those called so, that are.</summary>
    /// <param name="classes">The number of classes.</param>
    public static Metric MacroPrecision(int classes) => new MacroMetric("precision", classes, BinaryMetric.PrecisionOf);

    /// <summary>The mean over all classes of the share, of those that are, called so.</summary>
    /// <param name="classes">The number of classes.</param>
    public static Metric MacroRecall(int classes) => new MacroMetric("recall", classes, BinaryMetric.RecallOf);

    /// <summary>The mean over all classes of the harmonic means of precision and recall.</summary>
    /// <param name="classes">The number of classes.</param>
    public static Metric MacroF1(int classes) => new MacroMetric("f1", classes, BinaryMetric.F1Of);

    /// <summary>
    /// The area under the receiver's operating characteristic: the probability that a positive sample scores higher than a negative one,
    /// ties counting half. Scores are told apart by bins of their probability, so that it is off by half the share of pairs in one bin at
    /// most.
    /// </summary>
    /// <param name="fromLogits">Whether scores are logits; else they are probabilities.</param>
    /// <param name="bins">The number of bins.</param>
    public static Metric Auc(bool fromLogits = true, int bins = 1024) => new AreaUnderCurve(fromLogits, bins);

    /// <summary>How often each class was taken for each; its number is the accuracy.</summary>
    /// <param name="classes">The number of classes.</param>
    public static ConfusionMatrix Confusion(int classes) => new(classes);

    /// <summary>
    /// e to the mean cross-entropy of a label, from logits: among how many classes the choice is as open as if all were alike.
    /// </summary>
    public static Metric Perplexity { get; } = new PerplexityMetric();

    /// <summary>A loss as a metric: its mean over all samples.</summary>
    /// <param name="name">Its name in reports.</param>
    /// <param name="loss">The mean over a batch.</param>
    public static Metric Of(string name, Loss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return new LossMetric(name, loss);
    }
}
