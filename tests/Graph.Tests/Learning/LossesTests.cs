using Graph.Learning;
using Graph.Tests.Facade;
using static Graph.Ops;

namespace Graph.Tests.Learning;

public sealed class LossesTests
{
    private static readonly Tensor logits = new float[,] { { 1, 2, 0.5f }, { -1, 0, 3 } };

    /// <summary>The losses of the facade, under the trainer's signature.</summary>
    [Fact]
    public void From_probabilities_is_from_logits()
    {
        Tensor labels = new[] { 1, 0 };
        float fromLogits = Losses.SoftmaxCrossEntropy(logits, labels).Evaluate().ToScalar<float>();
        float fromProbabilities = Losses.CategoricalCrossEntropy(Softmax(logits), labels).Evaluate().ToScalar<float>();
        Assert.Equal(fromLogits, fromProbabilities, 1e-6f);
        Tensor dense = new float[,] { { 0, 1, 0 }, { 1, 0, 0 } };
        Assert.Equal(fromLogits, Losses.CategoricalCrossEntropy(Softmax(logits), dense).Evaluate().ToScalar<float>(), 1e-6f);
        Tensor certain = new float[,] { { 0, 1, 0 }, { 1, 0, 0 } };
        Assert.Equal(0, Losses.CategoricalCrossEntropy(certain, labels).Evaluate().ToScalar<float>());
    }

    /// <summary>(1 − ε) of the loss of the label, and ε of the mean of the losses of all labels.</summary>
    [Fact]
    public void Smoothing_mixes_in_all_labels()
    {
        Tensor labels = new[] { 1, 0 };
        float plain = SoftmaxCrossEntropy(logits, labels).Evaluate().ToScalar<float>();
        float all = Mean(-LogSoftmax(logits)).Evaluate().ToScalar<float>();
        Loss smoothed = Losses.SmoothedSoftmaxCrossEntropy(0.2);
        Assert.Equal((0.8f * plain) + (0.2f * all), smoothed(logits, labels).Evaluate().ToScalar<float>(), 1e-6f);
        Wrong.Says<GraphException>("the smoothing must be in [0, 1), got 1", () => Losses.SmoothedSoftmaxCrossEntropy(1));
    }
}
