namespace Graph.Lowering;

/// <summary>Whether a kernel's stores should go past the caches.</summary>
internal static class Streaming
{
    /// <summary>
    /// A result of more than half of the last cache would push out much of itself before anybody reads it, and reading each line before it
    /// is overwritten is for nothing. Below that, the next kernel finds it in the cache.
    /// </summary>
    public static bool IsWorthwhile(LoopKernel kernel, Schedule schedule, Target target)
    {
        ImmutableArray<(Stage Stage, Store Store)> stores =
        [
            .. kernel.Stages.Where(stage => stage.Phase == StagePhase.AtPoint)
                .SelectMany(stage => stage.Effects.OfType<Store>().Select(store => (stage, store))),
        ];
        long bytes = stores.Select(own => own.Store.Place.Operand).Distinct().Sum(operand => kernel.Operands[operand].Type.ByteCount);
        return bytes > target.L3Bytes / 2 && IsPossible(kernel, schedule);
    }

    /// <summary>Whether every store at the points fills whole lines, one after the other.</summary>
    public static bool IsPossible(LoopKernel kernel, Schedule schedule)
    {
        ImmutableArray<(Stage Stage, Store Store)> stores =
        [
            .. kernel.Stages.Where(stage => stage.Phase == StagePhase.AtPoint)
                .SelectMany(stage => stage.Effects.OfType<Store>().Select(store => (stage, store))),
        ];
        return stores.Length > 0 && stores.All(own => FillsLines(kernel, schedule, own.Stage, own.Store));
    }

    private static bool FillsLines(LoopKernel kernel, Schedule schedule, Stage stage, Store store)
    {
        // An inner loop would come back to the line before it is full.
        bool isAtOnce = schedule.Vector != VectorAxis.LastPoint || stage.Axes.Count == 0;
        int size = kernel.Operands[store.Place.Operand].Type.Element.ByteSize;
        return isAtOnce && schedule.AxisAlong(kernel, stage) is { } along && size >= sizeof(float)
            && store is { Kind: ScatterKind.Overwrite, Place: { Indirection: null, Guard.IsAlways: true, Map: { IsAffine: true } map } }
            && map.CoefficientOf(along) == 1
            && map.Constant * size % Buffer.Alignment == 0
            && map.Terms.All(term => term.Atom == new AxisAtom(along) || term.Coefficient * size % Buffer.Alignment == 0);
    }
}
