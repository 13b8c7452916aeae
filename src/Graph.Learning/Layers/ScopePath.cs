using System.Text;

namespace Graph.Learning;

/// <summary>Paths of layers and variables: names joined by <c>/</c>.</summary>
internal static class ScopePath
{
    /// <summary>The path of a name within another path.</summary>
    public static string Join(string outer, string name) => outer.Length == 0 ? name : $"{outer}/{name}";

    /// <summary>A name that the user gave.</summary>
    /// <exception cref="GraphException">It is no name.</exception>
    public static string Checked(string name) =>
        string.IsNullOrWhiteSpace(name) ? throw new GraphException("a name in a path must not be empty")
        : name.Contains('/', StringComparison.Ordinal) ? throw new GraphException(
            $"the name '{name}' has a '/', which separates the names of a path")
        : KeptPaths.All.Contains(name) ? throw new GraphException(
            $"the name '{name}' is taken: what a step keeps beside the network is called so")
        : name;

    /// <summary>The name of a layer without one: that of its type in small letters, words joined by <c>_</c>.</summary>
    public static string NameOf(Type layer)
    {
        string name = layer.Name.Split('`')[0];
        StringBuilder text = new(name.Length + 4);
        for (int place = 0; place < name.Length; place++)
        {
            if (place > 0 && char.IsUpper(name[place]) && char.IsLower(name[place - 1]))
            {
                text.Append('_');
            }
            text.Append(char.ToLowerInvariant(name[place]));
        }
        return text.ToString();
    }

    /// <summary>A key for a path: another path gives an independent key.</summary>
    public static Expr Fold(Expr key, string path)
    {
        // FNV-1a of 64 bits over UTF-16: with 32, two of some thousand paths could draw the same numbers.
        ulong hash = 14695981039346656037;
        foreach (char character in path)
        {
            hash = unchecked((hash ^ character) * 1099511628211);
        }
        return Ops.FoldIn(Ops.FoldIn(key, (uint)(hash >> 32)), unchecked((uint)hash));
    }
}
