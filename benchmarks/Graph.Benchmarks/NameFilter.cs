using Graph.Cli;

namespace Graph.Benchmarks;

/// <summary>The names given to <c>--only</c>.</summary>
public static class NameFilter
{
    /// <summary>Those that are asked for, in their own order; all where none is.</summary>
    /// <param name="kind">What they are, such as <c>workload</c>.</param>
    /// <param name="asked">Names, one by one or separated by commas; one that ends in <c>*</c> stands for all that begin so.</param>
    /// <param name="all">What there is.</param>
    /// <param name="name">The name of each.</param>
    /// <exception cref="UsageException">A name stands for nothing.</exception>
    public static ImmutableArray<T> Select<T>(string kind, IEnumerable<string> asked, IEnumerable<T> all, Func<T, string> name)
    {
        string[] patterns =
            [.. asked.SelectMany(word => word.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        ImmutableArray<T> known = [.. all];
        foreach (string pattern in patterns)
        {
            if (!known.Any(item => Matches(pattern, name(item))))
            {
                throw UsageException.Unknown(kind, pattern, [.. known.Select(name)]);
            }
        }
        return patterns.Length == 0 ? known : [.. known.Where(item => patterns.Any(pattern => Matches(pattern, name(item))))];
    }

    private static bool Matches(string pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;
}
