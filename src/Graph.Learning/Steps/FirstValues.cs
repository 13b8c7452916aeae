namespace Graph.Learning;

/// <summary>What the variables of a network begin as.</summary>
internal static class FirstValues
{
    // Keeps what is drawn at the beginning apart from what is drawn in training.
    private const uint Mark = 0x1E1A57E9;

    /// <summary>A value for each variable: a given one, or that of its initializer.</summary>
    /// <exception cref="GraphException">A value is given for no variable, or of another type.</exception>
    public static Dictionary<Variable, Tensor> Of(ImmutableArray<Variable> variables, long seed, ParameterTree given)
    {
        Dictionary<string, Variable> byPath = variables.ToDictionary(variable => variable.Path);
        foreach ((string path, Tensor value) in given)
        {
            if (!byPath.TryGetValue(path, out Variable? variable))
            {
                throw new GraphException($"the network has no parameter '{path}'{Suggestion.For(path, [.. byPath.Keys])}");
            }
            if (variable.Type != value.Type)
            {
                throw new ShapeException($"the parameter '{path}' is {variable.Type}, but was given {value.Type}");
            }
        }
        Expr key = Ops.FoldIn(Ops.Key(seed), Mark);
        ImmutableArray<Variable> drawn = [.. variables.Where(variable => !given.TryGet(variable.Path, out var _))];
        ImmutableArray<Expr> begins = [.. drawn.Select(variable => variable.IsOfBatch ? variable.Anew : variable.Initial(key))];
        IEnumerable<Tensor> values = drawn.IsEmpty ? [] : Ops.Evaluate(begins);
        Dictionary<Variable, Tensor> first = new(ReferenceEqualityComparer.Instance);
        foreach ((Variable variable, Tensor value) in drawn.Zip(values))
        {
            first.Add(variable, value);
        }
        foreach (Variable variable in variables.Where(variable => !first.ContainsKey(variable)))
        {
            first.Add(variable, given[variable.Path]);
        }
        return first;
    }
}
