using System.Reflection;

namespace Graph.Tests.Documentation;

[Collection(nameof(AloneCollection))]
public class CodeBlockTests
{
    // cs is C# with blanks: see ExerciseTests.
    private static readonly string[] known = ["csharp", "cs", "python", "graph", "sh", "text", "ebnf", "json"];

    public static TheoryData<string> Programs => [.. Markdown.Blocks.Where(block => block.Language == "csharp").Select(block => block.ToString())];

    /// <summary>A C# block compiles and runs by itself; a text block right behind it is what it prints.</summary>
    [Theory]
    [MemberData(nameof(Programs))]
    public void EveryProgramCompilesAndPrintsWhatThePageSays(string place)
    {
        int index = Markdown.Blocks.ToList().FindIndex(block => block.ToString() == place);
        Block program = Markdown.Blocks[index];
        (Assembly? assembly, string errors) = CSharpBlocks.Compile(program);
        Assert.True(assembly is not null, $"{place} does not compile:\n{errors}");
        string printed = CSharpBlocks.Run(assembly);
        Block? next = Markdown.Blocks.ElementAtOrDefault(index + 1);
        if (next is { Language: "text" } && next.Page == program.Page && next.Line <= program.Line + program.Text.Count(c => c == '\n') + 5)
        {
            Assert.Equal(next.Text.TrimEnd(), printed.TrimEnd());
        }
    }

    [Fact]
    public void EveryBlockHasALanguageThatATestKnows()
    {
        Assert.All(Markdown.Blocks, block => Assert.Contains(block.Language, known));
    }
}
