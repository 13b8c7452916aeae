namespace Graph.Learning;

/// <summary>What some parameters have of their own.</summary>
/// <param name="Parameters">
/// Which: a path, in which <c>*</c> stands for any part of one name and <c>**</c> for any number of names: <c>encoder/**</c>, <c>**/b</c>.
/// </param>
public sealed record ParameterGroup(string Parameters)
{
    /// <summary>By what the learning rate is multiplied.</summary>
    public double RateFactor { get; init; } = 1;

    /// <summary>The weight decay; null for that of the optimizer.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>Whether the parameters stay as they are; no gradient is computed for them then.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>A group that stays as it is.</summary>
    /// <param name="parameters">Which parameters.</param>
    public static ParameterGroup Frozen(string parameters) => new(parameters) { IsFrozen = true };

    internal bool Holds(string path) => PathPattern.Matches(Parameters, path);
}
