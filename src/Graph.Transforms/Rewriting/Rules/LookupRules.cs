namespace Graph.Transforms;

/// <summary>
/// Contractions that meet look-ups: what is computed for each index may as well be computed once for each row of the table, where that has fewer rows.
/// </summary>
internal static class LookupRules
{
    // What an element added at an index costs, in products of a contraction: it goes through memory, one after the other.
    private const long ProductsPerAddition = 8;

    /// <summary>Rules at a contraction with looked-up rows, each of which it maps by itself.</summary>
    public static ImmutableArray<Rule> OfRows { get; } = Rule.At<Contract>(
        // each element is the same sum of the same terms; of a row out of range every term is NaN, or 0 of integers, if there is any
        new("contract-gather-left", e => e is (Contract { LhsBatch.Count: 0 } c, [(Gather(0), [var table, var i]), var w]) && MapsRows(c.Lhs, table, i)
            ? table.Contract(w, InTable(c.Lhs, i), c.Rhs).Gather(i) : null),
        new("contract-gather-right", e => e is (Contract { LhsBatch.Count: 0 } c, [var w, (Gather(0), [var table, var i])]) && MapsRows(c.Rhs, table, i)
            ? table.Contract(w, InTable(c.Rhs, i), c.Lhs).Gather(i).Transpose(Rotated(e.Rank, by: w.Rank - c.Lhs.Count)) : null));

    /// <summary>
    /// Rules at a contraction over what is looked up. By a sum for each row first: it may overflow where no product does, and a row that is not looked up
    /// takes part with a factor of 0.
    /// </summary>
    public static ImmutableArray<Rule> OfSums { get; } = Rule.At<Contract>(
        // Σ over i of table[i] · y = Σ over rows r of table[r] · (Σ of y where i is r)
        new("contract-over-gather-left", e => e is (Contract { LhsBatch.Count: 0 } c, [(Gather(0), [var table, var i]), var y])
            && SumsByRow(c.Lhs, c.Rhs, table, i, y) is { } sums ? table.Contract(sums, [0], [0]) : null),
        new("contract-over-gather-right", e => e is (Contract { LhsBatch.Count: 0 } c, [var y, (Gather(0), [var table, var i])])
            && SumsByRow(c.Rhs, c.Lhs, table, i, y) is { } sums ? sums.Contract(table, [0], [0]) : null));

    /// <summary>Rules at a sum into rows of what a contraction has made row by row; they hold as far as <see cref="OfSums"/> do.</summary>
    public static ImmutableArray<Rule> OfScatter { get; } = Rule.At<Scatter>(
        // Σ of (x · w) where i is r = (Σ of x where i is r) · w
        new Rule("scatter-contract", e => e is (Scatter(ScatterKind.Accumulate, 0), [{ IsZero: true }, var i, var updates])
            ? updates switch
            {
                (Contract { LhsBatch.Count: 0 } c, _) => SumBefore(e, c, updates, i, Axes.Range(0, updates.Rank)),
                (Transpose(var p), [(Contract { LhsBatch.Count: 0 } c, _) product]) => SumBefore(e, c, product, i, p),
                _ => null,
            }
            : null));

    /// <summary>Whether a contraction leaves the indices alone, and there are fewer rows than indices.</summary>
    private static bool MapsRows(Axes contracted, Expr table, Expr i) =>
        contracted.All(axis => axis >= i.Rank) && table.Shape[0] < i.Type.ElementCount
        && table.Shape.Select(InTable(contracted, i)).ElementCount > 0;

    /// <summary>Axes of looked-up rows as axes of the table.</summary>
    private static Axes InTable(Axes axes, Expr i) => [.. axes.Select(axis => axis - i.Rank + 1)];

    /// <summary>The permutation that puts the last axes in front.</summary>
    private static Axes Rotated(int rank, int by) => [.. Axes.Range(rank - by, by), .. Axes.Range(0, rank - by)];

