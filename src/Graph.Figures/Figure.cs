using System.Text;
using System.Text.RegularExpressions;
using ScottPlot;
using SkiaSharp;

namespace Graph.Figures;

/// <summary>A finished drawing, on white. The same data give the same picture on every machine.</summary>
/// <remarks>Not to be drawn by two threads at once.</remarks>
public sealed partial class Figure
{
    private const double DefaultScale = 2;

    private readonly ImmutableArray<Panel> panels;

    internal Figure(Plot plot, int width, int height)
        : this([new Panel(plot, 0, 0, width, height)], width, height)
    {
    }

    private Figure(ImmutableArray<Panel> panels, int width, int height) => (this.panels, Width, Height) = (panels, width, height);

    /// <summary>The width in pixels of 1/96 inch.</summary>
    public int Width { get; }

    /// <summary>The height in pixels of 1/96 inch.</summary>
    public int Height { get; }

    /// <summary>Figures side by side, as one.</summary>
    /// <exception cref="GraphException">There are none.</exception>
    public static Figure Beside(params ReadOnlySpan<Figure> figures)
    {
        RequireSome(figures);
        ImmutableArray<Panel>.Builder panels = ImmutableArray.CreateBuilder<Panel>();
        (int width, int height) = (0, 0);
        foreach (Figure figure in figures)
        {
            panels.AddRange(figure.panels.Select(panel => panel with { Left = panel.Left + width }));
            (width, height) = (width + figure.Width, Math.Max(height, figure.Height));
        }
        return new Figure(panels.ToImmutable(), width, height);
    }

    /// <summary>Figures one below the other, as one.</summary>
    /// <exception cref="GraphException">There are none.</exception>
    public static Figure Stacked(params ReadOnlySpan<Figure> figures)
    {
        RequireSome(figures);
        ImmutableArray<Panel>.Builder panels = ImmutableArray.CreateBuilder<Panel>();
        (int width, int height) = (0, 0);
        foreach (Figure figure in figures)
        {
            panels.AddRange(figure.panels.Select(panel => panel with { Top = panel.Top + height }));
            (width, height) = (Math.Max(width, figure.Width), height + figure.Height);
        }
        return new Figure(panels.ToImmutable(), width, height);
    }

    /// <summary>The drawing as the bytes of a PNG.</summary>
    /// <param name="scale">Dots for each pixel of the size: 2 is sharp on screens and, at the size of a column, in print.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not above 0.</exception>
    public byte[] ToPng(double scale = DefaultScale)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        using SKSurface surface = SKSurface.Create(new SKImageInfo((int)Math.Ceiling(Width * scale), (int)Math.Ceiling(Height * scale)));
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale((float)scale);
        Draw(surface.Canvas);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The drawing as the text of an SVG.</summary>
    public string ToSvg()
    {
        using MemoryStream stream = new();
        using (SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, Width, Height), stream))
        {
            canvas.Clear(SKColors.White);
            Draw(canvas);
        }
        string svg = Encoding.UTF8.GetString(stream.ToArray());
        // Names of parts are numbered on and on in the process; here they are numbered from the first one in the drawing.
        Dictionary<string, string> names = [];
        svg = PartName().Replace(svg, name =>
        {
            names.TryAdd(name.Value, FormattableString.Invariant($"{name.Groups[1].Value}_{names.Count}"));
            return names[name.Value];
        });
        // Who does not have the font sees the next one like it.
        return svg.Replace(
            $"font-family=\"{EmbeddedFont.Name}\"", $"font-family=\"{EmbeddedFont.Name}, Verdana, sans-serif\"", StringComparison.Ordinal);
    }

    /// <summary>Writes the drawing as PNG or SVG, as the name of the file ends.</summary>
    /// <exception cref="GraphException">The name ends otherwise, or the file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            switch (Path.GetExtension(path).ToUpperInvariant())
            {
                case ".PNG":
                    File.WriteAllBytes(path, ToPng());
                    break;
                case ".SVG":
                    File.WriteAllText(path, ToSvg());
                    break;
                default:
                    throw new GraphException($"a figure is written as .png or .svg, not as '{Path.GetFileName(path)}'");
            }
        }
        catch (Exception failure) when (FileFailure.IsOne(failure))
        {
            throw new GraphException($"'{path}' cannot be written: {FileFailure.Reason(failure)}", failure);
        }
    }

    private void Draw(SKCanvas canvas)
    {
        foreach (Panel panel in panels)
        {
            if (panel.Plot.RenderManager.RenderCount == 0)
            {
                // The first time, a plot is drawn over itself until its layout stays.
                panel.Plot.RenderInMemory(panel.Width, panel.Height);
            }
            int before = canvas.Save();
            canvas.Translate(panel.Left, panel.Top);
            // A plot begins with clearing all that it may draw on.
            canvas.ClipRect(new SKRect(0, 0, panel.Width, panel.Height));
            panel.Plot.Render(canvas, new PixelRect(0, panel.Width, panel.Height, 0));
            canvas.RestoreToCount(before);
        }
    }

    [GeneratedRegex("""(?<=id="|#)([a-z]+)_[0-9a-f]+(?=["\)])""")]
    private static partial Regex PartName();

    private static void RequireSome(ReadOnlySpan<Figure> figures)
    {
        if (figures.IsEmpty)
        {
            throw new GraphException("of no figures no figure can be made");
        }
    }

    private readonly record struct Panel(Plot Plot, int Left, int Top, int Width, int Height);
}
