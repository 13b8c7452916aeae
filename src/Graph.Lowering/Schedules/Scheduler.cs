namespace Graph.Lowering;

/// <summary>
/// Decides how a kernel runs: brings it into a form that loops suit, then chooses what vectors lie along and how much is a chunk.
/// </summary>
/// <remarks>
/// Neither the width of the machine's vectors nor the number of its threads takes part: they must not change a bit of a result.
/// </remarks>
public static class Scheduler
{
    /// <summary>The rewrites in the order in which they run, each for the reason that it states.</summary>
    internal static ImmutableArray<KernelRewrite> Rewrites { get; } =
    [
        new("merge-stages", "several totals of a row read it once", (kernel, _) => MergeStages.Apply(kernel)),
        new("order-terms", "terms are read as they lie in memory", (kernel, _) => OrderAxes.ApplyToTerms(kernel)),
        new("fuse-axes", "loops are long, and axes that lie together are one for all that follows", (kernel, _) => FuseAxes.Apply(kernel)),
        new("split-axes", "a contraction finds its terms without division", (kernel, _) => SplitAxes.Apply(kernel)),
        new("tile-contractions", "what is loaded is used by several points, whose totals stay in registers",
            (kernel, _) => TileContractions.Apply(kernel)),
        new("columns-by-row", "a total over rows goes through memory in order", PointsOfTotals.ApplyToColumns),
        new("split-totals", "threads share a long total", (kernel, _) => SplitTotals.Apply(kernel)),
        new("terms-as-points", "threads share a long total that has no fitting divisor",
            (kernel, _) => PointsOfTotals.ApplyToFewPoints(kernel)),
        new("order-points", "vectors lie where memory does", (kernel, _) => OrderAxes.ApplyToPoints(kernel)),
        new("totals-before-combining", "rows are summed in registers", (kernel, _) => TotalsBeforeCombining.Apply(kernel)),
        new("hoist-invariants", "what depends on no axis is computed once", (kernel, _) => HoistInvariants.Apply(kernel)),
        new("fuse-multiply-add", "a product and a sum are one instruction", (kernel, _) => FuseMultiplyAdd.Apply(kernel)),
        new("sum-products", "so are a product and the total that it is added to", (kernel, _) => SumProducts.Apply(kernel)),
    ];

    /// <summary>Schedules a kernel.</summary>
    /// <param name="kernel">What is computed.</param>
    /// <param name="target">Where.</param>
    public static ScheduledKernel Schedule(LoopKernel kernel, Target target)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(target);
        // Without points there is nothing to make faster, and nothing may be loaded.
        bool isEmpty = kernel.Stages.Any(stage => kernel.PointsOf(stage) == 0);
        bool isTiled = false;
        foreach (KernelRewrite rewrite in isEmpty ? [] : Rewrites)
        {
            kernel = rewrite.Apply(kernel, target);
            isTiled |= rewrite.Name == "tile-contractions" && Contraction.Of(kernel) is not null;
        }
        Schedule schedule = isTiled ? TileSize.Of(kernel) : ChunkSize.Of(kernel, OrderAxes.Choose(kernel));
        return new ScheduledKernel(kernel, schedule with { IsStreaming = Streaming.IsWorthwhile(kernel, schedule, target) });
    }
}
