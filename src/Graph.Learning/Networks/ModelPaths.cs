namespace Graph.Learning;

/// <summary>
/// Where the variables of a network lie when it is traced by itself, as a model is, and where they lay in training: an objective may apply
/// layers of it elsewhere, or under other names.
/// </summary>
/// <param name="Pairs">Both paths of each variable.</param>
internal sealed record ModelPaths(ImmutableArray<(string Own, string Trained)> Pairs)
{
    /// <summary>Compares the paths of a network by itself with those of a training.</summary>
    /// <param name="alone">The network by itself.</param>
    /// <param name="trained">The paths of layers in training.</param>
    public static ModelPaths Of(NetworkTrace alone, LayerNames trained)
    {
        Dictionary<string, string> pathsOfLayers = [];
        foreach (LayerApplication use in alone.Scope.Applications)
        {
            // A layer that is made anew at each trace is known by its path alone.
            pathsOfLayers.TryAdd(use.Path, use.Path.Length == 0 ? "" : trained.Find(use.Layer) ?? use.Path);
        }
        return new ModelPaths([.. alone.ModelVariables.Select(variable => (variable.Path, TrainedPath(variable.Path, pathsOfLayers)))]);
    }

    /// <summary>The variables of the network by itself.</summary>
    /// <param name="weights">Those of the training.</param>
    /// <exception cref="GraphException">The training has none of that path: no objective has applied the layer.</exception>
    public ParameterTree Rename(ParameterTree weights) => new(Pairs.Select(pair => (pair.Own, weights[pair.Trained])));

    private static string TrainedPath(string path, Dictionary<string, string> pathsOfLayers)
    {
        int slash = path.LastIndexOf('/');
        return ScopePath.Join(pathsOfLayers[slash < 0 ? "" : path[..slash]], path[(slash + 1)..]);
    }
}
