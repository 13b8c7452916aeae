using ScottPlot;
using SkiaSharp;

namespace Graph.Figures;

/// <summary>Many straight pieces of one colour, drawn as one.</summary>
internal sealed class Segments(IReadOnlyList<((double X, double Y) From, (double X, double Y) To)> pieces, Color color, float width)
    : IPlottable
{
    /// <inheritdoc/>
    public bool IsVisible { get; set; } = true;

    /// <inheritdoc/>
    public IAxes Axes { get; set; } = new ScottPlot.Axes();

    /// <inheritdoc/>
    public IEnumerable<LegendItem> LegendItems => [];

    /// <inheritdoc/>
    public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

    /// <inheritdoc/>
    public void Render(RenderPack rp)
    {
        using SKPath path = new();
        foreach (((double X, double Y) from, (double X, double Y) to) in pieces)
        {
            (Pixel start, Pixel end) = (Axes.GetPixel(new Coordinates(from.X, from.Y)), Axes.GetPixel(new Coordinates(to.X, to.Y)));
            path.MoveTo(start.X, start.Y);
            path.LineTo(end.X, end.Y);
        }
        using SKPaint paint = new()
        {
            Color = color.ToSKColor(),
            StrokeWidth = width,
            IsStroke = true,
            IsAntialias = true,
            StrokeCap = SKStrokeCap.Round,
        };
        rp.Canvas.DrawPath(path, paint);
    }
}
