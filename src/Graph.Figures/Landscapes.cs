using ScottPlot;
using ScottPlot.Plottables;

namespace Graph.Figures;

/// <summary>Functions of two variables: contours, surfaces and decisions.</summary>
public static class Landscapes
{
    private const int Levels = 12;
    private const double Azimuth = -Math.PI / 3.2, Elevation = Math.PI / 5.5, Height = 0.9;

    /// <summary>Colours and lines of equal value, with paths over them.</summary>
    /// <param name="title">The title.</param>
    /// <param name="x">The label of the horizontal axis.</param>
    /// <param name="y">The label of the vertical axis.</param>
    /// <param name="z">What the colours stand for.</param>
    /// <param name="grid">The values.</param>
    /// <param name="paths">Paths, such as those of optimizers; none unless given.</param>
    /// <param name="isLogarithmic">Whether colours and lines are of the logarithm, for values above 0 that differ much in size.</param>
    /// <param name="width">The width in pixels of 1/96 inch.</param>
    /// <param name="height">The height in pixels of 1/96 inch.</param>
    public static Figure Contour(
        string title, string x, string y, string z, GridValues grid, IReadOnlyList<Series>? paths = null, bool isLogarithmic = false,
        int width = 640, int height = 480)
    {
        ArgumentNullException.ThrowIfNull(grid);
        Plot plot = Look.Plot(title, x, y);
        double[,] values = grid.Mapped(value => !isLogarithmic ? value : value > 0 ? Math.Log10(value) : double.NaN);
        Heatmap heatmap = plot.Add.Heatmap(values);
        heatmap.Colormap = new ScottPlot.Colormaps.Viridis();
        heatmap.FlipVertically = true;
        heatmap.Smooth = true;
        heatmap.Extent = new CoordinateRect(grid.X[0], grid.X[^1], grid.Y[0], grid.Y[^1]);
        double[] ascending = [.. values.Cast<double>().Where(double.IsFinite).Order()];
        List<((double, double), (double, double))> lines = [];
        for (int level = 1; level < Levels && ascending.Length > 0; level++)
        {
            // As much of the plane between any two lines: even steps of the value would crowd them where it is steep.
            lines.AddRange(Contours.Of(grid.X, grid.Y, values, ascending[(ascending.Length - 1) * level / Levels]));
        }
        plot.Add.Plottable(new Segments(lines, Colors.White.WithAlpha(0.6), 1));
        ScottPlot.Panels.ColorBar bar = plot.Add.ColorBar(heatmap);
        bar.Label = isLogarithmic ? $"log₁₀ {z}" : z;
        bar.LabelStyle.FontName = EmbeddedFont.Name;
        bar.LabelStyle.Bold = false;
        bar.LabelStyle.FontSize = Look.TextSize;
        bar.Axis.TickLabelStyle.FontName = EmbeddedFont.Name;
        bar.Axis.TickLabelStyle.FontSize = Look.SmallTextSize;
        AddPaths(plot, paths ?? []);
        plot.HideGrid();
        plot.Axes.SetLimits(grid.X[0], grid.X[^1], grid.Y[0], grid.Y[^1]);
        return new Figure(plot, width, height);
    }

