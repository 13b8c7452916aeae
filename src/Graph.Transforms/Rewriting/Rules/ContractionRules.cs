namespace Graph.Transforms;

/// <summary>Transpositions and repetitions that contractions, convolutions, gathers and windows absorb. The order of every sum stays as it was.</summary>
internal static class ContractionRules
{
    /// <summary>Rules at a contraction.</summary>
    public static ImmutableArray<Rule> OfContract { get; } = Rule.At<Contract>(
        // the axes are named where they were before
        new("contract-transpose-left", e => e is (Contract c, [(Transpose(var p), [var x]), var y])
            ? Rearranged(x, y, c with { Lhs = Through(p, c.Lhs), LhsBatch = Through(p, c.LhsBatch) }, left: p, right: Axes.Range(0, y.Rank), c) : null),
        new("contract-transpose-right", e => e is (Contract c, [var x, (Transpose(var p), [var y])])
            ? Rearranged(x, y, c with { Rhs = Through(p, c.Rhs), RhsBatch = Through(p, c.RhsBatch) }, left: Axes.Range(0, x.Rank), right: p, c) : null),
        // rows that are equal give equal results
        new("contract-broadcast-left", e => e is (Contract c, [(Broadcast(_, var axes), [var x]) b, var y]) && Idle(axes, [.. c.LhsBatch, .. c.Lhs], b) is { Count: > 0 } idle
            ? Repeat(Without(b, x, axes, idle).Contract(y, Down(b.Rank, idle, c.Lhs), c.Rhs, Down(b.Rank, idle, c.LhsBatch), c.RhsBatch), e.Shape,
                idle.Select(a => c.LhsBatch.Count + Layout.Renumber(b.Rank, [.. c.LhsBatch, .. c.Lhs])[a])) : null),
        new("contract-broadcast-right", e => e is (Contract c, [var x, (Broadcast(_, var axes), [var y]) b]) && Idle(axes, [.. c.RhsBatch, .. c.Rhs], b) is { Count: > 0 } idle
            ? Repeat(x.Contract(Without(b, y, axes, idle), c.Lhs, Down(b.Rank, idle, c.Rhs), c.LhsBatch, Down(b.Rank, idle, c.RhsBatch)), e.Shape,
                idle.Select(a => x.Rank - c.Lhs.Count + Layout.Renumber(b.Rank, [.. c.RhsBatch, .. c.Rhs])[a])) : null));

    /// <summary>Rules at a transposition or a convolution that the other absorbs.</summary>
    public static ImmutableArray<Rule> OfAxisNumbers { get; } =
    [
        // (x · y)ᵀ = yᵀ · xᵀ
        .. Rule.At<Transpose>(
            new("transpose-contract", e => e is (Transpose(var p), [(Contract c, [var x, var y])]) && p == Swapped(c, x, y)
                ? y.Contract(x, c.Rhs, c.Lhs, c.RhsBatch, c.LhsBatch) : null) { RemakesOperands = true },
            new("transpose-convolve", e => e is (Transpose(var p), [(Convolve c, var operands)])
                ? Expr.Create(c with { Output = [.. c.Output.Select(a => p.IndexOf(a))] }, operands) : null) { RemakesOperands = true }),
        .. Rule.At<Convolve>(
            new("convolve-transpose-input", e => e is (Convolve c, [(Transpose(var p), [var x]), var w]) ? Expr.Create(c with { Input = Through(p, c.Input) }, x, w) : null),
            new("convolve-transpose-kernel", e => e is (Convolve c, [var x, (Transpose(var p), [var w])]) ? Expr.Create(c with { Kernel = Through(p, c.Kernel) }, x, w) : null)),
    ];

