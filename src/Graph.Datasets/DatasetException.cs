namespace Graph.Datasets;

/// <summary>
/// Data that is missing, damaged, or not what it should be. The sentence names the file, where in it the trouble is, and what to do where
/// that is known.
/// </summary>
public sealed class DatasetException(string sentence, Exception? inner = null) : GraphException(sentence, inner);
