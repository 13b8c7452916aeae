using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace Graph.Figures;

/// <summary>Lines, points and bars over labelled axes.</summary>
public static class Charts
{
    // Room above the data for the texts of marks.
    private const double MarkRoom = 0.12;

    /// <summary>Lines over a common axis; a legend beside them where there are several.</summary>
    /// <param name="title">The title.</param>
    /// <param name="x">The label of the horizontal axis, with its unit.</param>
    /// <param name="y">The label of the vertical axis, with its unit.</param>
    /// <param name="series">The lines.</param>
    /// <param name="options">How to draw; null for the defaults.</param>
    public static Figure Lines(string title, string x, string y, IReadOnlyList<Series> series, ChartOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        options ??= new ChartOptions();
        Plot plot = Look.Plot(title, x, y);
        Scale horizontal = new(
            series.SelectMany(one => one.X).Concat(options.Marks.Select(mark => mark.X)), options.X, options.IsLogarithmicX,
            options.HasWholeX, isTight: true);
        Scale vertical = new(series.SelectMany(one => one.Y), options.Y, options.IsLogarithmicY, isWhole: false, isTight: false);
        for (int place = 0; place < series.Count; place++)
        {
            Add(plot, series[place], place, horizontal, vertical);
        }
        double top = vertical.Most + (options.Marks.Count > 0 ? MarkRoom * (vertical.Most - vertical.Least) : 0);
        plot.Axes.SetLimits(horizontal.Least, horizontal.Most, vertical.Least, top);
        horizontal.Label(plot.Axes.Bottom);
        vertical.Label(plot.Axes.Left);
        foreach ((double mark, string text) in options.Marks)
        {
            AddMark(plot, horizontal, horizontal.Place(mark), top, text);
        }
        if (series.Count > 1)
        {
            plot.ShowLegend(Edge.Right);
        }
        return new Figure(plot, options.Width, options.Height);
    }

    /// <summary>One bar for each name, its value written above it.</summary>
    /// <param name="title">The title.</param>
    /// <param name="x">The label of the horizontal axis.</param>
    /// <param name="y">The label of the vertical axis, with its unit.</param>
    /// <param name="bars">A name and a value of 0 or more for each bar.</param>
    /// <param name="chosen">The place of a bar that is drawn in blue, the others being grey; null for all in blue.</param>
    /// <param name="format">How values are written, as a format of .NET.</param>
    /// <param name="most">The end of the vertical axis; null for that of the data.</param>
    /// <param name="width">The width in pixels of 1/96 inch.</param>
    /// <param name="height">The height in pixels of 1/96 inch.</param>
    public static Figure Bars(
        string title, string x, string y, IReadOnlyList<(string Name, double Value)> bars, int? chosen = null, string format = "0.##",
        double? most = null, int width = 640, int height = 400)
    {
        ArgumentNullException.ThrowIfNull(bars);
        Plot plot = Look.Plot(title, x, y);
        double end = most ?? Math.Max(bars.Select(bar => bar.Value).DefaultIfEmpty(0).Max(), 1e-9);
        NumericManual names = new();
        for (int place = 0; place < bars.Count; place++)
        {
            (string name, double value) = bars[place];
            Look.Fill(
                plot, new CoordinateRect(place - 0.4, place + 0.4, 0, value), chosen is null || chosen == place ? Look.Right : Look.Quiet);
            Look.Write(
                plot, value.ToString(format, CultureInfo.InvariantCulture), place, value, Alignment.LowerCenter);
            names.AddMajor(place, name);
        }
        plot.Axes.Bottom.TickGenerator = names;
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.Grid.XAxisStyle.IsVisible = false;
        if (most is not null)
        {
            plot.Axes.Left.TickGenerator = Fifths(end);
        }
        plot.Axes.SetLimits(-0.7, bars.Count - 0.3, 0, end * 1.1);
        return new Figure(plot, width, height);
    }

    internal static void Add(Plot plot, Series series, int place, Scale horizontal, Scale vertical)
    {
        Color color = Look.OfSeries(place);
        bool isNamed = false;
        // Each run of values without a gap is a line of its own.
        foreach (List<Coordinates> run in Runs(series, horizontal, vertical))
        {
            ScottPlot.Plottables.Scatter scatter = plot.Add.Scatter(run, color);
            scatter.LineWidth = series.HasLine ? Look.LineWidth : 0;
            scatter.LinePattern = series.IsDashed ? LinePattern.Dashed : LinePattern.Solid;
            scatter.MarkerSize = series.HasPoints || !series.HasLine || run.Count == 1 ? 6 : 0;
            scatter.LegendText = isNamed ? "" : series.Name;
            isNamed = true;
        }
    }

    private static NumericManual Fifths(double end)
    {
        NumericManual ticks = new();
        for (int fifth = 0; fifth <= 5; fifth++)
        {
            ticks.AddMajor(end * fifth / 5, (end * fifth / 5).ToString("G3", CultureInfo.InvariantCulture));
        }
        return ticks;
    }

    private static IEnumerable<List<Coordinates>> Runs(Series series, Scale horizontal, Scale vertical)
    {
        List<Coordinates> run = [];
        for (int point = 0; point < series.X.Length; point++)
        {
            Coordinates place = new(horizontal.Place(series.X[point]), vertical.Place(series.Y[point]));
            if (double.IsFinite(place.X) && double.IsFinite(place.Y))
            {
                run.Add(place);
            }
            else if (run.Count > 0)
            {
                yield return run;
                run = [];
            }
        }
        if (run.Count > 0)
        {
            yield return run;
        }
    }

    private static void AddMark(Plot plot, Scale horizontal, double place, double top, string text)
    {
        VerticalLine line = plot.Add.VerticalLine(place, 1.5f, Look.Ink, LinePattern.Dotted);
        line.ExcludeFromLegend = true;
        bool isRight = place > (horizontal.Least + horizontal.Most) / 2;
        Text label = Look.Write(plot, text, place, top, isRight ? Alignment.UpperRight : Alignment.UpperLeft);
        label.OffsetX = isRight ? -5 : 5;
        label.OffsetY = 4;
    }
}
