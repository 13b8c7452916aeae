namespace Graph;

/// <summary>
/// The parsed subscripts of an einsum: one label for each axis of each operand and of the result. A letter is itself; the axes of an
/// ellipsis have negative labels, counted from its end, since ellipses are aligned there.
/// </summary>
/// <param name="Operands">The labels of each operand.</param>
/// <param name="Result">The labels of the result.</param>
internal sealed record EinsumTerms(ImmutableArray<ImmutableArray<int>> Operands, ImmutableArray<int> Result)
{
    private const string Ellipsis = "...";

    /// <summary>Reads subscripts such as <c>"bij,bjk-&gt;bik"</c> or <c>"...ij,jk"</c>.</summary>
    /// <exception cref="ShapeException">They are malformed or do not fit the operands.</exception>
    public static EinsumTerms Parse(string subscripts, ImmutableArray<Expr> operands)
    {
        string text = string.Concat(subscripts.Where(character => !char.IsWhiteSpace(character)));
        string[] sides = text.Split("->");
        string[] terms = sides[0].Split(',');
        if (sides.Length > 2)
        {
            throw new ShapeException($"the subscripts \"{subscripts}\" have more than one ->");
        }
        if (terms.Length != operands.Length)
        {
            throw new ShapeException($"the subscripts \"{subscripts}\" are for {terms.Length} operands, got {operands.Length}");
        }
        ImmutableArray<ImmutableArray<int>> labels = [.. terms.Select((term, place) => OfOperand(term, operands[place], place))];
        int ellipsis = labels.SelectMany(term => term).Select(label => -label).Append(0).Max();
        return new EinsumTerms(labels, sides.Length == 2 ? OfResult(sides[1], labels, ellipsis) : Implied(labels, ellipsis));
    }

    public static string Name(int label) => label < 0 ? $"axis {label} of the ellipsis" : $"'{(char)label}'";

    private static ImmutableArray<int> OfOperand(string term, Expr operand, int place)
    {
        int letters = term.Replace(Ellipsis, "", StringComparison.Ordinal).Length;
        bool open = term.Contains(Ellipsis, StringComparison.Ordinal);
        if (open ? letters > operand.Rank : letters != operand.Rank)
        {
            throw new ShapeException(
                $"the subscripts \"{term}\" name {letters} axes{(open ? " at least" : "")}, but " +
                $"operand {place}, {operand.Describe()}, has rank {operand.Rank}");
        }
        return Labels(term, operand.Rank - letters);
    }

    private static ImmutableArray<int> OfResult(string term, ImmutableArray<ImmutableArray<int>> operands, int ellipsis)
    {
        if (ellipsis > 0 && !term.Contains(Ellipsis, StringComparison.Ordinal))
        {
            throw new ShapeException($"the result \"{term}\" lacks the ellipsis that the operands have");
        }
        ImmutableArray<int> labels = Labels(term, ellipsis);
        foreach (int label in labels)
        {
            if (!operands.Any(operand => operand.Contains(label)))
            {
                throw new ShapeException($"the result names {Name(label)}, which no operand has");
            }
            if (labels.Count(other => other == label) > 1)
            {
                throw new ShapeException($"the result names {Name(label)} twice");
            }
        }
        return labels;
    }

    // Without an arrow: the axes of the ellipsis, then every letter that stands once, in alphabetical order.
    private static ImmutableArray<int> Implied(ImmutableArray<ImmutableArray<int>> operands, int ellipsis) =>
    [
        .. Enumerable.Range(-ellipsis, ellipsis),
        .. operands.SelectMany(operand => operand).Where(label => label > 0).GroupBy(label => label).Where(group => group.Count() == 1)
            .Select(group => group.Key).Order(),
    ];

    private static ImmutableArray<int> Labels(string term, int ellipsis)
    {
        string[] parts = term.Split(Ellipsis);
        if (parts.Length > 2)
        {
            throw new ShapeException($"the subscripts \"{term}\" have more than one ellipsis");
        }
        if (FirstThat(term, character => character != '.' && !char.IsAsciiLetter(character), out char wrong)
            || parts.Any(part => FirstThat(part, character => character == '.', out wrong)))
        {
            throw new ShapeException($"the subscripts \"{term}\" have '{wrong}'; axes are named by letters, left-over axes by ...");
        }
        ImmutableArray<int>.Builder labels = ImmutableArray.CreateBuilder<int>();
        labels.AddRange(parts[0].Select(character => (int)character));
        if (parts.Length == 2)
        {
            labels.AddRange(Enumerable.Range(-ellipsis, ellipsis));
            labels.AddRange(parts[1].Select(character => (int)character));
        }
        return labels.ToImmutable();
    }

    private static bool FirstThat(string text, Func<char, bool> condition, out char found)
    {
        found = text.FirstOrDefault(condition);
        return found != default;
    }
}
