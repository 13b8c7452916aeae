namespace Graph.Learning;

/// <summary>
/// What a trace asked for and a model holds: a parameter, which training changes by its gradient, or a state, which layers update.
/// </summary>
/// <param name="Path">The path of the layer and the name within it, such as <c>encoder/dense/w</c>.</param>
/// <param name="Type">Element type and shape.</param>
/// <param name="IsTrained">Whether it is a parameter; else it is a state.</param>
/// <param name="Initializer">What it begins as.</param>
/// <param name="Leaf">What stands for it in the trace.</param>
public sealed record Variable(string Path, TensorType Type, bool IsTrained, Initializer Initializer, Expr Leaf)
{
    /// <summary>
    /// Whether it is a state of the samples of a batch, whose axis leads: it lasts from batch to batch of one pass over a dataset, and a
    /// model has none. See <see cref="Scope.BatchState"/>.
    /// </summary>
    public bool IsOfBatch { get; init; }

    /// <summary>What a state of a batch begins with, whatever the seed.</summary>
    internal Expr Anew => Initial(Ops.Key(0));

    /// <summary>The value that it begins with.</summary>
    /// <param name="key">A key, the same for all variables of a network: that of this one is folded from it by the path.</param>
    /// <exception cref="GraphException">The initializer gives another type.</exception>
    internal Expr Initial(Expr key)
    {
        Expr value = Initializer(ScopePath.Fold(key, Path), Type);
        return value.Type == Type
            ? value
            : throw new ShapeException($"the initializer of '{Path}' gives {value.Describe()} where it should be {Type}");
    }
}
