namespace Graph;

/// <summary>Matches tensors to leaves, by place or by name.</summary>
internal static class Binding
{
    public static ImmutableArray<Literal> ByPlace(ImmutableArray<Expr> leaves, ReadOnlySpan<Tensor> values)
    {
        if (values.Length < leaves.Length)
        {
            throw new BindingException($"the input {leaves[values.Length].Describe()} is missing: {Counted(leaves.Length, "input")} declared, {Counted(values.Length, "tensor")} given");
        }
        if (values.Length > leaves.Length)
        {
            throw new BindingException($"too many tensors: {Counted(leaves.Length, "input")} declared, {Counted(values.Length, "tensor")} given");
        }
        ImmutableArray<Literal>.Builder bound = ImmutableArray.CreateBuilder<Literal>(leaves.Length);
        for (int place = 0; place < leaves.Length; place++)
        {
            bound.Add(Fit(leaves[place], values[place]));
        }
        return bound.MoveToImmutable();
    }

    public static ImmutableArray<Literal> ByName(ImmutableArray<Expr> leaves, ReadOnlySpan<(string Name, Tensor Value)> values)
    {
        Dictionary<string, Expr> byLabel = leaves.ToDictionary(Label);
        Dictionary<Expr, Literal> bound = [];
        foreach ((string name, Tensor value) in values)
        {
            if (!byLabel.TryGetValue(name, out Expr? leaf))
            {
                throw new BindingException($"there is no input '{name}'{Suggestion.For(name, byLabel.Keys)}");
            }
            if (!bound.TryAdd(leaf, Fit(leaf, value)))
            {
                throw new BindingException($"the input '{name}' is given twice");
            }
        }
        foreach (Expr leaf in leaves)
        {
            if (!bound.ContainsKey(leaf))
            {
                throw new BindingException($"the input {leaf.Describe()} is missing");
            }
        }
        return [.. leaves.Select(leaf => bound[leaf])];
    }

    public static string Label(Expr leaf) => ((IR.Parameter)leaf.Op).Label;

    private static Literal Fit(Expr leaf, Tensor? value)
    {
        if (value is null)
        {
            throw new BindingException($"the input {leaf.Describe()} was given null");
        }
        if (value.Number is { } number && leaf.Rank == 0 && value.Element != leaf.Element)
        {
            return Number(leaf, number);
        }
        if (value.Element != leaf.Element)
        {
            throw new BindingException($"the input {leaf.Describe()} was given a tensor of type {value.Type}; cast it to {leaf.Element.Mnemonic} first");
        }
        if (value.Shape != leaf.Shape)
        {
            throw new BindingException($"the input {leaf.Describe()} was given a tensor of shape {value.Shape}{Difference(leaf.Shape, value.Shape)}");
        }
        return value.Literal;
    }

    private static Literal Number(Expr leaf, Scalar number)
    {
        try
        {
            return number.ToLiteral(leaf.Element);
        }
        catch (ElementTypeException)
        {
            throw new BindingException($"the input {leaf.Describe()} was given {number}, which cannot be {leaf.Element.Mnemonic}");
        }
    }

    private static string Difference(Shape expected, Shape actual)
    {
        if (expected.Rank != actual.Rank)
        {
            return $", of rank {actual.Rank} instead of {expected.Rank}";
        }
        int axis = Enumerable.Range(0, expected.Rank).First(axis => expected[axis] != actual[axis]);
        return $": axis {axis} has size {actual[axis]} instead of {expected[axis]}";
    }

    private static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
