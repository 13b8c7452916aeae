using System.Text.RegularExpressions;

namespace Graph.Tests.Documentation;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page, as a path from the root.</param>
/// <param name="Line">The line of the opening fence, counted from 1.</param>
/// <param name="Language">What stands behind the opening fence.</param>
/// <param name="Text">The lines between the fences.</param>
internal sealed record Block(string Page, int Line, string Language, string Text)
{
    public override string ToString() => $"{Page}:{Line}";
}

/// <summary>Reads README and docs.</summary>
internal static partial class Markdown
{
    /// <summary>README.md and every page under docs, as paths from the root.</summary>
    public static ImmutableArray<string> Pages { get; } =
    [
        "README.md",
        .. Directory.EnumerateFiles(Repository.Path("docs"), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The fenced blocks of all pages, in order.</summary>
    public static ImmutableArray<Block> Blocks { get; } = [.. Pages.SelectMany(BlocksOf)];

    /// <summary>The targets of the relative links of a page.</summary>
    public static IEnumerable<string> LinksOf(string page) =>
        from Match match in Link().Matches(WithoutBlocks(page))
        let target = match.Groups[1].Value
        where !target.Contains("://") && !target.StartsWith('#')
        select target.Split('#')[0];

    private static IEnumerable<Block> BlocksOf(string page)
    {
        string[] lines = File.ReadAllLines(Repository.Path(page));
        for (int open = 0; open < lines.Length; open++)
        {
            if (!lines[open].StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }
            int close = Array.IndexOf(lines, "```", open + 1);
            if (close < 0)
            {
                throw new InvalidOperationException($"{page}:{open + 1}: the block has no end");
            }
            yield return new Block(page, open + 1, lines[open][3..].Trim(), string.Join('\n', lines[(open + 1)..close]));
            open = close;
        }
    }

    private static string WithoutBlocks(string page) => Fenced().Replace(File.ReadAllText(Repository.Path(page)), "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
