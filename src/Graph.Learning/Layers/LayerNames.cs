namespace Graph.Learning;

/// <summary>
/// The paths that layers got in an earlier trace. A later one, of another mode or batch size, gives them the same paths, even where it
/// applies fewer layers.
/// </summary>
internal sealed class LayerNames
{
    private readonly Dictionary<Layer, string> paths = new(ReferenceEqualityComparer.Instance);

    public string? Find(Layer layer) => paths.GetValueOrDefault(layer);

    public void Keep(Layer layer, string path) => paths.TryAdd(layer, path);
}