    /// <summary>Where a classifier of two features decides for what, with the samples over it.</summary>
    /// <param name="title">The title.</param>
    /// <param name="x">The label of the first feature.</param>
    /// <param name="y">The label of the second feature.</param>
    /// <param name="probability">The probability of the second class, from 0 to 1.</param>
    /// <param name="no">Samples of the first class, drawn in red.</param>
    /// <param name="yes">Samples of the second class, drawn in blue.</param>
    /// <param name="width">The width in pixels of 1/96 inch.</param>
    /// <param name="height">The height in pixels of 1/96 inch.</param>
    public static Figure DecisionBoundary(
        string title, string x, string y, GridValues probability, Series no, Series yes, int width = 560, int height = 420)
    {
        ArgumentNullException.ThrowIfNull(probability);
        Plot plot = Look.Plot(title, x, y);
        // Light, so that the samples stand out.
        Color[,] colours = probability.Mapped(value => Look.Diverging(0.35 * (1 - (2 * value))));
        (double halfX, double halfY) = ((probability.X[1] - probability.X[0]) / 2, (probability.Y[1] - probability.Y[0]) / 2);
        ImageRect background = plot.Add.ImageRect(
            Pixels.Of(colours, isUpwards: true),
            new CoordinateRect(probability.X[0] - halfX, probability.X[^1] + halfX, probability.Y[0] - halfY, probability.Y[^1] + halfY));
        background.AntiAlias = true;
        double[,] values = probability.Mapped(value => value);
        plot.Add.Plottable(new Segments([.. Contours.Of(probability.X, probability.Y, values, 0.5)], Look.Ink, 2));
        foreach ((Series samples, Color color, MarkerShape shape) in new[]
        {
            (no, Look.Wrong, MarkerShape.FilledTriangleDown), (yes, Look.Right, MarkerShape.FilledCircle),
        })
        {
            Markers markers = plot.Add.Markers(samples.X.ToArray(), samples.Y.ToArray(), shape, 8, color);
            markers.LegendText = samples.Name;
        }
        plot.HideGrid();
        plot.Axes.SetLimits(probability.X[0], probability.X[^1], probability.Y[0], probability.Y[^1]);
        plot.ShowLegend(Edge.Right);
        return new Figure(plot, width, height);
    }

    /// <summary>A surface seen from above and aside.</summary>
    /// <param name="title">The title.</param>
    /// <param name="x">The label of the first axis.</param>
    /// <param name="y">The label of the second axis.</param>
    /// <param name="z">The label of the height.</param>
    /// <param name="grid">The heights; at most about 60 by 60, or the tiles are too small to be seen.</param>
    /// <param name="width">The width in pixels of 1/96 inch.</param>
    /// <param name="height">The height in pixels of 1/96 inch.</param>
    public static Figure Surface(string title, string x, string y, string z, GridValues grid, int width = 640, int height = 480)
    {
        ArgumentNullException.ThrowIfNull(grid);
        double[] finite = [.. grid.Mapped(value => value).Cast<double>().Where(double.IsFinite)];
        (double least, double most) = finite.Length == 0 ? (0, 1) : (finite.Min(), finite.Max());
        Plot plot = Look.Canvas(title, new CoordinateRect(-1.85, 1.85, -1.05, 1.55));
        plot.Layout.Fixed(new PixelPadding(10, 10, 10, 40));
        double AtX(int column) => (2 * (grid.X[column] - grid.X[0]) / (grid.X[^1] - grid.X[0])) - 1;
        double AtY(int row) => (2 * (grid.Y[row] - grid.Y[0]) / (grid.Y[^1] - grid.Y[0])) - 1;
        double Share(int row, int column) => most > least ? (grid[row, column] - least) / (most - least) : 0;
        Coordinates Corner(int row, int column) => Projected(AtX(column), AtY(row), Share(row, column));

        AddFloor(plot);
        ScottPlot.Colormaps.Viridis colours = new();
        List<(double Depth, Coordinates[] Corners, Color Color)> tiles = [];
        for (int row = 0; row + 1 < grid.Y.Length; row++)
        {
            for (int column = 0; column + 1 < grid.X.Length; column++)
            {
                double mean = (Share(row, column) + Share(row + 1, column) + Share(row, column + 1) + Share(row + 1, column + 1)) / 4;
                if (double.IsFinite(mean))
                {
                    tiles.Add((
                        Depth((AtX(column) + AtX(column + 1)) / 2, (AtY(row) + AtY(row + 1)) / 2),
                        [Corner(row, column), Corner(row, column + 1), Corner(row + 1, column + 1), Corner(row + 1, column)],
                        colours.GetColor(mean)));
                }
            }
        }
        plot.Add.Plottable(new Mesh([.. tiles.OrderByDescending(tile => tile.Depth).Select(tile => (tile.Corners, tile.Color))]));
        AddLabels(plot, x, y, z, grid, least, most);
        return new Figure(plot, width, height);
    }

