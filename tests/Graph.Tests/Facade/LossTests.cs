using static Graph.Ops;

namespace Graph.Tests.Facade;

public sealed class LossTests
{
    private static readonly double[] Prediction = Draw.Doubles(12, 1, -3, 3), Target = Draw.Doubles(12, 2, -3, 3);
    private static readonly double[] Chances = Draw.Doubles(12, 3, 0.05, 0.95), Odds = Draw.Doubles(12, 4, 0, 1);

    private delegate Expr Loss(Expr prediction, Expr target, Reduction reduction);

    /// <summary>Elementwise losses beside their formulas.</summary>
    private static readonly Dictionary<string, (Loss Loss, Func<double, double, double> Formula, double[] Prediction, double[] Target)> Table = new()
    {
        ["MeanSquaredError"] = (MeanSquaredError, (y, t) => Math.Pow(y - t, 2), Prediction, Target),
        ["MeanAbsoluteError"] = (MeanAbsoluteError, (y, t) => Math.Max(y - t, t - y), Prediction, Target),
        ["Huber"] = (Huber, (y, t) => Math.Abs(y - t) <= 1 ? Math.Pow(y - t, 2) / 2 : Math.Abs(y - t) - 0.5, Prediction, Target),
        ["Huber 2.5"] = ((y, t, reduction) => Huber(y, t, 2.5, reduction), (y, t) => Math.Abs(y - t) <= 2.5 ? Math.Pow(y - t, 2) / 2 : 2.5 * (Math.Abs(y - t) - 1.25), Prediction, Target),
        ["Hinge"] = (Hinge, (y, t) => Math.Max(0, 1 - (y * t)), Prediction, [.. Target.Select(t => (double)Math.Sign(t))]),
        ["SigmoidCrossEntropy"] = (SigmoidCrossEntropy, (z, t) => -(t * Math.Log(1 / (1 + Math.Exp(-z)))) - ((1 - t) * Math.Log(1 / (1 + Math.Exp(z)))), Prediction, Odds),
        ["BinaryCrossEntropy"] = (BinaryCrossEntropy, (p, t) => -(t * Math.Log(p)) - ((1 - t) * Math.Log(1 - p)), Chances, Odds),
    };

    public static TheoryData<string> Names => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_loss_is_its_formula_averaged_summed_or_left(string name)
    {
        (Loss loss, Func<double, double, double> formula, double[] prediction, double[] target) = Table[name];
        double[] each = [.. prediction.Zip(target, formula)];
        Tensor y = Tensor.Create<double>([3, 4], prediction), t = Tensor.Create<double>([3, 4], target);
        Near.Equal([3, 4], each, loss(y, t, Reduction.Unreduced).Evaluate());
        Near.Equal([], [each.Sum()], loss(y, t, Reduction.Summed).Evaluate());
        Near.Equal([], [each.Average()], loss(y, t, Reduction.Averaged).Evaluate());
    }

