namespace Graph.Tests.Documentation;

/// <summary>Every file under samples is a program by itself, and prints what the comment at its end says.</summary>
[Collection(nameof(AloneCollection))]
public sealed class SampleTests
{
    private const string Prints = "// Prints:";

    public static TheoryData<string> Samples =>
        [.. Directory.GetFiles(Repository.Path("samples"), "*.cs").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void ASampleRunsAndPrintsWhatItsEndSays(string sample)
    {
        string[] lines = File.ReadAllLines(Repository.Path("samples", sample));
        int end = Array.IndexOf(lines, Prints);
        Assert.True(end >= 0, $"{sample} has no '{Prints}'");
        Assert.All(lines[(end + 1)..], line => Assert.StartsWith("// ", line, StringComparison.Ordinal));
        string[] printed = PackedLibraries.Dotnet(Repository.Path("samples"), "run", "-c", "Release", sample)
            .ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.Equal(lines[(end + 1)..].Select(line => line["// ".Length..]), printed);
    }
}
