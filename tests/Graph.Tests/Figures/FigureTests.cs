using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Graph.Datasets;
using Graph.Figures;
using Graph.Tests.Facade;

namespace Graph.Tests.Figures;

/// <summary>What can be said of figures without looking at them: sizes, texts and where they lie, colours, and that nothing depends on the machine.</summary>
public sealed partial class FigureTests
{
    private static readonly (int R, int G, int B) right = (0x00, 0x55, 0xA4), wrong = (0xC4, 0x16, 0x1C);

    public static TheoryData<string> Names => Gallery.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_png_has_the_size_of_the_figure_and_something_in_it(string name)
    {
        Figure figure = Gallery.Draw(name);
        Tensor pixels = ImageFile.Decode(figure.ToPng(scale: 1));
        Assert.Equal([figure.Height, figure.Width, 3], pixels.Shape);
        float[] values = pixels.ToArray<float>();
        // Mostly paper at the corners, and ink somewhere.
        Assert.Equal([1f, 1f, 1f], values[..3]);
        Assert.Equal([1f, 1f, 1f], values[^3..]);
        Assert.InRange(values.Count(value => value < 0.5f), 100, values.Length / 2);
        Assert.Equal([2 * figure.Height, 2 * figure.Width, 3], ImageFile.Decode(figure.ToPng()).Shape);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_text_lies_outside_and_titles_and_labels_are_there(string name)
    {
        Figure figure = Gallery.Draw(name);
        XDocument svg = XDocument.Parse(figure.ToSvg());
        XNamespace space = "http://www.w3.org/2000/svg";
        XElement[] texts = [.. svg.Descendants(space + "text")];
        Assert.NotEmpty(texts);
        foreach (XElement text in texts)
        {
            double[] down = Numbers(text.Attribute("y")!.Value);
            foreach ((int glyph, double along) in Numbers(text.Attribute("x")!.Value).Index())
            {
                (double x, double y) = Placed(text, along, down[Math.Min(glyph, down.Length - 1)]);
                Assert.True(
                    x >= 0 && x <= figure.Width - 4 && y >= 0 && y <= figure.Height,
                    FormattableString.Invariant($"glyph {glyph} of '{text.Value.Trim()}' lies at {x}, {y} of {figure.Width}×{figure.Height}"));
            }
        }
        string all = string.Join('\n', texts.Select(text => text.Value));
        Assert.All(Expected(name), expected => Assert.Contains(expected, all, StringComparison.Ordinal));
        Assert.All(texts, text => Assert.Equal("DejaVu Sans, Verdana, sans-serif", text.Attribute("font-family")!.Value));
    }

    [Theory]
    [InlineData("curves")]
    [InlineData("contour")]
    public void The_same_data_give_the_same_bytes(string name)
    {
        Figure figure = Gallery.Draw(name);
        Assert.Equal(figure.ToPng(), figure.ToPng());
        Assert.Equal(figure.ToPng(), Gallery.Draw(name).ToPng());
        Assert.Equal(figure.ToSvg(), Gallery.Draw(name).ToSvg());
    }

    [Fact]
    public void What_is_right_is_written_in_blue_and_what_is_wrong_in_red()
    {
        XDocument svg = XDocument.Parse(Gallery.Draw("predictions").ToSvg());
        ILookup<string?, string> byColour = svg.Descendants().Where(element => element.Name.LocalName == "text")
            .ToLookup(text => text.Attribute("fill")?.Value, text => text.Value.Trim());
        Assert.Equal(["0 (88 %)", "1 (88 %)", "2 (88 %)", "3 (88 %)", "4 (88 %)", "5 (88 %)", "6 (88 %)", "7 (88 %)"], byColour["#0055A4"]);
        Assert.Equal(["8 (88 %), is 9"], byColour["#C4161C"]);
    }

    [Fact]
    public void Filters_are_blue_below_zero_and_red_above()
    {
        Tensor kernel = Tensor.Create<float>([1, 1, 1, 3], -2, 0, 2);
        float[] pixels = ImageFile.Decode(Pictures.Filters("Filters", kernel).ToPng(scale: 1)).ToArray<float>();
        Assert.InRange(CountOf(pixels, right), 4000, 8000);
        Assert.InRange(CountOf(pixels, wrong), 4000, 8000);
    }

    [Fact]
    public void A_stop_is_marked()
    {
        string svg = Gallery.Draw("curves").ToSvg();
        Assert.Contains("best", svg, StringComparison.Ordinal);
        Assert.Contains("stopped", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("stopped", Gallery.Draw("logarithmic").ToSvg(), StringComparison.Ordinal);
    }

    [Fact]
    public void Contours_lie_where_the_function_has_the_value()
    {
        // Of x² + y² the line of 1 is the unit circle: every end of a piece lies on it, and all pieces together are as long.
        GridValues grid = GridValues.Of((-2, 2), (-2, 2), 101, (x, y) => (x * x) + (y * y));
        ((double X, double Y) From, (double X, double Y) To)[] pieces = [.. Contours.Of(grid.X, grid.Y, grid.Mapped(value => value), 1)];
        Assert.All(pieces, piece => Assert.Equal(1, Math.Sqrt((piece.From.X * piece.From.X) + (piece.From.Y * piece.From.Y)), 0.001));
        Assert.Equal(2 * Math.PI, pieces.Sum(piece => Math.Sqrt(Math.Pow(piece.To.X - piece.From.X, 2) + Math.Pow(piece.To.Y - piece.From.Y, 2))), 0.01);
        Assert.Empty(Contours.Of(grid.X, grid.Y, grid.Mapped(value => value), 100));
    }

    [Fact]
    public void Files_are_written_as_their_names_end()
    {
        string folder = Directory.CreateTempSubdirectory("graph-figures-").FullName;
        Figure figure = Gallery.Draw("bars");
        figure.Save(Path.Combine(folder, "a.PNG"));
        figure.Save(Path.Combine(folder, "a.svg"));
        Assert.Equal(figure.ToPng(), File.ReadAllBytes(Path.Combine(folder, "a.PNG")));
        Assert.Equal(figure.ToSvg(), File.ReadAllText(Path.Combine(folder, "a.svg")));
        Wrong.Says<GraphException>("a figure is written as .png or .svg, not as 'a.gif'", () => Save(figure, Path.Combine(folder, "a.gif")));
        string nowhere = Path.Combine(folder, "nowhere", "a.png");
        Wrong.Says<GraphException>($"'{nowhere}' cannot be written: there is no such folder", () => Save(figure, nowhere));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Data_that_do_not_fit_are_refused()
    {
        Wrong.Says<GraphException>("the series 'a' has 2 places for 1 values", () => new Series("a", [1, 2], [1]));
        Wrong.Says<GraphException>("a grid has at least two rows and columns, not 1 and 2", () => new GridValues([0, 1], [0], new double[1, 2]));
        Wrong.Says<GraphException>("the values are 2 rows of 3 for a grid of 2 rows of 2", () => new GridValues([0, 1], [0, 1], new double[2, 3]));
        Wrong.Says<GraphException>("images are f32[n, height, width, 1 or 3], not f32[2,3]", () => Pictures.Grid("", Tensor.Zeros([2, 3])));
        Wrong.Says<GraphException>("there are 1 captions for 2 images", () => Pictures.Grid("", Gallery.Images(2, 3, 3, 1), ["a"]));
        Wrong.Says<GraphException>("the kernel of a convolution is f32[height, width, inputs, outputs], not f32[3,3]", () => Pictures.Filters("", Tensor.Zeros([3, 3])));
        Wrong.Says<GraphException>("the counts are 2 rows of 2 for 1 classes", () => TrainingFigures.ConfusionMatrix("", new long[2, 2], ["a"]));
        Wrong.Says<GraphException>(
            "there are 1 labels, 2 predictions and 1 probabilities", () => Pictures.Predictions("", Gallery.Images(1, 3, 3, 1), [0, 1], [0], ["a", "b"]));
        Wrong.Says<GraphException>("there are 1 probabilities for 2 classes", () => Pictures.Probabilities("", Gallery.Images(3, 3, 1), [1], ["a", "b"]));
        Wrong.Says<GraphException>("of no figures no figure can be made", () => Figure.Beside());
    }

    private static object? Save(Figure figure, string path)
    {
        figure.Save(path);
        return null;
    }

    private static string[] Expected(string name) => name switch
    {
        "curves" => ["Loss of a model", "epoch", "loss (nats)", "training", "validation", "best", "stopped"],
        "confusion" => ["Confusion", "predicted", "actual", "setosa", "versicolor", "97"],
        "contour" => ["Rosenbrock", "x", "y", "log₁₀ f", "path"],
        "surface" => ["Loss", "first direction", "second direction", "loss"],
        "decision" => ["Will I pass?", "lectures", "hours", "failed", "passed"],
        "probabilities" => ["a 7, with 91 %", "class", "probability", "0.910"],
        "panels" => ["Counts", "digit", "images", "One epoch", "Sigmoid", "σ(z)"],
        _ => [],
    };

    private static int CountOf(float[] pixels, (int R, int G, int B) color) => Enumerable.Range(0, pixels.Length / 3).Count(place =>
        MathF.Round(pixels[3 * place] * 255) == color.R && MathF.Round(pixels[(3 * place) + 1] * 255) == color.G && MathF.Round(pixels[(3 * place) + 2] * 255) == color.B);

    // Where a glyph is, by the transforms of the text and of the groups around it.
    private static (double X, double Y) Placed(XElement text, double x, double y)
    {
        foreach (XElement element in text.AncestorsAndSelf())
        {
            Match transform = Transform().Match(element.Attribute("transform")?.Value ?? "translate(0 0)");
            Assert.True(transform.Success, $"{element.Attribute("transform")} is of a kind that the test does not know");
            double[] numbers = Numbers(transform.Groups[2].Value);
            (x, y) = transform.Groups[1].Value == "matrix"
                ? ((numbers[0] * x) + (numbers[2] * y) + numbers[4], (numbers[1] * x) + (numbers[3] * y) + numbers[5])
                : (x + numbers[0], y + numbers.ElementAtOrDefault(1));
        }
        return (x, y);
    }

    private static double[] Numbers(string list) =>
        [.. list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(number => double.Parse(number, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"^(translate|matrix)\(([^)]*)\)$")]
    private static partial Regex Transform();
}