    [Fact]
    public void The_mean_is_the_default()
    {
        Tensor y = new double[] { 3, 5 }, t = new double[] { 1, 1 };
        Near.Equal([], [10], MeanSquaredError(y, t).Evaluate());
        Near.Equal([], [3], MeanAbsoluteError(y, t).Evaluate());
        Near.Equal([], [2.5], Huber(y, t).Evaluate());
        Near.Equal([], [0], Hinge(y, t).Evaluate());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void Cross_entropy_from_labels_is_that_from_their_one_hot_rows_and_its_formula(int axis)
    {
        Tensor z = Tensor.Create<double>([3, 4], Prediction);
        int[] labels = axis == 0 ? [2, 0, 1, 2] : [3, 0, 2];
        double LogShare(int row, int column)
        {
            var group = Enumerable.Range(0, 12).Where(other => axis == 0 ? other % 4 == column : other / 4 == row);
            return Prediction[(row * 4) + column] - Math.Log(group.Sum(other => Math.Exp(Prediction[other])));
        }
        double[] expected = [.. labels.Select((label, sample) => axis == 0 ? -LogShare(label, sample) : -LogShare(sample, label))];
        Near.Equal([labels.Length], expected, SoftmaxCrossEntropy(z, (Tensor)labels, axis, Reduction.Unreduced).Evaluate());
        Near.Equal([], [expected.Average()], SoftmaxCrossEntropy(z, (Tensor)labels, axis).Evaluate());
        Expr dense = MoveAxis(OneHot((Tensor)labels, axis == 0 ? 3 : 4, ElementType.F64), 1, axis);
        Near.Equal([], [expected.Sum()], SoftmaxCrossEntropy(z, dense, axis, Reduction.Summed).Evaluate());
    }

    [Fact]
    public void Soft_targets_weight_the_classes()
    {
        double[] z = [1, 2, 3];
        double total = Math.Log(z.Sum(Math.Exp));
        Near.Equal([], [(0.2 * (total - 1)) + (0.5 * (total - 2)) + (0.3 * (total - 3))], SoftmaxCrossEntropy((Tensor)z, (Tensor)new[] { 0.2, 0.5, 0.3 }).Evaluate());
    }

    [Fact]
    public void A_single_sample_has_a_scalar_label() =>
        Near.Equal([], [Math.Log(Math.Exp(1) + Math.Exp(3)) - 3], SoftmaxCrossEntropy((Tensor)new double[] { 1, 3 }, (Tensor)1).Evaluate());

    [Fact]
    public void A_label_outside_of_the_classes_gives_NaN() =>
        Near.Equal([], [double.NaN], SoftmaxCrossEntropy((Tensor)new double[,] { { 1, 3 } }, (Tensor)new[] { 2 }).Evaluate());

    /// <summary>dL/dz = softmax(z) − onehot, over the number of samples; for the sigmoid σ(z) − t.</summary>
    [Fact]
    public void Gradients_of_cross_entropies_are_prediction_minus_target()
    {
        Expr z = Input("z", [2, 3], ElementType.F64);
        double[] values = Prediction[..6];
        double[] gradient = Differentiate(SoftmaxCrossEntropy(z, (Tensor)new[] { 1, 2 }), z)[0].Evaluate(("z", Tensor.Create<double>([2, 3], values))).Doubles();
        int[] labels = [1, 2];
        Near.Equal(
            gradient,
            Tensor.Create<double>([6], [.. values.Select((value, place) =>
                ((Math.Exp(value) / values[(place / 3 * 3)..((place / 3 * 3) + 3)].Sum(Math.Exp)) - (labels[place / 3] == place % 3 ? 1 : 0)) / 2)]));
        Expr logit = Input("z", [], ElementType.F64);
        Near.Equal([(1 / (1 + Math.Exp(-0.7))) - 0.3], Differentiate(SigmoidCrossEntropy(logit, (Tensor)0.3), logit)[0].Evaluate(("z", 0.7)));
    }

    /// <summary>In f32, where e^89 overflows.</summary>
    [Theory]
    [InlineData(1e4f, 1f, 0f, 0f)]
    [InlineData(-1e4f, 1f, 1e4f, -1f)]
    [InlineData(1e4f, 0f, 1e4f, 1f)]
    [InlineData(-1e4f, 0f, 0f, 0f)]
    [InlineData(0f, 1f, 0.6931472f, -0.5f)]
    public void The_sigmoid_cross_entropy_of_large_logits_is_finite(float logit, float target, float loss, float derivative)
    {
        Expr z = Input("z", []);
        Expr value = SigmoidCrossEntropy(z, (Tensor)target);
        Executable both = Compile([z], [value, Differentiate(value, z)]);
        (Tensor first, Tensor second) = both.Run(logit);
        Near.Equal([loss], first, 1e-7);
        Near.Equal([derivative], second, 1e-7);
    }

    [Fact]
    public void A_confident_right_prediction_keeps_its_small_loss()
    {
        // ln(1 + e^−20), which σ(20) rounded to f32, or a difference of two logarithms, would lose.
        Near.Equal([2.0611536e-9], SigmoidCrossEntropy((Tensor)20f, (Tensor)1f).Evaluate(), 1e-15);
        Near.Equal([2.0611536e-9], SoftmaxCrossEntropy((Tensor)new float[] { 20, 0 }, (Tensor)0).Evaluate(), 1e-7);
        Near.Equal([1e4], SoftmaxCrossEntropy((Tensor)new float[] { 1e4f, 0 }, (Tensor)1).Evaluate());
    }

    [Fact]
    public void Certain_probabilities_cost_nothing_where_right_and_everything_where_wrong()
    {
        Tensor p = new double[] { 0, 1, 1, 0 }, t = new double[] { 0, 1, 0, 1 };
        Near.Equal([0, 0, double.PositiveInfinity, double.PositiveInfinity], BinaryCrossEntropy(p, t, Reduction.Unreduced).Evaluate());
        Expr leaf = Input("p", [4], ElementType.F64);
        double[] slope = Differentiate(BinaryCrossEntropy(leaf, t, Reduction.Summed), leaf)[0].Evaluate(("p", p)).Doubles();
        Assert.Equal([1, -1], slope[..2]);
    }

    [Fact]
    public void The_divergence_of_distributions_is_its_formula()
    {
        double[] p = [0.2, 0.5, 0.3, 0.1, 0.8, 0.1], t = [0.3, 0.3, 0.4, 0, 1, 0];
        double[] terms = [.. p.Zip(t, (p, t) => t == 0 ? 0 : t * Math.Log(t / p))];
        Tensor predicted = Tensor.Create<double>([2, 3], p), target = Tensor.Create<double>([2, 3], t);
        Near.Equal([2], [terms[..3].Sum(), terms[3..].Sum()], KullbackLeibler(predicted, target, Reduction.Unreduced).Evaluate());
        Near.Equal([], [terms.Sum() / 2], KullbackLeibler(predicted, target).Evaluate());
        Near.Equal([], [0], KullbackLeibler(target, target).Evaluate());
    }

    [Fact]
    public void The_derivatives_of_Huber_are_the_clipped_difference_and_its_steps()
    {
        Expr y = Input("y", [4], ElementType.F64);
        Expr loss = Huber(y, ZerosLike(y), 1, Reduction.Summed);
        Executable both = Compile([y], [Differentiate(loss, y), HessianVectorProduct(loss, y, OnesLike(y))]);
        (Tensor slope, Tensor curvature) = both.Run(new[] { 0, 0.5, -3, 1e200 });
        Near.Equal([0, 0.5, -1, 1], slope);
        Near.Equal([1, 1, 0, 0], curvature);
    }

    /// <summary>A class masked out by a logit of −∞ is as if it were not there.</summary>
    [Fact]
    public void A_masked_class_that_is_never_the_target_adds_nothing_to_a_dense_cross_entropy()
    {
        Expr z = Input("z", [3], ElementType.F64), t = Input("t", [3], ElementType.F64);
        Expr loss = SoftmaxCrossEntropy(z, t);
        (Expr byLogits, Expr byTarget) = Differentiate(loss, z, t);
        (string, Tensor)[] values = [("z", new[] { 1, double.NegativeInfinity, 3 }), ("t", new[] { 0, 0.0, 1 })];
        double share = 1 / (1 + Math.Exp(2));
        Near.Equal([], [-Math.Log(1 - share)], loss.Evaluate(values));
        Near.Equal([3], [share, 0, -share], byLogits.Evaluate(values));
        // A class that could be keeps its derivative −ln p though its target is 0.
        Near.Equal([3], [-Math.Log(share), 0, -Math.Log(1 - share)], byTarget.Evaluate(values));
    }
}
