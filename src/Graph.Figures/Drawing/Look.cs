using ScottPlot;
using ScottPlot.Plottables;

namespace Graph.Figures;

/// <summary>What all figures have in common: font, colours, sizes. Sizes are in pixels of 1/96 inch.</summary>
internal static class Look
{
    public const float TextSize = 13, SmallTextSize = 11, TitleSize = 15, LineWidth = 2;

    // Okabe and Ito, 2008, "Color universal design": told apart by everybody, and in print without colour by their lightness.
    private static readonly Color[] series =
    [
        Color.FromHex("#0072B2"), Color.FromHex("#D55E00"), Color.FromHex("#009E73"), Color.FromHex("#CC79A7"), Color.FromHex("#E69F00"),
        Color.FromHex("#56B4E9"), Color.FromHex("#000000"),
    ];

    public static Color Right { get; } = Color.FromHex("#0055A4");

    public static Color Wrong { get; } = Color.FromHex("#C4161C");

    public static Color Ink { get; } = Color.FromHex("#222222");

    public static Color Faint { get; } = Color.FromHex("#E4E4E4");

    public static Color Quiet { get; } = Color.FromHex("#9A9A9A");

    /// <summary>How wide a title is.</summary>
    public static int WidthOfTitle(string title) => (int)Math.Ceiling(EmbeddedFont.WidthOf(title, TitleSize));

    /// <summary>The colour of the n-th series.</summary>
    public static Color OfSeries(int place) => series[place % series.Length];

    /// <summary>A colour between two.</summary>
    public static Color Between(Color from, Color to, double share)
    {
        double part = double.IsNaN(share) ? 0 : Math.Clamp(share, 0, 1);
        byte Mixed(byte one, byte other) => (byte)Math.Round(one + ((other - one) * part));
        return new Color(Mixed(from.R, to.R), Mixed(from.G, to.G), Mixed(from.B, to.B));
    }

    /// <summary>From blue for −1 over white for 0 to red for 1.</summary>
    public static Color Diverging(double value) => value < 0 ? Between(Colors.White, Right, -value) : Between(Colors.White, Wrong, value);

    /// <summary>An empty plot with a title and labelled axes.</summary>
    public static Plot Plot(string title, string x, string y)
    {
        EmbeddedFont.Require();
        Plot plot = new();
        plot.Font.Set(EmbeddedFont.Name);
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        plot.Title(title, TitleSize);
        plot.Axes.Title.Label.Bold = false;
        plot.XLabel(x, TextSize);
        plot.YLabel(y, TextSize);
        foreach (IAxis axis in plot.Axes.GetAxes())
        {
            axis.Label.Bold = false;
            axis.TickLabelStyle.FontSize = SmallTextSize;
            axis.TickLabelStyle.FontName = EmbeddedFont.Name;
        }
        plot.Grid.MajorLineColor = Faint;
        plot.Legend.FontName = EmbeddedFont.Name;
        plot.Legend.FontSize = SmallTextSize;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.OutlineColor = Faint;
        return plot;
    }

    /// <summary>A plot of pictures or tiles alone: a title, and no axes.</summary>
    public static Plot Canvas(string title, CoordinateRect area)
    {
        Plot plot = Plot(title, "", "");
        plot.HideGrid();
        plot.Axes.Bottom.IsVisible = false;
        plot.Axes.Left.IsVisible = false;
        plot.Axes.Top.IsVisible = false;
        plot.Axes.Right.IsVisible = false;
        plot.Axes.SetLimits(area.Left, area.Right, area.Bottom, area.Top);
        return plot;
    }

    /// <summary>Writes a text at a place of a plot.</summary>
    public static Text Write(
        Plot plot, string text, double x, double y, Alignment alignment, float size = SmallTextSize, Color? color = null)
    {
        Text written = plot.Add.Text(text, x, y);
        written.LabelFontName = EmbeddedFont.Name;
        written.LabelFontSize = size;
        written.LabelFontColor = color ?? Ink;
        written.LabelAlignment = alignment;
        return written;
    }

    /// <summary>Fills a rectangle.</summary>
    public static Rectangle Fill(Plot plot, CoordinateRect area, Color color, Color? border = null)
    {
        Rectangle filled = plot.Add.Rectangle(area.Left, area.Right, area.Bottom, area.Top);
        filled.FillColor = color;
        filled.LineColor = border ?? color;
        filled.LineWidth = border is null ? 0 : 1;
        return filled;
    }
}
