namespace Graph.Lowering;

/// <summary>
/// Makes points of the terms of totals, in the order in which they lie in memory: rows of a sum over the first axis are added to the totals
/// one after the other, instead of walking down column after column. So are totals of few points that nothing else cuts.
/// </summary>
internal static class PointsOfTotals
{
    // So many rows give enough chunks of rows; with fewer, the columns give enough blocks.
    private const long LeastTerms = 1 << 10;
    private const long LeastPoints = 1 << 17;

    // With more points than these, and everything in a cache near by, walking down columns costs little.
    private const long FewPoints = 1 << 10;

    /// <summary>Where the terms of each point lie apart, but neighbouring points together.</summary>
    public static LoopKernel ApplyToColumns(LoopKernel kernel, Target target) =>
        Apply(kernel, (form, lead, inOrder) => IsWalk(kernel, lead, inOrder) && IsLarge(kernel, form, target));

    /// <summary>Where points are few and their terms many.</summary>
    public static LoopKernel ApplyToFewPoints(LoopKernel kernel) =>
        Apply(kernel, (form, _, inOrder) => SplitTotals.IsWorthwhile(kernel) && form.Terms.Axes.Contains(inOrder[^1]));

    private static LoopKernel Apply(LoopKernel kernel, Func<RowTotals, Load, Sequence<LoopAxis>, bool> isWorthwhile)
    {
        if (RowTotals.Of(kernel) is not { } form || LeadOf(kernel, form) is not { } lead)
        {
            return kernel;
        }
        Sequence<LoopAxis> inOrder =
            [.. kernel.Axes.Concat(form.Terms.Axes).OrderByDescending(axis => lead.Place.Map.CoefficientOf(axis) ?? long.MaxValue)];
        if (!isWorthwhile(form, lead, inOrder))
        {
            return kernel;
        }
        Stage once = form.Terms with { Axes = [], Effects = form.Combinations(kernel, place => form.Terms.Effects[place].Value) };
        return form.WithRestBehind(kernel, inOrder, once);
    }

    /// <summary>The load that reads the most.</summary>
    private static Load? LeadOf(LoopKernel kernel, RowTotals form) => form.Terms.Body.OfType<Load>()
        .Where(load => load.Place.Indirection is null && form.Terms.Axes.Any(load.Place.Map.DependsOn))
        .MaxBy(load => kernel.Operands[load.Place.Operand].Type.ByteCount);

    /// <summary>
    /// Whether the terms of a point lie apart and those of neighbouring points together. An axis that the load does not depend on, as in a
    /// product of matrices, would come last: there each element is of several points and would be read again for each.
    /// </summary>
    private static bool IsWalk(LoopKernel kernel, Load lead, Sequence<LoopAxis> inOrder) =>
        kernel.Axes.Count > 0 && inOrder[^1] == kernel.Axes[^1] && lead.Place.Map.CoefficientOf(inOrder[^1]) == 1;

    private static bool IsLarge(LoopKernel kernel, RowTotals form, Target target)
    {
        (long points, long terms) = (kernel.Axes.Points(), form.Terms.Axes.Points());
        return terms >= LeastTerms && points * terms >= LeastPoints
            && (points < FewPoints
                || form.Terms.Body.OfType<Load>().Sum(load => kernel.Operands[load.Place.Operand].Type.ByteCount) >= target.L2Bytes / 2);
    }
}
