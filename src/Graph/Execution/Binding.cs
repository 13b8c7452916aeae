namespace Graph;

/// <summary>Matches tensors to leaves, by place or by name. Allocates nothing where all is well.</summary>
internal static class Binding
{
    /// <summary>The memory of each tensor, in the order of the leaves.</summary>
    /// <param name="leaves">The inputs.</param>
    /// <param name="values">A tensor for each.</param>
    /// <param name="bound">Where to; as long as the leaves.</param>
    public static void ByPlace(ImmutableArray<Expr> leaves, ReadOnlySpan<Tensor> values, Span<Buffer> bound)
    {
        if (values.Length < leaves.Length)
        {
            throw Wrong($"the input {leaves[values.Length].Describe()} is missing: {Counted(leaves.Length, "input")} declared, {Counted(values.Length, "tensor")} given");
        }
        if (values.Length > leaves.Length)
        {
            throw Wrong($"too many tensors: {Counted(leaves.Length, "input")} declared, {Counted(values.Length, "tensor")} given");
        }
        for (int place = 0; place < leaves.Length; place++)
        {
            bound[place] = Fit(leaves[place], values[place]);
        }
    }

    /// <summary>The memory of each tensor, in the order of the leaves.</summary>
    /// <param name="leaves">The inputs.</param>
    /// <param name="values">A tensor for each, by the leaf's name.</param>
    /// <param name="bound">Where to; as long as the leaves.</param>
    public static void ByName(ImmutableArray<Expr> leaves, ReadOnlySpan<(string Name, Tensor Value)> values, Span<Buffer> bound)
    {
        bound.Clear();
        foreach ((string name, Tensor value) in values)
        {
            if (name is null)
            {
                throw Wrong("an input is given without a name: it is null");
            }
            int place = PlaceOf(leaves, name);
            if (place < 0)
            {
                throw Wrong($"there is no input '{name}'{Suggestion.For(name, [.. leaves.Select(Label)])}");
            }
            if (bound[place] is not null)
            {
                throw Wrong($"the input '{name}' is given twice");
            }
            bound[place] = Fit(leaves[place], value);
        }
        if (bound.IndexOf((Buffer)null!) is >= 0 and var missing)
        {
            throw Wrong($"the input {leaves[missing].Describe()} is missing");
        }
    }

    /// <summary>The memory that each result is written to.</summary>
    /// <param name="results">The results.</param>
    /// <param name="names">Their names.</param>
    /// <param name="outputs">A tensor for each.</param>
    /// <param name="inputs">The memory that is read at the same time.</param>
    /// <param name="leaves">What those are bound to.</param>
    /// <param name="bound">Where to; as long as the results.</param>
    public static void Outputs(
        ReadOnlySpan<Expr> results, ReadOnlySpan<string> names, ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Buffer> inputs, ReadOnlySpan<Expr> leaves, Span<Buffer> bound)
    {
        if (outputs.Length != results.Length)
        {
            throw Wrong($"{Counted(results.Length, "result")} declared, but {Counted(outputs.Length, "output")} given");
        }
        for (int place = 0; place < outputs.Length; place++)
        {
            Tensor output = outputs[place];
            bound[place] = Writable(names[place], results[place].Type, output);
            if (bound[..place].IndexOf(output.Memory) is >= 0 and var other)
            {
                throw Wrong($"the outputs for '{names[other]}' and '{names[place]}' are one tensor");
            }
        }
        for (int place = 0; place < inputs.Length; place++)
        {
            if (bound.IndexOf(inputs[place]) is >= 0 and var output)
            {
                throw Wrong($"the output for '{names[output]}' is also the input {leaves[place].Describe()}; a run writes its results while it reads its inputs");
            }
        }
    }

    /// <summary>The name of a leaf.</summary>
    public static string Label(Expr leaf) => ((IR.Parameter)leaf.Op).Label;

    /// <summary>The place of a name among leaves; −1 where there is none.</summary>
    public static int PlaceOf(ImmutableArray<Expr> leaves, string name)
    {
        for (int place = 0; place < leaves.Length; place++)
        {
            if (Label(leaves[place]) == name)
            {
                return place;
            }
        }
        return -1;
    }

    /// <summary>How a shape differs from what was expected.</summary>
    public static string Difference(Shape expected, Shape actual)
    {
        if (expected.Rank != actual.Rank)
        {
            return $", of rank {actual.Rank} instead of {expected.Rank}";
        }
        int axis = Enumerable.Range(0, expected.Rank).First(axis => expected[axis] != actual[axis]);
        return $": axis {axis} has size {actual[axis]} instead of {expected[axis]}";
    }

    /// <summary>What a call that is not of the facade's making is told; within one that is, that one's name stands in front.</summary>
    public static BindingException Wrong(string sentence)
    {
        using var _ = Origin.Enter("Run");
        return new BindingException(sentence);
    }

    private static Buffer Fit(Expr leaf, Tensor? value)
    {
        if (value is null)
        {
            throw Wrong($"the input {leaf.Describe()} was given null");
        }
        if (value.Number is { } number && leaf.Rank == 0 && value.Element != leaf.Element)
        {
            return Number(leaf, value, number);
        }
        if (value.Element != leaf.Element)
        {
            throw Wrong($"the input {leaf.Describe()} was given a tensor of type {value.Type}; cast it to {leaf.Element.Mnemonic} first");
        }
        if (value.Shape != leaf.Shape)
        {
            throw Wrong($"the input {leaf.Describe()} was given a tensor of shape {value.Shape}{Difference(leaf.Shape, value.Shape)}");
        }
        return value.Memory;
    }

    private static Buffer Number(Expr leaf, Tensor value, Scalar number)
    {
        try
        {
            return value.NumberAs(leaf.Element, number).Buffer;
        }
        catch (ElementTypeException)
        {
            throw Wrong($"the input {leaf.Describe()} was given {number}, which cannot be {leaf.Element.Mnemonic}");
        }
    }

    private static Buffer Writable(string name, TensorType type, Tensor? output)
    {
        if (output is null)
        {
            throw Wrong($"the output for '{name}' {type} is null");
        }
        if (output.Element != type.Element)
        {
            throw Wrong($"the output for '{name}' {type} is a tensor of type {output.Type}");
        }
        if (output.Shape != type.Shape)
        {
            throw Wrong($"the output for '{name}' {type} is a tensor of shape {output.Shape}{Difference(type.Shape, output.Shape)}");
        }
        return output.IsWritable ? output.Memory : throw Wrong($"the output for '{name}' {type} is an immutable tensor; one to be written to is made by Tensor.Empty");
    }

    private static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
