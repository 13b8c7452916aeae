using Graph.Figures;
using Graph.Learning;
using static Graph.Ops;

namespace Graph.Cli.Course;

/// <summary>Batches, fits and the moment to stop.</summary>
internal static class GeneralizationFigures
{
    /// <summary>The variance of a gradient over the size of the batch that it is taken from.</summary>
    public static Figure BatchVariance()
    {
        const int samples = 1024, epochs = 100;
        float[] x = Normal(Key(1), [samples]).Evaluate().ToArray<float>(), noise = Normal(Key(2), [samples]).Evaluate().ToArray<float>();
        double[] each = [.. x.Zip(noise, (x, noise) => 2.0 * x * (0 - ((2 * x) + noise)))];
        double whole = each.Average();
        double Variance(int size) => (
            from epoch in Enumerable.Range(0, epochs)
            from batch in new BatchOrder(size, Seed: 5, epoch).Samples(samples).Chunk(size)
            select Math.Pow(batch.Average(sample => each[sample]) - whole, 2)).Average();
        int[] sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256];
        double[] places = [.. sizes.Select(size => (double)size)];
        double one = each.Average(gradient => Math.Pow(gradient - whole, 2));
        return Charts.Lines(
            "The variance of a gradient", "samples in a batch", "variance",
            [
                new Series("measured", places, sizes.Select(Variance)) { HasLine = false, HasPoints = true },
                new Series("of one sample / B", places, places.Select(size => one / size)) { IsDashed = true },
            ],
            new ChartOptions { IsLogarithmicX = true, IsLogarithmicY = true });
    }

    /// <summary>Polynomials of three degrees through the same samples.</summary>
    public static Figure Fits() =>
        Figure.Beside(Fit("underfitting: degree 1", 1), Fit("ideal: degree 4", 4), Fit("overfitting: degree 15", 15));

    /// <summary>Losses of training and validation, with the best epoch and the stop.</summary>
    public static Figure EarlyStop()
    {
        Layer network = new Sequential(new Dense(64, Relu), new Dense(64, Relu), new Dense(2));
        Trainer trainer = new(network, Losses.SoftmaxCrossEntropy, new Adam(1e-3)) { Callbacks = [new EarlyStopping(patience: 15)] };
        TrainingHistory history = trainer.Fit(
            CourseData.Clouds(100, seed: 1), epochs: 500, batchSize: 20, validation: CourseData.Clouds(400, seed: 5), seed: 2).History!;
        return TrainingFigures.Curves(
            "Early stopping", "loss",
            [
                CourseData.Losses("training", history, epoch => epoch.Training),
                CourseData.Losses("validation", history, epoch => epoch.Validation!),
            ],
            (history.Epochs.Length, history.RestoredEpoch!.Value));
    }

    private static Figure Fit(string title, int degree)
    {
        Dataset train = CourseData.Wave(20, seed: 10);
        Layer polynomial = new Sequential(Layer.Of((x, _) => Chebyshev(x, degree)), new Dense(1, UseBias: false));
        Model fitted = new Trainer(polynomial, Losses.MeanSquaredError, new Adam(0.02)).Fit(train, epochs: 5000, batchSize: 20, seed: 1);
        float[] places = Linspace(-1, 1, 201).Evaluate().ToArray<float>();
        float[] curve = fitted.Predict(Tensor.Create<float>([201, 1], places))[0].ToArray<float>();
        ImmutableArray<Tensor> whole = CourseData.Whole(train);
        return Charts.Lines(
            title, "x", "t",
            [
                new Series("fit", places.Select(place => (double)place), curve.Select(value => (double)value)),
                new Series("truth", places.Select(place => (double)place), places.Select(place => Math.Sin(3 * place))) { IsDashed = true },
                new Series(
                    "samples", whole[0].ToArray<float>().Select(place => (double)place),
                    whole[1].ToArray<float>().Select(value => (double)value))
                {
                    HasLine = false,
                    HasPoints = true,
                },
            ],
            new ChartOptions { X = (-1, 1), Y = (-2, 2), Width = 440, Height = 320 });
    }

    // T₀ = 1, T₁ = x, Tₙ = 2 x Tₙ₋₁ − Tₙ₋₂: powers of x would be so alike that no descent tells them apart.
    private static Expr Chebyshev(Expr x, int degree)
    {
        List<Expr> terms = [OnesLike(x), x];
        while (terms.Count <= degree)
        {
            terms.Add((2 * x * terms[^1]) - terms[^2]);
        }
        return Concatenate([.. terms.Take(degree + 1)], axis: 1);
    }
}
