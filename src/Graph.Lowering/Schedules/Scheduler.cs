namespace Graph.Lowering;

/// <summary>Decides how a kernel runs.</summary>
public static class Scheduler
{
    // Enough work to be worth handing to another core.
    private const long PointsPerChunk = 1 << 14;

    /// <summary>Schedules a kernel.</summary>
    /// <param name="kernel">What is computed.</param>
    /// <param name="target">Where.</param>
    public static ScheduledKernel Schedule(LoopKernel kernel, Target target)
    {
        ArgumentNullException.ThrowIfNull(target);
        long inner = Math.Max(1, kernel.Stages.Where(stage => stage.Phase == StagePhase.AtPoint).Max(stage => (long?)stage.Axes.Aggregate(1L, (points, axis) => points * axis.Size)) ?? 1);
        VectorAxis vector = inner > 1 ? VectorAxis.LastInner : kernel.Axes.Count > 0 ? VectorAxis.LastPoint : VectorAxis.NoAxis;
        long block = vector == VectorAxis.LastPoint ? Math.Min(kernel.Axes[^1].Size, PointsPerChunk) : 1;
        return new ScheduledKernel(kernel, new Schedule(vector, Math.Max(1, PointsPerChunk / Math.Max(1, inner * block)), Math.Max(1, block)));
    }
}
