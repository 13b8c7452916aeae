using System.Text.RegularExpressions;
using Graph.Tests.Documentation;

namespace Graph.Tests.Course;

/// <summary>The exercises of the course and their solutions, which the tests of code blocks compile and run.</summary>
public sealed partial class ExerciseTests
{
    private static readonly ImmutableArray<Block> exercises = [.. Blocks("docs/course/exercises.md", "cs")];
    private static readonly ImmutableArray<Block> solutions = [.. Blocks("docs/course/solutions.md", "csharp")];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, exercises.Length)];

    [Fact]
    public void EveryExerciseHasASolutionOfItsTitle()
    {
        Assert.Equal(exercises.Length, solutions.Length);
        Assert.Equal(Titles("docs/course/exercises.md"), Titles("docs/course/solutions.md"));
        Assert.Equal(exercises.Length, Titles("docs/course/exercises.md").Length);
    }

    /// <summary>What is not blank in an exercise stands in its solution, letter by letter.</summary>
    [Theory]
    [MemberData(nameof(Numbers))]
    public void ASolutionIsTheExerciseWithItsBlanksFilled(int number)
    {
        Assert.Matches(Blank(), exercises[number].Text);
        Assert.DoesNotMatch(Blank(), solutions[number].Text);
        string pattern = string.Join("[^\n]+", Blank().Split(exercises[number].Text).Select(Regex.Escape));
        Assert.Matches($"^{pattern}$", solutions[number].Text);
    }

    /// <summary>What compiles as it stands leaves nothing to do.</summary>
    [Theory]
    [MemberData(nameof(Numbers))]
    public void AnExerciseDoesNotCompileBeforeItIsDone(int number)
    {
        (_, string errors) = CSharpBlocks.Compile(exercises[number]);
        Assert.Contains("CS0103", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("CS1002", errors, StringComparison.Ordinal);
    }

    private static IEnumerable<Block> Blocks(string page, string language) =>
        Markdown.Blocks.Where(block => block.Page == page && block.Language == language);

    private static string[] Titles(string page) =>
        [.. File.ReadLines(Repository.Path(page)).Where(line => line.StartsWith("## ", StringComparison.Ordinal))];

    [GeneratedRegex(@"\b____\b")]
    private static partial Regex Blank();
}
