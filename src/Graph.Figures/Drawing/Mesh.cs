using ScottPlot;
using SkiaSharp;

namespace Graph.Figures;

/// <summary>Tiles with corners and a colour each, drawn in their order, so that a later one covers an earlier one.</summary>
internal sealed class Mesh(IReadOnlyList<(Coordinates[] Corners, Color Color)> tiles) : IPlottable
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
        using SKPaint fill = new() { IsAntialias = true };
        using SKPaint edge = new() { IsAntialias = true, IsStroke = true, StrokeWidth = 0.5f };
        foreach ((Coordinates[] corners, Color color) in tiles)
        {
            using SKPath path = new();
            path.AddPoly([.. corners.Select(corner => Axes.GetPixel(corner)).Select(pixel => new SKPoint(pixel.X, pixel.Y))]);
            fill.Color = color.ToSKColor();
            edge.Color = Look.Between(color, Colors.Black, 0.35).ToSKColor();
            rp.Canvas.DrawPath(path, fill);
            rp.Canvas.DrawPath(path, edge);
        }
    }
}
