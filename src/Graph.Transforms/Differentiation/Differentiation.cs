namespace Graph.Transforms;

/// <summary>Derivatives of whole computations.</summary>
public static class Differentiation
{
    /// <summary>
    /// The gradient of a computation's first result: a computation of the same parameters that returns the same results, then one gradient, called
    /// <c>d&lt;result&gt;/d&lt;parameter&gt;</c> (<c>_1</c>, <c>_2</c>, … behind it where a result is called that already), for each trainable parameter, or for each float parameter where none is trainable. It is called
    /// <c>&lt;name&gt;_gradient</c>. A loop whose steps the gradient needs saves them as it runs for the results.
    /// </summary>
    /// <param name="computation">The computation; its first result, the loss, is a float scalar.</param>
    /// <param name="by">The labels of the parameters to differentiate by, in the order of the gradients, where it should be others.</param>
    /// <exception cref="ShapeException">The loss is not a scalar.</exception>
    /// <exception cref="ElementTypeException">The loss, or a parameter to differentiate by, is not of a float type.</exception>
    /// <exception cref="GraphException">
    /// There is no parameter of a given label, a label is given twice, there is none at all to differentiate by, or one that the loss does not
    /// reach; the sentence names it.
    /// </exception>
    public static Computation Gradient(Computation computation, ImmutableArray<string>? by = null)
    {
        if (computation.Results.IsEmpty)
        {
            throw new GraphException($"@{computation.Name} has no result to differentiate");
        }
        ImmutableArray<Expr> parameters = by is { } labels
            ? FindAll(computation, labels)
            : DifferentiableParameters(computation);
        if (parameters.IsEmpty)
        {
            throw new GraphException($"@{computation.Name} has no float parameter to differentiate by");
        }
        ImmutableArray<Expr> gradients = ReverseMode.Gradient(computation.Results[0], parameters);
        string loss = computation.ResultNames[0];
        Labels names = new(computation.ResultNames);
        Computation gradient = Computation.Create(
            $"{computation.Name}_gradient",
            computation.Parameters,
            [.. computation.Results, .. gradients],
            [.. computation.ResultNames, .. parameters.Select(parameter => names.Take($"d{loss}/d{Labels.Of(parameter)}"))]);
        return Passes.MergeScans.Run(gradient, new PassLog());
    }

    private static ImmutableArray<Expr> DifferentiableParameters(Computation computation)
    {
        ImmutableArray<Expr> floats = [.. computation.Parameters.Where(parameter => parameter.Element.IsFloat)];
        ImmutableArray<Expr> trainable = [.. floats.Where(parameter => ((Parameter)parameter.Op).Role == LeafRole.TrainableLeaf)];
        return trainable.IsEmpty ? floats : trainable;
    }

    private static ImmutableArray<Expr> FindAll(Computation computation, ImmutableArray<string> labels)
    {
        HashSet<string> named = new(StringComparer.Ordinal);
        foreach (string label in labels)
        {
            if (!named.Add(label))
            {
                throw new GraphException($"the parameter '{label}' of @{computation.Name} is named twice");
            }
        }
        return [.. labels.Select(label => Find(computation, label))];
    }

    private static Expr Find(Computation computation, string label) =>
        computation.Parameters.FirstOrDefault(parameter => Labels.Of(parameter) == label)
        ?? throw new GraphException(
            $"@{computation.Name} has no parameter '{label}'; it has {string.Join(", ", computation.Parameters.Select(parameter => parameter.Describe()))}");
}
