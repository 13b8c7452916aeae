namespace Graph.Lowering;

/// <summary>
/// Brings to the end of each list of axes the one along which vectors cost least. Points are independent, and so are terms; only what is
/// stored by an index that is data keeps its order.
/// </summary>
internal static class OrderAxes
{
    /// <summary>Orders the outer axes, unless vectors will lie along inner ones, or a contraction has ordered them.</summary>
    public static LoopKernel ApplyToPoints(LoopKernel kernel) =>
        Contraction.Of(kernel) is null && LastPointOf(kernel) is { } best && best != kernel.Axes[^1] && LoopCost.AlongPoints(kernel, best) < LoopCost.AlongInner(kernel)
            ? kernel with { Axes = [.. kernel.Axes.Where(axis => axis != best), best] }
            : kernel;

    /// <summary>The vector axis of a kernel whose axes are in order.</summary>
    public static VectorAxis Choose(LoopKernel kernel)
    {
        bool hasInner = kernel.Stages.Any(stage => stage.Phase == StagePhase.AtPoint && stage.Axes.Count > 0);
        bool isOrdered = kernel.Stages.Any(stage => stage.Effects.Any(effect => effect is Store { Place.Indirection: not null }));
        long none = LoopCost.AlongPoints(kernel, null);
        long points = kernel.Axes.Count > 0 && CanLieAlong(kernel, kernel.Axes[^1])
            ? LoopCost.AlongPoints(kernel, kernel.Axes[^1])
            : long.MaxValue;
        // Within a vector of terms, those stored to one element would have to take turns.
        long inner = hasInner && !isOrdered && CanLieAlongInner(kernel) ? LoopCost.AlongInner(kernel) : long.MaxValue;
        return points <= inner && points <= none ? VectorAxis.LastPoint : inner <= none ? VectorAxis.LastInner : VectorAxis.NoAxis;
    }

    private static LoopAxis? LastPointOf(LoopKernel kernel)
    {
        LoopAxis? best = null;
        foreach (LoopAxis axis in kernel.Axes.Reverse().Where(axis => CanLieAlong(kernel, axis)))
        {
            best = best is { } other && LoopCost.AlongPoints(kernel, other) <= LoopCost.AlongPoints(kernel, axis) ? best : axis;
        }
        return best;
    }

    /// <summary>
    /// Totals that keep the vector axis are stored in vectors, and read in vectors behind the points: they must have it last.
    /// </summary>
    public static bool CanLieAlong(LoopKernel kernel, LoopAxis axis) => kernel.Stages.All(stage => HasLast(stage, axis));

    /// <summary>The same of vectors along the last inner axis of each stage.</summary>
    public static bool CanLieAlongInner(LoopKernel kernel) =>
        kernel.Stages.All(stage => stage.Axes.Count == 0 || HasLast(stage, stage.Axes[^1]));

    private static bool HasLast(Stage stage, LoopAxis axis) =>
        stage.Effects.OfType<Combine>().All(combine => !combine.Kept.Contains(axis) || combine.Kept[^1] == axis);

    /// <summary>Orders the inner axes of stages, the same for all that share them.</summary>
    public static LoopKernel ApplyToTerms(LoopKernel kernel)
    {
        foreach (Sequence<LoopAxis> axes in kernel.Stages.Where(stage => stage.Phase == StagePhase.AtPoint).Select(stage => stage.Axes)
            .Distinct().Where(axes => axes.Count > 1).ToList())
        {
            ImmutableArray<Stage> stages = [.. kernel.Stages.Where(stage => stage.Axes == axes)];
            if (stages.Any(stage => stage.Effects.Any(effect => effect is Store { Place.Indirection: not null } or Combine)))
            {
                continue;
            }
            LoopAxis best = axes.Reverse().MinBy(axis => stages.Sum(stage => LoopCost.Along(kernel, stage, axis)));
            if (best != axes[^1])
            {
                Sequence<LoopAxis> ordered = [.. axes.Where(axis => axis != best), best];
                kernel = kernel.WithAxes(IndexMap.Of, own => own == axes ? ordered : own);
            }
        }
        return kernel;
    }
}
