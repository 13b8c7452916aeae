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
        string? nearest = names.MinBy(name => Spelling.Distance(unknown, name));
        if (nearest is null)
        {
            return "; there are none";
        }
        bool near = Spelling.IsNear(unknown, nearest);
        if (near || names.Count > MostListed)
        {
            return near ? $"; did you mean '{nearest}'?" : $"; the nearest is '{nearest}'";
        }
        return $"; there {(names.Count == 1 ? "is" : "are")} {string.Join(", ", names.Select(name => $"'{name}'"))}";
    }
}
