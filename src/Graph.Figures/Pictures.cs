using System.Globalization;
using ScottPlot;

namespace Graph.Figures;

/// <summary>Grids of pictures.</summary>
public static class Pictures
{
    private const int CellPixels = 92, TitlePixels = 40, Margin = 10;
    private const double CaptionShare = 0.24;

    /// <summary>Pictures in rows, with a caption below each.</summary>
    /// <param name="title">The title.</param>
    /// <param name="images">An f32[n, height, width, 1 or 3] from 0 to 1.</param>
    /// <param name="captions">A caption for each; none unless given.</param>
    /// <param name="columns">How many stand in a row.</param>
    /// <param name="isInk">Whether 0 is drawn white and 1 black, as ink on paper: for digits and the like.</param>
    /// <exception cref="GraphException">The images are of another type, or there are not as many captions.</exception>
    public static Figure Grid(string title, Tensor images, IReadOnlyList<string>? captions = null, int columns = 8, bool isInk = false) =>
        Grid(title, images, [.. (captions ?? []).Select(caption => (caption, Look.Ink))], columns, isInk);

    /// <summary>Pictures with what a classifier says they are: what is right in blue, what is wrong in red with what it is.</summary>
    /// <param name="title">The title.</param>
    /// <param name="images">An f32[n, height, width, 1 or 3] from 0 to 1.</param>
    /// <param name="predicted">The label predicted for each.</param>
    /// <param name="actual">The label of each.</param>
    /// <param name="classes">The names of the labels.</param>
    /// <param name="confidence">The probability of what is predicted, from 0 to 1; not written unless given.</param>
    /// <param name="columns">How many stand in a row.</param>
    /// <param name="isInk">Whether 0 is drawn white and 1 black, as ink on paper.</param>
    /// <exception cref="GraphException">The images are of another type, or there are not as many labels.</exception>
    public static Figure Predictions(
        string title, Tensor images, IReadOnlyList<int> predicted, IReadOnlyList<int> actual, IReadOnlyList<string> classes,
        IReadOnlyList<double>? confidence = null, int columns = 8, bool isInk = false)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(classes);
        if (predicted.Count != actual.Count || (confidence is not null && confidence.Count != actual.Count))
        {
            throw new GraphException(
                $"there are {actual.Count} labels, {predicted.Count} predictions and {confidence?.Count ?? actual.Count} probabilities");
        }
        IEnumerable<(string, Color)> captions = Enumerable.Range(0, predicted.Count).Select(place =>
        {
            string sure = confidence is null ? "" : string.Create(CultureInfo.InvariantCulture, $" ({100 * confidence[place]:0} %)");
            return predicted[place] == actual[place]
                ? ($"{classes[predicted[place]]}{sure}", Look.Right)
                : ($"{classes[predicted[place]]}{sure}, is {classes[actual[place]]}", Look.Wrong);
        });
        return Grid(title, images, [.. captions], columns, isInk);
    }

    /// <summary>The kernels of a convolution: blue below 0, white at 0, red above.</summary>
    /// <param name="title">The title.</param>
    /// <param name="kernel">An f32[height, width, input features, output features].</param>
    /// <param name="columns">How many stand in a row.</param>
    /// <exception cref="GraphException">The kernel is of another type.</exception>
    public static Figure Filters(string title, Tensor kernel, int columns = 8)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (kernel is not { Element: ElementType.F32, Rank: 4, ElementCount: > 0 })
        {
            throw new GraphException($"the kernel of a convolution is f32[height, width, inputs, outputs], not {kernel.Type}");
        }
        (int height, int width) = ((int)kernel.Shape[0], (int)kernel.Shape[1]);
        (int inputs, int outputs) = ((int)kernel.Shape[2], (int)kernel.Shape[3]);
        double most = kernel.ToArray<float>().Select(Math.Abs).Where(float.IsFinite).DefaultIfEmpty(0).Max();
        List<(Image Picture, string Caption, Color Color)> cells = [];
        for (int output = 0; output < outputs; output++)
        {
            for (int input = 0; input < inputs; input++)
            {
                Color[,] colours = new Color[height, width];
                for (int row = 0; row < height; row++)
                {
                    for (int column = 0; column < width; column++)
                    {
                        colours[row, column] = Look.Diverging(most > 0 ? kernel.At<float>(row, column, input, output) / most : 0);
                    }
                }
                string caption = inputs == 1 ? $"{output + 1}" : $"{input + 1} → {output + 1}";
                cells.Add((Pixels.Of(colours), caption, Look.Ink));
            }
        }
        string legend = string.Create(CultureInfo.InvariantCulture, $"blue −{most:0.00}, white 0, red +{most:0.00}");
        return Cells($"{title} ({legend})", cells, columns, (double)height / width);
    }

    /// <summary>A picture, and beside it the probability of each class as a bar.</summary>
    /// <param name="title">The title of the bars.</param>
    /// <param name="image">An f32[height, width, 1 or 3] from 0 to 1.</param>
    /// <param name="probabilities">The probability of each class.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="isInk">Whether 0 is drawn white and 1 black, as ink on paper.</param>
    /// <exception cref="GraphException">The image is of another type, or there are not as many names.</exception>
    public static Figure Probabilities(
        string title, Tensor image, IReadOnlyList<double> probabilities, IReadOnlyList<string> classes, bool isInk = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(classes);
        if (probabilities.Count != classes.Count || probabilities.Count == 0)
        {
            throw new GraphException($"there are {probabilities.Count} probabilities for {classes.Count} classes");
        }
        RequireImages(image.Reshape([1, .. image.Shape]));
        const int side = 260, height = 340;
        Plot picture = Look.Canvas("", new CoordinateRect(0, 1, 0, 1));
        picture.Layout.Fixed(new PixelPadding(Margin, Margin, (height - side) / 2, (height - side) / 2));
        double ratio = (double)image.Shape[0] / image.Shape[1];
        AddPicture(picture, Pixels.Of(image.Reshape([1, .. image.Shape]), 0, isInk), Within(new CoordinateRect(0, 1, 0, 1), ratio));
        int chosen = probabilities.Index().MaxBy(probability => probability.Item).Index;
        Figure bars = Charts.Bars(
            title, "class", "probability", [.. classes.Zip(probabilities)], chosen, "0.000", most: 1, width: 560, height: height);
        return Figure.Beside(new Figure(picture, side + (2 * Margin), height), bars);
    }

    private static Figure Grid(string title, Tensor images, ImmutableArray<(string Text, Color Color)> captions, int columns, bool isInk)
    {
        ArgumentNullException.ThrowIfNull(images);
        RequireImages(images);
        int count = (int)images.Shape[0];
        if (captions.Length > 0 && captions.Length != count)
        {
            throw new GraphException($"there are {captions.Length} captions for {count} images");
        }
        return Cells(
            title,
            [.. Enumerable.Range(0, count).Select(place => captions.IsEmpty
                ? (Pixels.Of(images, place, isInk), "", Look.Ink)
                : (Pixels.Of(images, place, isInk), captions[place].Text, captions[place].Color))],
            columns, (double)images.Shape[1] / images.Shape[2]);
    }

    private static Figure Cells(string title, List<(Image Picture, string Caption, Color Color)> cells, int columns, double ratio)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        columns = Math.Min(columns, cells.Count);
        int rows = (cells.Count + columns - 1) / columns;
        double caption = cells.Any(cell => cell.Caption.Length > 0) ? CaptionShare : 0.06;
        double cellHeight = 1 + caption;
        int width = Math.Max(columns * CellPixels, Look.WidthOfTitle(title));
        double beside = (((double)width / CellPixels) - columns) / 2;
        Plot plot = Look.Canvas(title, new CoordinateRect(-beside, columns + beside, -rows * cellHeight, 0));
        plot.Layout.Fixed(new PixelPadding(Margin, Margin, Margin, TitlePixels));
        for (int place = 0; place < cells.Count; place++)
        {
            (double left, double top) = (place % columns, -(place / columns) * cellHeight);
            AddPicture(plot, cells[place].Picture, Within(new CoordinateRect(left + 0.06, left + 0.94, top - 0.94, top - 0.06), ratio));
            Look.Write(plot, cells[place].Caption, left + 0.5, top - 0.95, Alignment.UpperCenter, Look.SmallTextSize, cells[place].Color);
        }
        int height = (int)Math.Ceiling(rows * cellHeight * CellPixels) + TitlePixels + Margin;
        return new Figure(plot, width + (2 * Margin), height);
    }

    // The largest rectangle of a ratio of height to width in the middle of another, which is a square on the paper.
    private static CoordinateRect Within(CoordinateRect square, double ratio)
    {
        (double width, double height) = ratio > 1 ? (square.Width / ratio, square.Height) : (square.Width, square.Height * ratio);
        (double x, double y) = ((square.Left + square.Right) / 2, (square.Bottom + square.Top) / 2);
        return new CoordinateRect(x - (width / 2), x + (width / 2), y - (height / 2), y + (height / 2));
    }

    private static void AddPicture(Plot plot, Image picture, CoordinateRect area)
    {
        plot.Add.ImageRect(picture, area).AntiAlias = false;
        Look.Fill(plot, area, Colors.Transparent, Look.Quiet);
    }

    private static void RequireImages(Tensor images)
    {
        if (images is not { Element: ElementType.F32, Rank: 4, ElementCount: > 0 } || images.Shape[3] is not (1 or 3))
        {
            throw new GraphException($"images are f32[n, height, width, 1 or 3], not {images.Type}");
        }
    }
}
