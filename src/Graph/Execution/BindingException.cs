namespace Graph;

/// <summary>Values that do not fit the parameters of a computation: missing, unknown, given twice, or of another type or shape.</summary>
public sealed class BindingException(string sentence, Exception? inner = null) : GraphException(sentence, inner);
