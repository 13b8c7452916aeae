namespace Graph.Tests.Documentation;

public class LinkTests
{
    public static TheoryData<string> Pages => [.. Markdown.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryRelativeLinkLeadsToAFile(string page)
    {
        string folder = Path.GetDirectoryName(Repository.Path(page))!;
        string[] dead = [.. Markdown.LinksOf(page).Where(link => !Path.Exists(Path.Combine(folder, link)))];
        Assert.True(dead.Length == 0, $"{page} links to what is not there: {string.Join(", ", dead)}");
    }

    [Fact]
    public void EveryDecisionIsListed()
    {
        string[] listed = [.. Markdown.LinksOf("docs/adr/README.md").Order(StringComparer.Ordinal)];
        string[] written = [.. Markdown.Pages.Where(page => page.StartsWith("docs/adr/0", StringComparison.Ordinal)).Select(page => Path.GetFileName(page)!)];
        Assert.Equal(written, listed);
    }
}
