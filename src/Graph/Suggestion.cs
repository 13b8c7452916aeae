namespace Graph;

/// <summary>The end of an error sentence that proposes what may have been meant.</summary>
public static class Suggestion
{
    private const int MostListed = 16;

    /// <summary><c>; did you mean 'weight'?</c> where a name is near, else the list of all names, or the nearest of more than 16.</summary>
    /// <param name="unknown">The name given.</param>
    /// <param name="names">The names there are.</param>
    public static string For(string unknown, IReadOnlyCollection<string> names)
    {
        string? nearest = names.MinBy(name => Distance(unknown, name));
        if (nearest is null)
        {
            return "; there are none";
        }
        bool near = Distance(unknown, nearest) <= Math.Max(1, Math.Max(unknown.Length, nearest.Length) / 3);
        if (near || names.Count > MostListed)
        {
            return near ? $"; did you mean '{nearest}'?" : $"; the nearest is '{nearest}'";
        }
        return $"; there {(names.Count == 1 ? "is" : "are")} {string.Join(", ", names.Select(name => $"'{name}'"))}";
    }

    // Levenshtein's distance, ignoring case.
    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int substituted = diagonal + (char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
