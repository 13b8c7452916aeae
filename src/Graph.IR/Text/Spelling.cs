namespace Graph.IR;

/// <summary>Guesses what a misspelled word was meant to be.</summary>
public static class Spelling
{
    /// <summary><c>; did you mean 'add'?</c> for the nearest known word, or nothing where none is near.</summary>
    public static string Suggest(string word, IEnumerable<string> known)
    {
        string? nearest = known.Order(StringComparer.Ordinal).MinBy(candidate => Distance(word, candidate));
        return nearest is not null && IsNear(word, nearest) ? $"; did you mean '{nearest}'?" : "";
    }

    /// <summary>Whether one word may well be the other misspelled: one slip in three characters is a typing mistake, more is another word.</summary>
    public static bool IsNear(string word, string known) => Distance(word, known) <= Math.Max(1, Math.Max(word.Length, known.Length) / 3);

    /// <summary>
    /// How many characters, whatever their case, must be put in, taken out, replaced or exchanged with their neighbour (optimal string alignment, after
    /// Damerau, 1964, "A technique for computer detection and correction of spelling errors").
    /// </summary>
    public static int Distance(string from, string to)
    {
        (from, to) = (from.ToUpperInvariant(), to.ToUpperInvariant());
        int[] beforeLast = [];
        int[] last = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int[] current = new int[to.Length + 1];
            current[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(last[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
                }
            }
            (beforeLast, last) = (last, current);
        }
        return last[to.Length];
    }
}
