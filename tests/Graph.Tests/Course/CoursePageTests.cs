using System.Buffers.Binary;
using Graph.Cli;
using Graph.Cli.Course;
using Graph.Tests.Documentation;

namespace Graph.Tests.Course;

/// <summary>The pages of the course and their figures.</summary>
public sealed class CoursePageTests
{
    private static readonly string[] pages = [.. Markdown.Pages.Where(page => page.StartsWith("docs/course/", StringComparison.Ordinal))];

    [Fact]
    public void ABlockOfTensorFlowStandsBesideOneOfCSharp()
    {
        ImmutableArray<Block> blocks = [.. Markdown.Blocks.Where(block => pages.Contains(block.Page))];
        Block[] python = [.. blocks.Where(block => block.Language == "python")];
        Assert.NotEmpty(python);
        Assert.All(python, block =>
        {
            Block next = blocks[blocks.IndexOf(block) + 1];
            Assert.Equal(("csharp", block.Page), (next.Language, next.Page));
        });
    }

    /// <summary>The figures that are drawn, those that are there and those that pages show are the same.</summary>
    [Fact]
    public void PagesShowTheFiguresThatAreDrawn()
    {
        string[] drawn = [.. CourseFigures.All.Select(figure => $"{figure.Name}.png").Order(StringComparer.Ordinal)];
        string[] there =
        [
            .. Directory.GetFiles(Repository.Path("docs", "course", "figures")).Select(Path.GetFileName).OfType<string>()
                .Order(StringComparer.Ordinal),
        ];
        string[] shown =
        [
            .. pages.SelectMany(Markdown.LinksOf).Where(link => link.StartsWith("figures/", StringComparison.Ordinal))
                .Select(link => link["figures/".Length..]).Distinct().Order(StringComparer.Ordinal),
        ];
        Assert.Equal(drawn, there);
        Assert.Equal(drawn, shown);
    }

    /// <summary>Drawn anew, each is a picture of the size of the one that is there, with something on it.</summary>
    [Fact]
    public void TheCommandDrawsThemAll()
    {
        string folder = Directory.CreateTempSubdirectory("graph-course-").FullName;
        try
        {
            using StringWriter output = new(), errors = new();
            int code = CommandLine.Run(["course", "figures", "--out", folder], output, errors);
            Assert.Equal((ExitCode.Success, ""), (code, errors.ToString()));
            string[] lines = output.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
            Assert.Equal(CourseFigures.All.Select(figure => Path.Combine(folder, $"{figure.Name}.png")), lines);
            foreach (string file in lines)
            {
                byte[] now = File.ReadAllBytes(file);
                byte[] before = File.ReadAllBytes(Repository.Path("docs", "course", "figures", Path.GetFileName(file)));
                Assert.Equal(Size(before), Size(now));
                Assert.InRange(now.Length, before.Length / 2, before.Length * 2);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void AsSvgTheyAreText()
    {
        string folder = Directory.CreateTempSubdirectory("graph-course-").FullName;
        using StringWriter output = new(), errors = new();
        Assert.Equal(0, CommandLine.Run(["course", "figures", "learning-rates", "--out", folder, "--format", "svg"], output, errors));
        string svg = File.ReadAllText(Path.Combine(folder, "learning-rates.svg"));
        Directory.Delete(folder, recursive: true);
        Assert.Contains("<svg", svg, StringComparison.Ordinal);
        Assert.Contains("diverges", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderThatCannotBeMadeIsNamed()
    {
        string file = Path.GetTempFileName();
        using StringWriter output = new(), errors = new();
        int code = CommandLine.Run(["course", "figures", "learning-rates", "--out", Path.Combine(file, "figures")], output, errors);
        File.Delete(file);
        Assert.Equal(ExitCode.BadUsage, code);
        Assert.StartsWith($"graph: the folder '{Path.Combine(file, "figures")}' cannot be made: ", errors.ToString(), StringComparison.Ordinal);
    }

    private static (uint Width, uint Height) Size(byte[] png) =>
        (BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(20)));
}
