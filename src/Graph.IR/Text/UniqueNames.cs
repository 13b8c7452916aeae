using System.Globalization;

namespace Graph.IR;

/// <summary>Gives out names, no two equal: the name wished for, or with <c>.1</c>, <c>.2</c>, … behind it where that is taken.</summary>
internal sealed class UniqueNames
{
    // Each taken name, with the number to try next behind it.
    private readonly Dictionary<string, int> taken = new(StringComparer.Ordinal);

    /// <summary>Takes a name as it is.</summary>
    public void Reserve(string name) => taken.TryAdd(name, 1);

    /// <summary>Takes the name, or the first numbered one that is free.</summary>
    public string Claim(string wish)
    {
        if (taken.TryAdd(wish, 1))
        {
            return wish;
        }
        for (int number = taken[wish]; ; number++)
        {
            string candidate = string.Create(CultureInfo.InvariantCulture, $"{wish}.{number}");
            if (taken.TryAdd(candidate, 1))
            {
                taken[wish] = number + 1;
                return candidate;
            }
        }
    }
}
