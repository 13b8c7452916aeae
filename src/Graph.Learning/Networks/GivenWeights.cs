namespace Graph.Learning;

/// <summary>Holds the variables that a network asks for against the weights that there are.</summary>
internal static class GivenWeights
{
    private const int MostNamed = 5;

    /// <summary>Whether each variable has a value of its type.</summary>
    /// <param name="variables">What the network asks for.</param>
    /// <param name="weights">What there is.</param>
    /// <param name="isWhole">Whether there must be nothing else.</param>
    /// <exception cref="GraphException">Some are missing, of another type, or too many; the sentence lists them.</exception>
    public static void Check(ImmutableArray<Variable> variables, ParameterTree weights, bool isWhole = false) =>
        Check(variables.Select(variable => (variable.Path, variable.Type)), weights, isWhole);

    /// <summary>Whether each of some paths has a value of its type.</summary>
    /// <inheritdoc cref="Check(ImmutableArray{Variable}, ParameterTree, bool)"/>
    public static void Check(IEnumerable<(string Path, TensorType Type)> variables, ParameterTree weights, bool isWhole = false)
    {
        (string Path, TensorType Type)[] asked = [.. variables];
        string[] missing =
        [
            .. from variable in asked
               where !weights.TryGet(variable.Path, out Tensor? _)
               select $"'{variable.Path}' {variable.Type}",
        ];
        string[] misshapen =
        [
            .. from variable in asked
               where weights.TryGet(variable.Path, out Tensor? value) && value.Type != variable.Type
               select $"'{variable.Path}' {weights[variable.Path].Type} instead of {variable.Type}",
        ];
        HashSet<string> known = [.. asked.Select(variable => variable.Path)];
        string[] extra = isWhole ? [.. weights.Paths.Where(path => !known.Contains(path)).Select(path => $"'{path}'")] : [];
        string[] parts = [Listed("missing", missing), Listed("of another type", misshapen), Listed("not asked for", extra)];
        if (parts.Any(part => part.Length > 0))
        {
            throw new GraphException(
                $"the weights are not those of this network: {string.Join("; ", parts.Where(part => part.Length > 0))}");
        }
    }

    private static string Listed(string what, string[] names)
    {
        string more = names.Length > MostNamed ? FormattableString.Invariant($" and {names.Length - MostNamed} more") : "";
        return names.Length == 0 ? "" : $"{what} {string.Join(", ", names.Take(MostNamed))}{more}";
    }
}
