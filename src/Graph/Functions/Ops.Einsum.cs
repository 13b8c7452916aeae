namespace Graph;

// Einstein summation: diagonals and sums within each operand first, then one contraction after the other from left to right.
public static partial class Ops
{
    /// <summary>
    /// The sum of products in Einstein's notation, as NumPy's <c>einsum</c>: <c>Einsum("bij,bjk-&gt;bik", a, b)</c>. A letter names an
    /// axis; a letter that the result does not have is summed over; one that an operand has twice takes its diagonal; <c>...</c> stands for
    /// all axes not named, which broadcast.
    /// </summary>
    /// <param name="subscripts">The letters of each operand, separated by commas; behind <c>-&gt;</c> those of the result, else each letter
    /// that stands once, in alphabetical order.</param>
    /// <param name="operands">One tensor or more, of one numeric element type.</param>
    /// <exception cref="ShapeException">The subscripts are malformed, or do not fit the operands; sizes of one letter differ.</exception>
    /// <exception cref="ElementTypeException">An operand is of bools, or the element types differ.</exception>
    public static Expr Einsum(string subscripts, params ImmutableArray<Expr> operands)
    {
        using var _ = Origin.Enter();
        RequireParts(operands);
        foreach (Expr operand in operands)
        {
            if (!operand.Element.IsNumeric)
            {
                throw new ElementTypeException($"it takes numbers, but {operand.Describe()} is bool; cast it first");
            }
        }
        EinsumTerms terms = EinsumTerms.Parse(subscripts, operands);
        Dictionary<int, long> sizes = SizesOf(terms, operands);
        List<LabelledExpr> factors = [.. operands.Select((operand, place) => new LabelledExpr(operand, terms.Operands[place]).Distinct())];
        LabelledExpr product = Summed(factors, 0, terms, sizes);
        for (int place = 1; place < factors.Count; place++)
        {
            product = Multiplied(
                product, Summed(factors, place, terms, sizes),
                [.. factors[(place + 1)..].SelectMany(factor => factor.Labels), .. terms.Result]);
        }
        return Arranged(product, terms, sizes);
    }

    // Axes that are neither in another operand nor in the result are summed at once; an axis of size 1 that broadcasts goes away.
    private static LabelledExpr Summed(List<LabelledExpr> factors, int place, EinsumTerms terms, Dictionary<int, long> sizes)
    {
        LabelledExpr factor = factors[place];
        HashSet<int> needed = [.. terms.Result, .. factors.Where((_, other) => other != place).SelectMany(other => other.Labels)];
        Axes gone =
        [
            .. Enumerable.Range(0, factor.Labels.Length).Where(axis =>
                !needed.Contains(factor.Labels[axis]) || (factor.Value.Shape[axis] == 1 && sizes[factor.Labels[axis]] != 1)),
        ];
        return new LabelledExpr(factor.Value.Sum(gone), [.. factor.Labels.Where((_, axis) => !gone.Contains(axis))]);
    }

    private static LabelledExpr Multiplied(LabelledExpr left, LabelledExpr right, HashSet<int> needed)
    {
        ImmutableArray<int> shared = [.. left.Labels.Intersect(right.Labels)];
        ImmutableArray<int> batch = [.. shared.Where(needed.Contains)];
        ImmutableArray<int> summed = [.. shared.Except(batch)];
        Expr value = left.Value.Contract(right.Value, left.AxesOf(summed), right.AxesOf(summed), left.AxesOf(batch), right.AxesOf(batch));
        return new LabelledExpr(value, [.. batch, .. left.Labels.Except(shared), .. right.Labels.Except(shared)]);
    }

    // Axes that were dropped because their size of 1 broadcasts come back only where no other operand has them at full size.
    private static Expr Arranged(LabelledExpr product, EinsumTerms terms, Dictionary<int, long> sizes)
    {
        Expr ordered = product.Value.Transpose(product.AxesOf([.. terms.Result.Where(product.Labels.Contains)]));
        return ordered.Reshape([.. terms.Result.Select(label => sizes[label])]);
    }

    private static Dictionary<int, long> SizesOf(EinsumTerms terms, ImmutableArray<Expr> operands)
    {
        Dictionary<int, long> sizes = [];
        for (int place = 0; place < operands.Length; place++)
        {
            for (int axis = 0; axis < operands[place].Rank; axis++)
            {
                int label = terms.Operands[place][axis];
                long size = operands[place].Shape[axis];
                long known = sizes.GetValueOrDefault(label, size);
                bool broadcasts = label < 0 && (known == 1 || size == 1);
                if (known != size && !broadcasts)
                {
                    throw new ShapeException(
                        $"{EinsumTerms.Name(label)} has size {known} and, as axis {axis} of operand {place}, " +
                        $"{operands[place].Describe()}, size {size}");
                }
                sizes[label] = known == 1 && broadcasts ? size : known;
            }
        }
        return sizes;
    }
}
