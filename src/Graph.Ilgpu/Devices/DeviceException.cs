namespace Graph.Ilgpu;

/// <summary>A device is missing, has no memory left, or failed.</summary>
/// <param name="sentence">What is wrong, and of which kernel.</param>
/// <param name="inner">What the driver or ILGPU says.</param>
public sealed class DeviceException(string sentence, Exception? inner = null) : GraphException(sentence, inner);
