namespace Graph.Learning;

/// <summary>
/// A file of tensors or a folder of checkpoints that cannot be written or read. The sentence names it, says why, and what is whole
/// nevertheless.
/// </summary>
public sealed class CheckpointException(string sentence, Exception? inner = null) : GraphException(sentence, inner);
