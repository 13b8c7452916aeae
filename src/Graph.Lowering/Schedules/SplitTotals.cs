namespace Graph.Lowering;

/// <summary>
/// Cuts the totals of few points, such as the sum of a whole tensor, into points of their own that threads can share, and combines them
/// behind: leading inner axes become outer ones, and an axis that is too long is cut where its size has a fitting divisor.
/// </summary>
internal static class SplitTotals
{
    /// <summary>As many points keep all threads busy without this.</summary>
    private const long FewPoints = 32;

    /// <summary>Less is done before a second thread has heard of it.</summary>
    private const long MostTermsInOnePiece = 1 << 17;

    // What is left of a total is long enough to be worth a point, and short enough to be shared out evenly.
    private const long LeastTerms = 1 << 13;
    private const long MostTerms = 1 << 16;
    private const long BestTerms = 1 << 15;

    public static LoopKernel Apply(LoopKernel kernel)
    {
        if (!IsWorthwhile(kernel) || RowTotals.Of(kernel) is not { } form)
        {
            return kernel;
        }
        List<LoopAxis> moved = [];
        (LoopAxis Cut, LoopAxis Coarse, LoopAxis Fine)? cut = null;
        long rest = form.Terms.Axes.Points();
        foreach (LoopAxis axis in form.Terms.Axes.TakeWhile(_ => rest > MostTerms))
        {
            long inner = rest / axis.Size;
            if (inner >= LeastTerms)
            {
                moved.Add(axis);
                rest = inner;
                continue;
            }
            if (DivisorFor(axis.Size, inner) is { } fine)
            {
                int number = kernel.FreeAxisNumber();
                cut = (axis, new LoopAxis(number, axis.Size / fine), new LoopAxis(number + 1, fine));
            }
            break;
        }
        return moved.Count == 0 && cut is null ? kernel : Split(kernel, form, moved, cut);
    }

    /// <summary>Whether threads would have too few points to share, and each has enough to do.</summary>
    public static bool IsWorthwhile(LoopKernel kernel) =>
        kernel.Axes.Points() <= FewPoints && kernel.Stages.Any(stage => kernel.PointsOf(stage) >= MostTermsInOnePiece);

    /// <summary>The divisor that leaves a total closest to the best length, if it is long and short enough.</summary>
    private static long? DivisorFor(long size, long inner)
    {
        long? best = null;
        for (long divisor = Math.Max(1, LeastTerms / inner); divisor <= MostTerms / inner; divisor++)
        {
            if (size % divisor == 0
                && (best is not { } other || Math.Abs((divisor * inner) - BestTerms) < Math.Abs((other * inner) - BestTerms)))
            {
                best = divisor;
            }
        }
        return best;
    }

    private static LoopKernel Split(
        LoopKernel kernel, RowTotals form, List<LoopAxis> moved, (LoopAxis Cut, LoopAxis Coarse, LoopAxis Fine)? cut)
    {
        Stage terms = form.Terms with { Axes = [.. form.Terms.Axes.Except(moved)] };
        Sequence<LoopAxis> axes = [.. kernel.Axes, .. moved];
        if (cut is var (whole, coarse, fine))
        {
            IndexMap value = (IndexMap.Of(coarse) * fine.Size) + IndexMap.Of(fine);
            terms = terms with
            {
                Axes = [.. terms.Axes.Select(axis => axis == whole ? fine : axis)],
                Body = [.. terms.Body.Select(instruction => instruction.WithAxes(axis => axis == whole ? value : IndexMap.Of(axis)))],
            };
            axes = [.. axes, coarse];
        }
        int from = form.Before.Length;
        Stage once = new(
            StagePhase.AtPoint,
            [],
            [.. form.Terms.Effects.Select((effect, place) => new Earlier(from, place, form.Terms.Body[effect.Value].Element))],
            form.Combinations(kernel, place => place));
        return form.WithRestBehind(kernel, axes, terms, once);
    }
}
