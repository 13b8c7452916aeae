using Graph.Learning;
using Graph.Tests.Facade;
using static Graph.Ops;

namespace Graph.Tests.Learning;

public sealed class MetricsTests
{
    // Six samples of three classes: predicted 0 1 2 0 1 0, in truth 0 1 1 2 1 0.
    private static readonly Tensor logits = new float[,]
    {
        { 3, 1, 0 }, { 0, 2, 1 }, { 0, 1, 2 }, { 2, 1, 0 }, { 1, 5, 2 }, { 9, 0, 1 },
    };

    private static readonly Tensor labels = new[] { 0, 1, 1, 2, 1, 0 };

    // Scores of two classes: called 1 0 1 1 0, in truth 1 1 0 1 0.
    private static readonly Tensor scores = new float[] { 2, -1, 0.5f, 1, -3 };
    private static readonly Tensor truths = new float[] { 1, 1, 0, 1, 0 };

    /// <summary>Counted by hand.</summary>
    public static TheoryData<string, Metric, double> OfClasses => new()
    {
        { "accuracy", Metrics.Accuracy, 4 / 6.0 },
        { "top 2", Metrics.TopK(2), 5 / 6.0 },
        { "confusion", Metrics.Confusion(3), 4 / 6.0 },
        { "macro precision", Metrics.MacroPrecision(3), ((2 / 3.0) + 1 + 0) / 3 },
        { "macro recall", Metrics.MacroRecall(3), (1 + (2 / 3.0) + 0) / 3 },
        { "macro f1", Metrics.MacroF1(3), (0.8 + 0.8 + 0) / 3 },
    };

    public static TheoryData<string, Metric, double> OfTwoClasses => new()
    {
        { "accuracy", Metrics.BinaryAccuracy(), 3 / 5.0 },
        { "precision", Metrics.Precision(), 2 / 3.0 },
        { "recall", Metrics.Recall(), 2 / 3.0 },
        { "f1", Metrics.F1(), 2 / 3.0 },
        { "precision of none", Metrics.Precision(threshold: 5), 0 },
        // Of the six pairs, those of 2 and 1 win against both negatives, that of −1 against −3 only.
        { "auc", Metrics.Auc(), 5 / 6.0 },
    };

    [Theory]
    [MemberData(nameof(OfClasses))]
    public void Of_classes_is_what_is_counted_by_hand(string name, Metric metric, double expected)
    {
        Assert.True(Math.Abs(Result(metric, logits, labels) - expected) < 1e-12, name);
        Assert.True(Math.Abs(Result(metric, logits, OneHot(labels, 3).Evaluate()) - expected) < 1e-12, $"{name} of dense targets");
    }

    [Theory]
    [MemberData(nameof(OfTwoClasses))]
    public void Of_two_classes_is_what_is_counted_by_hand(string name, Metric metric, double expected)
    {
        Assert.True(Math.Abs(Result(metric, scores, truths) - expected) < 1e-12, name);
        Assert.True(Math.Abs(Result(metric, scores, (truths > 0.5).Evaluate()) - expected) < 1e-12, $"{name} of bools");
    }

    /// <summary>Against the definition, on scores that are often equal.</summary>
    [Fact]
    public void The_area_is_the_share_of_pairs_in_order()
    {
        double[] score = [.. Round(10 * Uniform(Key(1), [200], ElementType.F64)).Evaluate().ToArray<double>().Select(value => value / 10)];
        double[] uniform = Uniform(Key(2), [200], ElementType.F64).Evaluate().ToArray<double>();
        double[] truth = [.. uniform.Zip(score, (u, s) => u < (0.3 + (0.4 * s)) ? 1.0 : 0)];
        double pairs = 0, inOrder = 0;
        foreach (double positive in score.Where((_, place) => truth[place] == 1))
        {
            foreach (double negative in score.Where((_, place) => truth[place] == 0))
            {
                pairs++;
                inOrder += positive > negative ? 1 : positive == negative ? 0.5 : 0;
            }
        }
        double measured = Result(Metrics.Auc(fromLogits: false), Tensor.Create<double>([200], score), Tensor.Create<double>([200], truth));
        Assert.Equal(inOrder / pairs, measured, 1e-12);
        Assert.InRange(measured, 0.55, 0.95);
    }

    [Fact]
    public void The_confusion_matrix_counts_targets_in_rows()
    {
        ConfusionMatrix confusion = Metrics.Confusion(3);
        MetricValue value = new(confusion, 0, [.. Totals(confusion, logits, labels)]);
        Assert.Equal(new long[,] { { 2, 0, 0 }, { 0, 2, 1 }, { 1, 0, 0 } }, confusion.Counts(value));
    }

    [Fact]
    public void Perplexity_is_the_number_of_classes_where_nothing_is_known()
    {
        Assert.Equal(3, Result(Metrics.Perplexity, Tensor.Zeros([4, 3]), (Tensor)new[] { 0, 1, 2, 2 }), 1e-6);
        Assert.False(Metrics.Perplexity.IsLargerBetter);
    }

    [Fact]
    public void A_loss_is_a_metric_too() => Assert.Equal(
        MeanAbsoluteError(scores, truths).Evaluate().ToScalar<float>(),
        Result(Metrics.Of("mae", Losses.MeanAbsoluteError), scores, truths), 1e-6);

    /// <summary>Two halves give what the whole gives: that is what totals are for.</summary>
    [Fact]
    public void Totals_add_up_over_batches()
    {
        foreach (Metric metric in OfClasses.Select(row => (Metric)row[1]))
        {
            double[] whole = Totals(metric, logits, labels);
            double[] halves = [.. Totals(metric, logits[..2], labels[..2]).Zip(Totals(metric, logits[2..], labels[2..]), (a, b) => a + b)];
            Assert.Equal(whole, halves);
        }
    }

    [Fact]
    public void What_does_not_fit_is_said()
    {
        Expr score = Input("score", [5, 1]), target = Input("target", [5, 1]), label = Input("label", [4], ElementType.I32);
        Wrong.Says<ShapeException>(
            "accuracy: the prediction 'score' f32[5,1] has no axis of classes; one score for two classes belongs to BinaryAccuracy and " +
            "its like",
            () => Metrics.Accuracy.Measure(score, target));
        Wrong.Says<ShapeException>(
            "recall: the target 'label' i32[4] must have the shape [5,1] of the scores 'score' " +
            "f32[5,1]", () => Metrics.Recall().Measure(score, label));
        Wrong.Says<ShapeException>(
            "ConfusionMatrix: the prediction 'p' f32[4,3] has 3 classes, not " +
            "5", () => Metrics.Confusion(5).Measure(Input("p", [4, 3]), label));
    }

    private static double Result(Metric metric, Tensor prediction, Tensor target) => metric.Result(Totals(metric, prediction, target));

    private static double[] Totals(Metric metric, Tensor prediction, Tensor target) =>
        metric.Measure(prediction, target).Cast(ElementType.F64).Evaluate().ToArray<double>();
}
