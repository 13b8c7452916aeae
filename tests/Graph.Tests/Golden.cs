using System.Text;
using Xunit.Sdk;

namespace Graph.Tests;

/// <summary>Compares text with a file under tests/Graph.Tests/Golden. UPDATE_GOLDEN=1 rewrites the file instead.</summary>
internal static class Golden
{
    private const int ContextLines = 3;

    /// <summary>Fails where <paramref name="actual"/> differs from the golden file called <paramref name="name"/>.</summary>
    /// <param name="name">A path below the golden folder, with forward slashes and extension.</param>
    public static void Verify(string name, string actual)
    {
        string path = Repository.Path("tests", "Graph.Tests", "Golden", name);
        actual = WithUnixLines(actual);
        string? expected = File.Exists(path) ? WithUnixLines(File.ReadAllText(path)) : null;
        if (expected == actual)
            return;
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") != "1")
            throw new XunitException(Explain(name, expected, actual));
        if (Environment.GetEnvironmentVariable("CI") == "true")
            throw new XunitException($"{name} differs, and golden files are never rewritten in CI.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, actual);
    }

    /// <summary>What a person needs to see of a difference: the first line that differs, those around it, and what to do.</summary>
    public static string Explain(string name, string? expected, string actual)
    {
        const string update = "If the change is meant, run the tests with UPDATE_GOLDEN=1 and read the diff.";
        if (expected is null)
            return $"There is no golden file {name}. {update}";

        string[] before = expected.Split('\n'), after = actual.Split('\n');
        int first = 0;
        while (first < before.Length && first < after.Length && before[first] == after[first])
            first++;

        var text = new StringBuilder($"{name} differs from line {first + 1}. {update}\n");
        for (int i = Math.Max(0, first - ContextLines); i < first; i++)
            text.Append("    ").Append(before[i]).Append('\n');
        AppendFrom(text, "  - ", before, first);
        AppendFrom(text, "  + ", after, first);
        return text.ToString();
    }

    private static void AppendFrom(StringBuilder text, string mark, string[] lines, int first)
    {
        if (first >= lines.Length)
            text.Append(mark).Append("(the end)\n");
        foreach (string line in lines.Skip(first).Take(ContextLines))
            text.Append(mark).Append(line).Append('\n');
    }

    private static string WithUnixLines(string text) => text.Replace("\r\n", "\n");
}
