namespace Graph.Learning;

/// <summary>Paths by patterns: <c>*</c> is any part of one name, <c>**</c> any number of names.</summary>
internal static class PathPattern
{
    /// <summary>Whether a path is one that a pattern means.</summary>
    public static bool Matches(string pattern, string path) => Matches(pattern.Split('/'), path.Split('/'));

    private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        if (pattern.IsEmpty)
        {
            return path.IsEmpty;
        }
        if (pattern[0] == "**")
        {
            for (int skipped = 0; skipped <= path.Length; skipped++)
            {
                if (Matches(pattern[1..], path[skipped..]))
                {
                    return true;
                }
            }
            return false;
        }
        return !path.IsEmpty && MatchesName(pattern[0], path[0]) && Matches(pattern[1..], path[1..]);
    }

    private static bool MatchesName(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int star = pattern.IndexOf('*');
        if (star < 0)
        {
            return pattern.SequenceEqual(name);
        }
        if (!name.StartsWith(pattern[..star]))
        {
            return false;
        }
        for (int start = star; start <= name.Length; start++)
        {
            if (MatchesName(pattern[(star + 1)..], name[start..]))
            {
                return true;
            }
        }
        return false;
    }
}
