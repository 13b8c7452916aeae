using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Graph.Figures;

/// <summary>How training went, and what its result confuses.</summary>
public static class TrainingFigures
{
    private const int LeastSide = 360, LeastCellWidth = 44, CellHeight = 38;

    /// <summary>A quantity over the epochs, with the stop of training marked.</summary>
    /// <param name="title">The title.</param>
    /// <param name="quantity">The label of the vertical axis, such as <c>loss</c>.</param>
    /// <param name="series">The curves, their first value being that of epoch 1: of training, of validation.</param>
    /// <param name="stop">After which epoch training was stopped early, and of which epoch the weights are; null where it was not.</param>
    /// <param name="isLogarithmic">Whether the vertical axis is logarithmic.</param>
    public static Figure Curves(
        string title, string quantity, IReadOnlyList<Series> series, (int After, int Best)? stop = null, bool isLogarithmic = false)
    {
        ImmutableArray<(double X, string Text)> marks = stop is not { } stopped ? []
            : stopped.After == stopped.Best ? [(stopped.After, "stopped")]
            : [(stopped.Best, "best"), (stopped.After, "stopped")];
        return Charts.Lines(
            title, "epoch", quantity, series, new ChartOptions { HasWholeX = true, IsLogarithmicY = isLogarithmic, Marks = marks });
    }

    /// <summary>How often what was taken for what: a row for each class that it is, a column for each that it was taken for.</summary>
    /// <param name="title">The title.</param>
    /// <param name="counts">The counts, [actual, predicted].</param>
    /// <param name="classes">The names of the classes.</param>
    /// <exception cref="GraphException">The counts are not as many rows and columns as there are classes.</exception>
    public static Figure ConfusionMatrix(string title, long[,] counts, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(classes);
        int count = classes.Count;
        if (count == 0 || counts.GetLength(0) != count || counts.GetLength(1) != count)
        {
            throw new GraphException($"the counts are {counts.GetLength(0)} rows of {counts.GetLength(1)} for {count} classes");
        }
        Plot plot = Look.Plot(title, "predicted", "actual");
        NumericManual columns = new(), rows = new();
        long mostWrong = 1;
        foreach (int actual in Enumerable.Range(0, count))
        {
            IEnumerable<int> others = Enumerable.Range(0, count).Where(predicted => predicted != actual);
            mostWrong = Math.Max(mostWrong, others.Select(predicted => counts[actual, predicted]).DefaultIfEmpty(0).Max());
        }
        for (int actual = 0; actual < count; actual++)
        {
            long total = Math.Max(1, Enumerable.Range(0, count).Sum(predicted => counts[actual, predicted]));
            for (int predicted = 0; predicted < count; predicted++)
            {
                long times = counts[actual, predicted];
                // What is wrong is seldom: beside what is right it could not be seen.
                double share = predicted == actual ? (double)times / total : times == 0 ? 0 : 0.1 + (0.55 * times / mostWrong);
                Color color = Look.Between(Colors.White, predicted == actual ? Look.Right : Look.Wrong, share);
                double y = count - 1 - actual;
                Look.Fill(plot, new CoordinateRect(predicted - 0.5, predicted + 0.5, y - 0.5, y + 0.5), color, Look.Faint);
                Look.Write(
                    plot, times.ToString(CultureInfo.InvariantCulture), predicted, y, Alignment.MiddleCenter, Look.SmallTextSize,
                    share > 0.55 && predicted == actual ? Colors.White : times == 0 ? Look.Quiet : Look.Ink);
            }
            columns.AddMajor(actual, classes[actual]);
            rows.AddMajor(count - 1 - actual, classes[actual]);
        }
        plot.Axes.Bottom.TickGenerator = columns;
        plot.Axes.Left.TickGenerator = rows;
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.HideGrid();
        plot.Axes.SetLimits(-0.5, count - 0.5, -0.5, count - 0.5);
        int longest = classes.Max(name => name.Length);
        int beside = 60 + (8 * longest);
        int width = Math.Max(count * Math.Max(LeastCellWidth, 9 * longest), Look.WidthOfTitle(title));
        return new Figure(plot, Math.Max(LeastSide, width + beside), Math.Max(LeastSide, (count * CellHeight) + 100));
    }
}
