using System.Globalization;
using Graph.Figures;
using Graph.Learning;

namespace Graph.Cli.Training;

/// <summary>The figures of a run, each as PNG and as SVG.</summary>
internal sealed class RunFigures(Recipe recipe, Model model, Dataset test, RunFolder folder)
{
    private const int Shown = 32, ShownWrong = 8, Columns = 8, GridPoints = 100;

    /// <summary>Draws them all.</summary>
    /// <returns>Their names.</returns>
    /// <exception cref="GraphException">One cannot be written.</exception>
    public ImmutableArray<string> Draw()
    {
        Predictions predictions = Predictions.Of(model, test);
        List<(string Name, Figure Figure)> figures = [.. Curves()];
        string on = string.Create(CultureInfo.InvariantCulture, $"Confusion of {recipe.Name} on {test.Count:N0} test samples");
        figures.Add(("confusion", TrainingFigures.ConfusionMatrix(on, predictions.Confusion, recipe.Classes)));
        if (recipe.IsOfPictures)
        {
            figures.Add(("predictions", Pictured(predictions)));
        }
        else
        {
            figures.Add(("decision", Decision()));
        }
        foreach ((string path, Tensor kernel) in model.Weights.Where(leaf => leaf.Value.Rank == 4).Take(1))
        {
            figures.Add(("filters", Pictures.Filters($"Filters of {path}", kernel, Columns)));
        }
        RunFolder.Require(folder.Figures);
        foreach ((string name, Figure figure) in figures)
        {
            figure.Save(Path.Combine(folder.Figures, name + ".png"));
            figure.Save(Path.Combine(folder.Figures, name + ".svg"));
        }
        return [.. figures.Select(figure => figure.Name)];
    }

    private IEnumerable<(string Name, Figure Figure)> Curves()
    {
        if (model.History is not { Epochs: { Length: > 0 } epochs } history)
        {
            yield break;
        }
        (int After, int Best)? stop = history is { End: TrainingEnd.StoppedEarly, BestEpoch: { } best } ? (epochs.Length, best) : null;
        yield return ("loss", TrainingFigures.Curves(
            $"Loss of {recipe.Name}", "loss (nats)",
            [
                new("training", epochs.Select(epoch => epoch.Training.Loss)),
                new("test", epochs.Select(epoch => epoch.Validation!.Loss)),
            ],
            stop));
        yield return ("accuracy", TrainingFigures.Curves(
            $"Accuracy of {recipe.Name}", "accuracy (%)",
            [
                new("training", epochs.Select(epoch => 100 * epoch.Training[recipe.Accuracy].Value)),
                new("test", epochs.Select(epoch => 100 * epoch.Validation![recipe.Accuracy].Value)),
            ],
            stop));
    }

    // The first ones as they lie, and of those behind them the first that are wrong.
    private Figure Pictured(Predictions predictions)
    {
        int count = predictions.Labels.Length;
        long[] first = [.. Enumerable.Range(0, Math.Min(Shown, count)).Select(place => (long)place)];
        long[] wrong =
        [
            .. Enumerable.Range(first.Length, count - first.Length).Where(place => predictions.Labels[place] != predictions.Actual[place])
                .Take(ShownWrong).Select(place => (long)place),
        ];
        ImmutableArray<long> places = [.. first, .. wrong];
        Tensor images = test.Read(places, new BatchOrder(places.Length))[0];
        return Pictures.Predictions(
            $"{recipe.Name} on test images: right in blue, wrong in red",
            images, [.. places.Select(place => predictions.Labels[(int)place])],
            [.. places.Select(place => predictions.Actual[(int)place])], recipe.Classes,
            [.. places.Select(place => predictions.Probabilities[place, predictions.Labels[(int)place]])], Columns, isInk: true);
    }

    private Figure Decision()
    {
        Batch all = test.Read([.. Enumerable.Range(0, (int)test.Count).Select(place => (long)place)], new BatchOrder((int)test.Count));
        float[] features = all[0].ToArray<float>(), targets = all[1].ToArray<float>();
        IEnumerable<int> Places(int label) =>
            Enumerable.Range(0, targets.Length).Where(sample => targets[sample] > 0.5f == (label == 1));
        Series Of(int label) => new(
            recipe.Classes[label], Places(label).Select(sample => (double)features[2 * sample]),
            Places(label).Select(sample => (double)features[(2 * sample) + 1]));
        (double, double) Ends(int feature)
        {
            double[] values = [.. Enumerable.Range(0, targets.Length).Select(sample => (double)features[(2 * sample) + feature])];
            return (values.Min() - 0.5, values.Max() + 0.5);
        }
        GridValues places = GridValues.Of(Ends(0), Ends(1), GridPoints, (_, _) => 0);
        Tensor grid = Tensor.Generate<float>(
            [GridPoints * GridPoints, 2],
            index => (float)(index % 2 == 0 ? places.X[(int)(index / 2 % GridPoints)] : places.Y[(int)(index / 2 / GridPoints)]));
        double[,] probabilities = Predictions.Probability(model.Predict(grid)[0]);
        double[,] passed = new double[GridPoints, GridPoints];
        for (int point = 0; point < passed.Length; point++)
        {
            passed[point / GridPoints, point % GridPoints] = probabilities[point, 1];
        }
        return Landscapes.DecisionBoundary(
            "Will I pass this class?", "lectures attended", "hours spent on the project", new GridValues(places.X, places.Y, passed),
            Of(0), Of(1));
    }
}
