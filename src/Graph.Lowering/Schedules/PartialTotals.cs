namespace Graph.Lowering;

/// <summary>
/// What chunks leave behind for the totals over all points: how many terms each partial one has, and how much memory they take.
/// </summary>
internal static class PartialTotals
{
    /// <summary>The totals over points and the stages that they are taken in.</summary>
    public static IEnumerable<(Stage Stage, Combine Combine)> Of(LoopKernel kernel) =>
        kernel.Stages.SelectMany(stage => stage.Effects.OfType<Combine>().Select(combine => (stage, combine)));

    /// <summary>The most terms that are added one after the other to a partial total of a chunk.</summary>
    public static long MostTerms(LoopKernel kernel, Schedule schedule) =>
        Of(kernel).Select(own => MostTerms(kernel, schedule, own.Stage, own.Combine.Kept)).DefaultIfEmpty(0).Max();

    /// <summary>The memory of all partial totals.</summary>
    public static long ByteCount(LoopKernel kernel, Schedule schedule) =>
        Of(kernel)
            .Sum(own => checked(schedule.ChunksOf(kernel) * own.Combine.Kept.Points() * own.Stage.Body[own.Combine.Value].Element.ByteSize
            * (schedule.AxisAlong(kernel, own.Stage) is { } axis && !own.Combine.Kept.Contains(axis) ? Schedule.Partials : 1)));

    private static long MostTerms(LoopKernel kernel, Schedule schedule, Stage stage, Sequence<LoopAxis> kept)
    {
        LoopAxis? vector = schedule.AxisAlong(kernel, stage);
        IEnumerable<LoopAxis> rows = schedule.Vector == VectorAxis.LastPoint ? kernel.Axes.Take(kernel.Axes.Count - 1) : kernel.Axes;
        long terms = Math.Min(schedule.Rows, rows.Where(axis => !kept.Contains(axis)).Points());
        terms = checked(terms * stage.Axes.Where(axis => axis != vector && !kept.Contains(axis)).Points());
        if (vector is { } along && !kept.Contains(along))
        {
            long length = schedule.Vector == VectorAxis.LastPoint ? schedule.Block : along.Size;
            terms = checked(terms * ((length + Schedule.Partials - 1) / Schedule.Partials));
        }
        return terms;
    }
}
