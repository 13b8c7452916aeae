using System.Reflection;
using Graph.Cli.Models;
using Graph.Learning;

namespace Graph.Tests.Documentation;

/// <summary>README's network is the one that the command trains.</summary>
public class ReadmeModelTests
{
    private const int MostLines = 25;

    [Fact]
    public void TheNetworkOfTheMainJobIsTheBuiltInOne()
    {
        Block block = Markdown.Blocks.Single(block => block is { Page: "README.md", Language: "csharp" }
            && block.Text.Contains("Mnist.Load", StringComparison.Ordinal));
        Assert.InRange(block.Text.TrimEnd().Split('\n').Count(line => !line.StartsWith("using ", StringComparison.Ordinal)), 1, MostLines);
        // The block is also run as one of a page, as an assembly of the name that its line gives it.
        (Assembly? assembly, string errors) = CSharpBlocks.Compile(block with { Line = 0 });
        Assert.True(assembly is not null, errors);
        Layer shown = (Layer)assembly.GetType("Digits")!.GetMethod("Network")!.Invoke(null, [])!;
        NetworkSummary expected = MnistCnn.Network(new()).Summary([28, 28, 1]);
        Assert.Equal(expected.Rows.Select(Row), shown.Summary([28, 28, 1]).Rows.Select(Row));
    }

    private static string Row(SummaryRow row) => $"{row.Kind} {string.Join(" ", row.Outputs)} {row.Parameters}";
}