    /// <summary>Rules at a gather, a window and a fold.</summary>
    public static ImmutableArray<Rule> OfViews { get; } =
    [
        // rows 0, 1, …, n − 1 in order, where the count does not wrap
        .. Rule.At<Gather>(
            new("gather-iota", e => e is (Gather(0), [var x, (Iota(var type, 0), _)]) && type.Rank == 1 && type.Shape[0] <= x.Shape[0] && CastRules.Holds(type.Element, type.Shape[0])
                ? x.SliceAxis(0, 0, type.Shape[0]) : null),
            new("gather-constant", e => e is (Gather(0), [var x, { Splat: { } place } i]) && place.ToDouble(0) is >= 0 and var at && at < x.Shape[0]
                ? x.SliceAxis(0, (long)at, (long)at + 1).Reshape(x.Shape[1..]).Broadcast(e.Shape, Axes.Range(i.Rank, x.Rank - 1)) : null)),
        // a window of one element is that element
        .. Rule.At<Window>(
            new Rule("window-unit", e => e is (Window(var axes, var size, var stride, _), [var x]) && size.All(n => n == 1)
                ? x.Slice(Shape.Repeat(0, x.Rank), x.Shape, Spread(x.Rank, axes, stride)).Reshape(e.Shape) : null)),
        .. Rule.At<Fold>(
            new Rule("fold-unit", e => e is (Fold(var axes, var length, var stride, _), [var x]) && x.Shape[^axes.Count..].All(n => n == 1) && stride.All(n => n == 1)
                && length == x.Shape.Select(axes) ? x.Reshape(e.Shape) : null)),
    ];

    /// <summary>Axes of a transposed operand as axes of the operand itself.</summary>
    private static Axes Through(Axes permutation, Axes axes) => [.. axes.Select(a => permutation[a])];

    /// <summary>The contraction of untransposed operands, its remaining axes put in the order in which the transposed ones would come.</summary>
    private static Expr Rearranged(Expr x, Expr y, Contract inner, Axes left, Axes right, Contract outer)
    {
        int batch = outer.LhsBatch.Count;
        Axes ours = Order(left, [.. outer.LhsBatch, .. outer.Lhs]);
        Axes theirs = Order(right, [.. outer.RhsBatch, .. outer.Rhs]);
        Axes order = [.. Enumerable.Range(0, batch), .. ours.Select(a => batch + a), .. theirs.Select(a => batch + ours.Count + a)];
        return Expr.Create(inner, x, y).Transpose(order);
    }

    /// <summary>In which order the free axes of the operand come when it is transposed.</summary>
    private static Axes Order(Axes permutation, Axes bound)
    {
        int[] numbers = Layout.Renumber(permutation.Count, Through(permutation, bound));
        return [.. bound.Complement(permutation.Count).Select(a => numbers[permutation[a]])];
    }

    /// <summary>The permutation that puts the right operand's axes in front of the left one's.</summary>
    private static Axes Swapped(Contract c, Expr x, Expr y)
    {
        int batch = c.LhsBatch.Count;
        int left = x.Rank - batch - c.Lhs.Count;
        int right = y.Rank - batch - c.Rhs.Count;
        return [.. Enumerable.Range(0, batch), .. Enumerable.Range(batch + left, right), .. Enumerable.Range(batch, left)];
    }

    /// <summary>The axes that a broadcast repeats along and that take no part in the contraction.</summary>
    private static Axes Idle(Axes axes, Axes bound, Expr broadcast) =>
        [.. axes.Complement(broadcast.Rank).Where(a => !bound.Contains(a) && broadcast.Shape[a] > 1)];

    private static Expr Without(Expr broadcast, Expr x, Axes axes, Axes idle) =>
        x.Broadcast(broadcast.Shape.Without(idle), Down(broadcast.Rank, idle, axes));

    private static Axes Down(int rank, Axes gone, Axes axes)
    {
        int[] numbers = Layout.Renumber(rank, gone);
        return [.. axes.Select(a => numbers[a])];
    }

    private static Expr Repeat(Expr smaller, Shape shape, IEnumerable<int> along)
    {
        Axes repeated = [.. along];
        return smaller.Broadcast(shape, repeated.Complement(shape.Rank));
    }

    private static Shape Spread(int rank, Axes axes, Shape stride)
    {
        Shape spread = Shape.Repeat(1, rank);
        for (int place = 0; place < axes.Count; place++)
        {
            spread = spread.With(axes[place], stride[place]);
        }
        return spread;
    }
}
