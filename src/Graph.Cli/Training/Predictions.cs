using Graph.Learning;

namespace Graph.Cli.Training;

/// <summary>What a model says of samples.</summary>
/// <param name="Labels">The class that it takes each for.</param>
/// <param name="Probabilities">The probability of each class, [sample, class].</param>
/// <param name="Actual">The class of each.</param>
internal sealed record Predictions(ImmutableArray<int> Labels, double[,] Probabilities, ImmutableArray<int> Actual)
{
    /// <summary>The counts of what was taken for what, [actual, predicted].</summary>
    public long[,] Confusion
    {
        get
        {
            int classes = Probabilities.GetLength(1);
            long[,] counts = new long[classes, classes];
            foreach ((int actual, int predicted) in Actual.Zip(Labels))
            {
                counts[actual, predicted]++;
            }
            return counts;
        }
    }

    /// <summary>Asks a model about all samples of a dataset, whose last field is the target.</summary>
    public static Predictions Of(Model model, Dataset data)
    {
        Tensor logits = model.Predict(data);
        double[,] probabilities = Probability(logits);
        int count = probabilities.GetLength(0), classes = probabilities.GetLength(1);
        int[] labels = new int[count];
        for (int sample = 0; sample < count; sample++)
        {
            labels[sample] = Enumerable.Range(0, classes).MaxBy(label => probabilities[sample, label]);
        }
        IEnumerable<Batch> batches = data.Batches(new BatchOrder(1024) { IsShuffled = false });
        return new Predictions([.. labels], probabilities, [.. batches.SelectMany(ActualOf)]);
    }

    /// <summary>The probabilities of logits: a softmax over several, and of a single one σ for the second of two classes.</summary>
    public static double[,] Probability(Tensor logits)
    {
        float[] values = logits.ToArray<float>();
        int count = (int)logits.Shape[0], width = (int)logits.Shape[1];
        double[,] probabilities = new double[count, Math.Max(2, width)];
        for (int sample = 0; sample < count; sample++)
        {
            ReadOnlySpan<float> row = values.AsSpan(sample * width, width);
            if (width == 1)
            {
                probabilities[sample, 1] = 1 / (1 + Math.Exp(-row[0]));
                probabilities[sample, 0] = 1 - probabilities[sample, 1];
                continue;
            }
            double most = float.NegativeInfinity, sum = 0;
            foreach (float logit in row)
            {
                most = Math.Max(most, logit);
            }
            for (int label = 0; label < width; label++)
            {
                sum += probabilities[sample, label] = Math.Exp(row[label] - most);
            }
            for (int label = 0; label < width; label++)
            {
                probabilities[sample, label] /= sum;
            }
        }
        return probabilities;
    }

    private static IEnumerable<int> ActualOf(Batch batch)
    {
        Tensor target = batch[batch.Tensors.Length - 1];
        return target.Element == ElementType.I32 ? target.ToArray<int>() : target.ToArray<float>().Select(value => value > 0.5f ? 1 : 0);
    }
}
