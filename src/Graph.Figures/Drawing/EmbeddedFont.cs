using ScottPlot;
using SkiaSharp;

namespace Graph.Figures;

/// <summary>
/// The font of all figures. It comes with the library, so that a figure looks the same on every machine, and on one without fonts too.
/// </summary>
internal sealed class EmbeddedFont : IFontResolver
{
    /// <summary>Its name, which also an SVG carries.</summary>
    public const string Name = "DejaVu Sans";

    private static readonly Lazy<EmbeddedFont> registered = new(Register);

    private readonly SKTypeface typeface;

    private EmbeddedFont()
    {
        using Stream resource = typeof(EmbeddedFont).Assembly.GetManifestResourceStream("DejaVuSans.ttf")!;
        using SKData data = SKData.Create(resource);
        typeface = SKTypeface.FromData(data);
    }

    /// <summary>Makes it known to the library that draws, once.</summary>
    public static void Require() => _ = registered.Value;

    /// <summary>How wide a text is.</summary>
    public static double WidthOf(string text, float size)
    {
        using SKFont font = new(registered.Value.typeface, size);
        return font.MeasureText(text);
    }

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == Name ? typeface : null;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? typeface : null;

    private static EmbeddedFont Register()
    {
        EmbeddedFont font = new();
        // In front of the fonts of the system, which would answer to the name with whatever is like it.
        Fonts.FontResolvers.Insert(0, font);
        return font;
    }
}
