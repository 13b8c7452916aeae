namespace Graph.Lowering;

/// <summary>
/// What a kernel costs when its vectors lie along some axis, in steps of one vector operation each: enough to choose between axes, and to
/// say how much is a chunk. It counts with vectors of one length, whatever the machine has, because chunks must be the same everywhere.
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

    /// <summary>The steps of one stage: what differs between its terms at each of them, the rest once a point.</summary>
    public static long Along(LoopKernel kernel, Stage stage, LoopAxis? vector)
    {
        long perTerm = stage.Effects.Sum(effect => PerPoint(effect, vector));
        long perPoint = 0;
        bool[] isTerm = TermsOf(kernel, stage);
        for (int place = 0; place < stage.Body.Count; place++)
        {
            long steps = PerPoint(stage.Body[place], vector);
            (perTerm, perPoint) = isTerm[place] ? (perTerm + steps, perPoint) : (perTerm, perPoint + steps);
        }
        return (Vectors(kernel.PointsOf(stage), vector) * Math.Max(1, perTerm))
            + (Vectors(kernel.Axes.Points(), kernel.Axes.Any(axis => axis == vector) ? vector : null) * perPoint);
    }

    /// <summary>The steps where vectors lie along the last inner axis of each stage; stages without any go point by point.</summary>
    public static long AlongInner(LoopKernel kernel) => AtPoints(kernel).Sum(stage => AlongInner(kernel, stage));

    /// <summary>Whether neighbouring elements along the axis lie next to each other or are one.</summary>
    public static bool IsTogether(Place place, LoopAxis axis) => place.Indirection is null && place.Map.CoefficientOf(axis) is 0 or 1;

    private static IEnumerable<Stage> AtPoints(LoopKernel kernel) => kernel.Stages.Where(stage => stage.Phase == StagePhase.AtPoint);

    private static long AlongInner(LoopKernel kernel, Stage stage)
    {
        LoopAxis? vector = stage.Axes.Count > 0 ? stage.Axes[^1] : null;
        long totals = stage.Axes.Count > 0 ? stage.Effects.Count(effect => effect is Total or ProductTotal or Extremum) : 0;
        return Along(kernel, stage, vector) + (kernel.Axes.Points() * totals * Fold);
    }

    /// <summary>Which scalars differ between the terms of a point.</summary>
    public static bool[] TermsOf(LoopKernel kernel, Stage stage)
    {
        bool[] isTerm = new bool[stage.Body.Count];
        for (int place = 0; place < isTerm.Length && stage.Axes.Count > 0; place++)
        {
            Instruction instruction = stage.Body[place];
            isTerm[place] = instruction.Arguments.Any(argument => isTerm[argument])
                || instruction.Maps().Any(map => stage.Axes.Any(map.DependsOn))
                || (instruction is Earlier(var from, var effect, _) && kernel.Stages[from].Axes.Count > 0
                    && kernel.Stages[from].Effects[effect] is Keep);
        }
        return isTerm;
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
        Keep or Total or ProductTotal or Extremum => 1,
        Combine => 3,
        _ => throw new System.Diagnostics.UnreachableException($"{effect.GetType().Name} has no cost"),
    };

    private static long Steps(Place place, LoopAxis? vector, long scattered) => vector switch
    {
        null => 1,
        { } axis when !IsTogether(place, axis) => scattered,
        { } axis => place.Guard.Bounds.Any(bound => bound.Map.DependsOn(axis)) ? Masked : 1,
    };

    private static long Steps(IndexMap map, LoopAxis? vector, long along) =>
        vector is { } axis && map.CoefficientOf(axis) is null ? Scattered : along;
}