    private static void AddPaths(Plot plot, IReadOnlyList<Series> paths)
    {
        Color[] colours =
        [
            Colors.White, Color.FromHex("#FF6A5A"), Color.FromHex("#FFD166"), Color.FromHex("#7FDBFF"), Color.FromHex("#F4A6D7"),
        ];
        for (int place = 0; place < paths.Count; place++)
        {
            Color color = colours[place % colours.Length];
            ScottPlot.Plottables.Scatter line = plot.Add.Scatter(paths[place].X.ToArray(), paths[place].Y.ToArray(), color);
            line.LineWidth = Look.LineWidth;
            line.MarkerSize = paths[place].HasPoints ? 5 : 0;
            line.LegendText = paths[place].Name;
            Marker end = plot.Add.Marker(paths[place].X[^1], paths[place].Y[^1], MarkerShape.FilledDiamond, 10, color);
            end.MarkerStyle.OutlineColor = Colors.Black;
            end.MarkerStyle.OutlineWidth = 1;
        }
        if (paths.Count > 0)
        {
            plot.Legend.BackgroundColor = Color.FromHex("#3B3B55");
            plot.Legend.FontColor = Colors.White;
            plot.ShowLegend(Alignment.UpperRight);
        }
    }

    private static Coordinates Projected(double x, double y, double z) => new(
        (x * Math.Cos(Azimuth)) - (y * Math.Sin(Azimuth)),
        (Depth(x, y) * Math.Sin(Elevation)) + (Height * z * Math.Cos(Elevation)));

    private static double Depth(double x, double y) => (x * Math.Sin(Azimuth)) + (y * Math.Cos(Azimuth));

    private static void AddFloor(Plot plot)
    {
        List<((double, double), (double, double))> lines = [];
        void Add(Coordinates from, Coordinates to) => lines.Add(((from.X, from.Y), (to.X, to.Y)));
        for (int half = -2; half <= 2; half++)
        {
            Add(Projected(half / 2.0, -1, 0), Projected(half / 2.0, 1, 0));
            Add(Projected(-1, half / 2.0, 0), Projected(1, half / 2.0, 0));
        }
        Add(Projected(-1, -1, 0), Projected(-1, -1, 1));
        plot.Add.Plottable(new Segments(lines, Look.Quiet, 1));
    }

    private static void AddLabels(Plot plot, string x, string y, string z, GridValues grid, double least, double most)
    {
        void Put(string text, Coordinates at, Alignment alignment, float size = Look.SmallTextSize) =>
            Look.Write(plot, text, at.X, at.Y, alignment, size);
        string Number(double value) => value.ToString("G3", System.Globalization.CultureInfo.InvariantCulture);
        Put(Number(grid.X[0]), Projected(-1, -1.12, 0), Alignment.UpperCenter);
        Put(Number(grid.X[^1]), Projected(1, -1.12, 0), Alignment.UpperCenter);
        Put(x, Projected(0, -1.3, 0), Alignment.UpperCenter, Look.TextSize);
        Put(Number(grid.Y[0]), Projected(1.12, -1, 0), Alignment.MiddleLeft);
        Put(Number(grid.Y[^1]), Projected(1.12, 1, 0), Alignment.MiddleLeft);
        Put(y, Projected(1.3, 0, 0), Alignment.MiddleLeft, Look.TextSize);
        Put(Number(least), Projected(-1.08, -1.08, 0), Alignment.MiddleRight);
        Put(Number(most), Projected(-1.08, -1.08, 1), Alignment.MiddleRight);
        Put(z, Projected(-1.08, -1.08, 1.2), Alignment.LowerCenter, Look.TextSize);
    }
}
