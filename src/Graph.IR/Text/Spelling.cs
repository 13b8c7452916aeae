namespace Graph.IR;

/// <summary>Guesses what a misspelled word was meant to be.</summary>
internal static class Spelling
{
    /// <summary><c>; did you mean 'add'?</c> for the nearest known word, or nothing where none is near.</summary>
    public static string Suggest(ReadOnlySpan<char> word, IEnumerable<string> known)
    {
        string? nearest = null;
        // One slip in three characters is a typing mistake; more is another word.
        int least = Math.Max(2, (word.Length / 3) + 1);
        foreach (string candidate in known.Order(StringComparer.Ordinal))
        {
            int distance = Math.Abs(candidate.Length - word.Length) < least ? Distance(word, candidate) : least;
            if (distance < least)
            {
                (nearest, least) = (candidate, distance);
            }
        }
        return nearest is null ? "" : $"; did you mean '{nearest}'?";
    }

    /// <summary>How many characters must be put in, taken out or replaced (Levenshtein's distance).</summary>
    private static int Distance(ReadOnlySpan<char> from, ReadOnlySpan<char> to)
    {
        int[] previous = [.. Enumerable.Range(0, to.Length + 1)];
        int[] current = new int[to.Length + 1];
        for (int i = 1; i <= from.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = previous[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }
            (previous, current) = (current, previous);
        }
        return previous[to.Length];
    }
}
