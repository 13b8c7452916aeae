namespace Graph.Learning;

/// <summary>One use of a layer in a trace.</summary>
/// <param name="Path">The path of the layer, that of its first use.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Depth">How many layers it lies within; 0 at the top.</param>
/// <param name="Outputs">The types of its outputs.</param>
/// <param name="Variables">Its own variables, those of the layers within it not among them.</param>
/// <param name="IsFirst">Whether this is the first use of the layer; the others have the same variables.</param>
public sealed record LayerApplication(
    string Path, Layer Layer, int Depth, ImmutableArray<TensorType> Outputs, ImmutableArray<Variable> Variables, bool IsFirst);