    /// <summary>The sum of what belongs to each row, if a contraction is over the indices alone and that costs less; else null.</summary>
    private static Expr? SumsByRow(Axes indices, Axes paired, Expr table, Expr i, Expr y)
    {
        if (indices.Count != i.Rank || indices.Any(axis => axis >= i.Rank))
        {
            return null;
        }
        (long rows, long count) = (table.Shape[0], i.Type.ElementCount);
        Axes free = paired.Complement(y.Rank);
        (long width, long columns) = (table.Shape[1..].ElementCount, y.Shape.Select(free).ElementCount);
        if (rows == 0 || (rows * width * columns) + (ProductsPerAddition * count * columns) >= count * width * columns)
        {
            return null;
        }
        Expr updates = y.Transpose([.. Axes.Range(0, i.Rank).Select(axis => paired[indices.IndexOf(axis)]), .. free]);
        return SumsByRow(rows, i, updates);
    }

    /// <summary>
    /// The sum of the updates of each row. Indices that are transposed stay as they were, so that the same sums are one, whoever asks for them.
    /// </summary>
    private static Expr SumsByRow(long rows, Expr i, Expr updates)
    {
        Expr zeros = Primitives.Zeros(updates.Type.With([rows, .. updates.Shape[i.Rank..]]));
        return i is (Transpose(var p), [var before])
            ? zeros.Scatter(ScatterKind.Accumulate, before, updates.Transpose([.. p.Inverse(), .. Axes.Range(i.Rank, updates.Rank - i.Rank)]))
            : zeros.Scatter(ScatterKind.Accumulate, i, updates);
    }

    /// <summary>The contraction of sums for a sum of contractions, if all indices belong to one of the operands and that costs less; else null.</summary>
    /// <param name="scatter">The sum into rows.</param>
    /// <param name="c">The contraction.</param>
    /// <param name="product">The contraction's node.</param>
    /// <param name="i">The indices.</param>
    /// <param name="order">Which axis of the product each axis of the updates is.</param>
    private static Expr? SumBefore(Expr scatter, Contract c, Expr product, Expr i, Axes order)
    {
        (Axes ofLeft, Axes ofRight) = (c.Lhs.Complement(product.Inputs[0].Rank), c.Rhs.Complement(product.Inputs[1].Rank));
        bool isLeft = order.Take(i.Rank).All(axis => axis < ofLeft.Count);
        if (i.Rank == 0 || (!isLeft && order.Take(i.Rank).Any(axis => axis < ofLeft.Count)))
        {
            return null;
        }
        (Expr x, Axes met, Axes meets) = isLeft ? (product.Inputs[0], c.Lhs, c.Rhs) : (product.Inputs[1], c.Rhs, c.Lhs);
        Expr w = product.Inputs[isLeft ? 1 : 0];
        ImmutableArray<(bool OfX, int Axis)> free = [.. ofLeft.Select(axis => (isLeft, axis)), .. ofRight.Select(axis => (!isLeft, axis))];
        Axes indices = [.. order.Take(i.Rank).Select(axis => free[axis].Axis)];
        Axes others = indices.Complement(x.Rank);
        long rows = scatter.Shape[0];
        if (rows == 0 || !IsCheaper(rows, i.Type.ElementCount, scatter.Shape[1..].ElementCount, x.Shape.Select(met).ElementCount, x.Shape.Select(others).ElementCount))
        {
            return null;
        }
        Expr updates = x.Transpose([.. indices, .. others]);
        Expr result = SumsByRow(rows, i, updates).Contract(w, [.. met.Select(axis => 1 + others.IndexOf(axis))], meets);
        // Behind the rows, the new product has the axes of x that are neither indices nor contracted, then those of w.
        ImmutableArray<(bool OfX, int Axis)> made =
            [.. others.Where(axis => !met.Contains(axis)).Select(axis => (true, axis)), .. meets.Complement(w.Rank).Select(axis => (false, axis))];
        return result.Transpose([0, .. order.Skip(i.Rank).Select(axis => 1 + made.IndexOf(free[axis]))]);
    }

    /// <summary>Whether sums of the operand's rows and a contraction of those cost less than a contraction and sums of its rows.</summary>
    private static bool IsCheaper(long rows, long count, long width, long contracted, long operandWidth) =>
        (rows * width * contracted) + (ProductsPerAddition * count * operandWidth) < (count * width * contracted) + (ProductsPerAddition * count * width);
}
