namespace Graph.Benchmarks.Racing.Reporting;

/// <summary>Tables in Markdown.</summary>
internal static class Markdown
{
    /// <summary>Writes a table.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="headings">The headings; one that begins with <c>&gt;</c> has its column aligned to the right.</param>
    /// <param name="rows">The rows, with a cell for each heading.</param>
    public static void Table(TextWriter output, IReadOnlyCollection<string> headings, IEnumerable<IReadOnlyCollection<string>> rows)
    {
        Row(output, headings.Select(heading => heading.TrimStart('>')));
        Row(output, headings.Select(heading => heading.StartsWith('>') ? "---:" : "---"));
        foreach (IReadOnlyCollection<string> row in rows)
        {
            Row(output, row);
        }
        output.WriteLine();
    }

    private static void Row(TextWriter output, IEnumerable<string> cells) =>
        output.WriteLine($"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |");
}
