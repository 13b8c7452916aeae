namespace Graph.Lowering;

/// <summary>
/// What a kernel costs when its vectors lie along some axis, in steps of one vector operation each: enough to choose between axes, and to say how much is a
/// chunk. It counts with vectors of one length, whatever the machine has, because chunks must be the same everywhere.
/// </summary>
internal static class LoopCost
{
    private const long VectorLength = 8;

    // Element by element through a line of scratch.
    private const long Scattered = 10;

    // A line that is written in part is read before, so that a store that lies apart costs more than such a load.
    private const long ScatteredStore = 14;

    private const long Masked = 2;

    // 64 partial totals become one.
    private const long Fold = 24;

    /// <summary>The steps with the outer axis that a vector lies along, or with none.</summary>
    public static long AlongPoints(LoopKernel kernel, LoopAxis? vector) =>
        AtPoints(kernel).Sum(stage => Along(kernel, stage, vector));

    /// <summary>The steps of one stage.</summary>
    public static long Along(LoopKernel kernel, Stage stage, LoopAxis? vector) => Vectors(kernel.PointsOf(stage), vector) * Math.Max(1, PerPoint(stage, vector));

    /// <summary>The steps where vectors lie along the last inner axis of each stage; stages without any go point by point.</summary>
    public static long AlongInner(LoopKernel kernel) => AtPoints(kernel).Sum(stage => AlongInner(kernel, stage));

    private static long PerPoint(Stage stage, LoopAxis? vector) =>
        stage.Body.Sum(instruction => PerPoint(instruction, vector)) + stage.Effects.Sum(effect => PerPoint(effect, vector));

    /// <summary>Whether neighbouring elements along the axis lie next to each other or are one.</summary>
    public static bool IsTogether(Place place, LoopAxis axis) => place.Indirection is null && place.Map.CoefficientOf(axis) is 0 or 1;

    private static IEnumerable<Stage> AtPoints(LoopKernel kernel) => kernel.Stages.Where(stage => stage.Phase == StagePhase.AtPoint);

    private static long AlongInner(LoopKernel kernel, Stage stage)
    {
        LoopAxis? vector = stage.Axes.Count > 0 ? stage.Axes[^1] : null;
        long totals = stage.Axes.Count > 0 ? stage.Effects.Count(effect => effect is Total or Extremum) : 0;
        return Along(kernel, stage, vector) + (kernel.Axes.Points() * totals * Fold);
    }

    private static long Vectors(long points, LoopAxis? vector) =>
        vector is { Size: > 0 } axis ? points / axis.Size * ((axis.Size + VectorLength - 1) / VectorLength) : points;

    private static long PerPoint(Instruction instruction, LoopAxis? vector) => instruction switch
    {
        Immediate or Earlier => 0,
        IndexValue(var map, _) => Steps(map, vector, 1),
        Test(var guard) => guard.Bounds.Sum(bound => Steps(bound.Map, vector, 1)),
        Load(var place, _) => Steps(place, vector, Scattered),
        Compute(var op, _, _) => Math.Max(1, CostModel.PerElement(op)),
        MultiplyAdd => 1,
        RandomWord(_, _, var counter, _) => CostModel.PerRandomWord + Steps(counter, vector, 1),
        _ => throw new System.Diagnostics.UnreachableException($"{instruction.GetType().Name} has no cost"),
    };

    private static long PerPoint(Effect effect, LoopAxis? vector) => effect switch
    {
        Store(var place, _, _) => Steps(place, vector, ScatteredStore),
        Keep or Total or Extremum => 1,
        Combine => 3,
        _ => throw new System.Diagnostics.UnreachableException($"{effect.GetType().Name} has no cost"),
    };

    private static long Steps(Place place, LoopAxis? vector, long scattered) => vector switch
    {
        null => 1,
        { } axis when !IsTogether(place, axis) => scattered,
        { } axis => place.Guard.Bounds.Any(bound => bound.Map.DependsOn(axis)) ? Masked : 1,
    };

    private static long Steps(IndexMap map, LoopAxis? vector, long along) => vector is { } axis && map.CoefficientOf(axis) is null ? Scattered : along;
}
