using Graph.Learning;
using static Graph.Ops;

namespace Graph.Tests.Learning;

/// <summary>A loss that is not finite is told with the operator that it comes from.</summary>
public sealed class DivergenceTests
{
    private static readonly Dataset train = Problems.Blobs(40);

    [Fact]
    public void A_learning_rate_that_is_too_large_is_suspected()
    {
        Trainer trainer = new(new Sequential(new Dense(16, Square), new Dense(3)), Losses.SoftmaxCrossEntropy, new Sgd(1e6));
        DivergenceException found = Assert.Throws<DivergenceException>(() => trainer.Fit(train, epochs: 5, batchSize: 10));
        Assert.Contains("a smaller learning rate", found.Explanation, StringComparison.Ordinal);
        Assert.True(found.Step < 20);
        Assert.Contains($"behind {found.Step} steps", found.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_logarithm_of_nothing_is_named_with_its_line()
    {
        Layer network = new Sequential(new Dense(3) { KernelInitializer = Initializers.Filled(100) }, new Activation(Softmax));
        Loss loss = (p, t) => -Mean(Sum(OneHot(t, 3) * Log(p - 1), -1));
        Trainer trainer = new(network, loss, new Sgd(0.1));
        DivergenceException found = Assert.Throws<DivergenceException>(() => trainer.Fit(train, epochs: 1, batchSize: 10));
        Assert.Equal("log f32[10,3]", found.Operator);
        Assert.Equal((1, 1L, 0L), (found.Epoch, found.Batch, found.Step));
        Assert.Contains("DivergenceTests.cs", found.Origin!.ToString(), StringComparison.Ordinal);
        Assert.Contains("a loss from logits needs no logarithm of a probability", found.Explanation, StringComparison.Ordinal);
        Assert.Contains("is NaN from -", found.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_derivative_that_divides_by_nothing_is_found_behind_a_finite_loss()
    {
        // √0 is 0, but its derivative is not finite: the loss of the first step is, that of the second is not.
        Layer network = Layer.Of((x, scope) => Sqrt(Square(0 * x[.., 0]) * scope.Parameter("w", [], Initializers.Ones)));
        DivergenceException found = Assert.Throws<DivergenceException>(
            () => new Trainer(network, (p, _) => Mean(p), new Sgd(0.1)).Fit(train, epochs: 1, batchSize: 10));
        Assert.Equal((1L, 0L), (found.Batch, found.Step));
        Assert.StartsWith("divide", found.Operator, StringComparison.Ordinal);
        Assert.Contains("a parameter is not finite any more", found.Sentence, StringComparison.Ordinal);
        Assert.Contains("it divides by 0, as the derivative of √x does at 0", found.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_that_is_not_a_number_is_named()
    {
        float[] points = new float[80];
        points[2 * 23] = float.NaN;
        Dataset data = Dataset.Of(("points", Tensor.Create<float>([40, 2], points)), ("label", Tensor.Zeros([40], ElementType.I32)));
        DivergenceException found = Assert.Throws<DivergenceException>(
            () => new Trainer(new Dense(3), Losses.SoftmaxCrossEntropy, new Sgd(0.1)).Fit(data, epochs: 1, batchSize: 10));
        Assert.Equal("'points' f32[10,2]", found.Operator);
        Assert.Contains("sample 23 of the dataset holds NaN", found.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_that_is_none_is_suspected()
    {
        int[] labels = new int[40];
        labels[7] = 3;
        Dataset data = Dataset.Of(("points", Tensor.Zeros([40, 2])), ("label", labels));
        DivergenceException found = Assert.Throws<DivergenceException>(
            () => new Trainer(new Dense(3), Losses.SoftmaxCrossEntropy, new Sgd(0.1)).Fit(data, epochs: 1, batchSize: 10));
        Assert.StartsWith("gather", found.Operator, StringComparison.Ordinal);
        Assert.Contains("labels and tokens are counted from 0", found.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_within_a_loop_is_named()
    {
        Layer network = Layer.Of((x, scope) =>
        {
            Expr w = scope.Parameter("w", [2], Initializers.Ones);
            (Expr last, Expr _) = Scan((h, i) => (Exp(h * 3), i), w, Arange(1, 5, element: ElementType.F32));
            return Sum(x) * Sum(last);
        });
        DivergenceException found = Assert.Throws<DivergenceException>(
            () => new Trainer(network, (p, _) => p, new Sgd(0.1)).Fit(train, epochs: 1, batchSize: 10));
        Assert.Equal("exp f32[2] in step 2 of a loop", found.Operator);
    }

    /// <summary>
    /// The run goes wrong in its second epoch; what went before is run again from the last checkpoint, and comes to the same.
    /// </summary>
    [Fact]
    public void It_is_found_behind_any_number_of_steps()
    {
        Trainer Diverging(Schedule rate) => new(Problems.Network(), Losses.SoftmaxCrossEntropy, new Sgd(rate));
        Schedule late = Schedule.Of(step => step == 13 ? double.PositiveInfinity : 0.01);
        DivergenceException found = Assert.Throws<DivergenceException>(() => Diverging(late).Fit(train, epochs: 4, batchSize: 5, seed: 2));
        Assert.Equal((2, 6L, 13L), (found.Epoch, found.Batch, found.Step));
    }

    [Fact]
    public void Who_does_not_want_it_goes_on()
    {
        Trainer trainer = new(new Dense(3), Losses.SoftmaxCrossEntropy, new Sgd(double.NaN)) { StopsWhenNotFinite = false };
        Assert.True(double.IsNaN(trainer.Fit(train, epochs: 2, batchSize: 20).History!.Epochs[^1].Training.Loss));
    }
}
