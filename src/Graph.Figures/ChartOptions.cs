namespace Graph.Figures;

/// <summary>How a chart is drawn.</summary>
public sealed record ChartOptions
{
    /// <summary>Whether the horizontal axis is logarithmic; what is not above 0 is left out then.</summary>
    public bool IsLogarithmicX { get; init; }

    /// <summary>Whether the vertical axis is logarithmic; what is not above 0 is left out then.</summary>
    public bool IsLogarithmicY { get; init; }

    /// <summary>The ends of the horizontal axis; null for those of the data.</summary>
    public (double Least, double Most)? X { get; init; }

    /// <summary>The ends of the vertical axis; null for those of the data.</summary>
    public (double Least, double Most)? Y { get; init; }

    /// <summary>Vertical lines with a text, such as where training was stopped.</summary>
    public IReadOnlyList<(double X, string Text)> Marks { get; init; } = [];

    /// <summary>Whether the horizontal axis has ticks at whole numbers alone, as epochs are.</summary>
    public bool HasWholeX { get; init; }

    /// <summary>The width in pixels of 1/96 inch.</summary>
    public int Width { get; init; } = 640;

    /// <summary>The height in pixels of 1/96 inch.</summary>
    public int Height { get; init; } = 400;
}
