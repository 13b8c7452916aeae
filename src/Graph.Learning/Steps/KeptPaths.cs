namespace Graph.Learning;

/// <summary>Where what a step keeps beside the variables of a network lies; no layer may be called so.</summary>
internal static class KeptPaths
{
    public const string Training = "training";
    public const string Optimizer = "optimizer";
    public const string Average = "average";

    /// <summary>The first names.</summary>
    public static ImmutableArray<string> All { get; } = [Training, Optimizer, Average];

    /// <summary>Whether a path is one of these.</summary>
    public static bool Holds(string path) => All.Any(first => path.StartsWith(first + "/", StringComparison.Ordinal));
}
