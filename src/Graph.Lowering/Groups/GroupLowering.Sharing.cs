namespace Graph.Lowering;

internal sealed partial class GroupLowering
{
    private readonly Dictionary<ValueKey, (int Stage, int Effect)> perPoint = [];

    /// <summary>
    /// The value as an earlier stage over the same axes has it, where to compute it again would cost more than to hold it.
    /// </summary>
    private int? TakeKept(StageBuilder stage, ValueKey key)
    {
        if (stage.Phase != StagePhase.AtPoint || !IsDear(key.Node.Op) || !group.Members.Contains(key.Node))
        {
            return null;
        }
        foreach (StageBuilder other in stages)
        {
            if (other.Phase == StagePhase.AtPoint && other.Axes == stage.Axes && other.Values.TryGetValue(key, out int value))
            {
                return stage.Emit(new Earlier(other.Number, other.Add(new Keep(value)), key.Node.Element));
            }
        }
        return null;
    }

    /// <summary>The value as a stage before this one's loop has it, where it is the same along that loop.</summary>
    private int? TakeFromPoint(StageBuilder stage, ValueKey key)
    {
        bool isComputed = key.Node.Op is Unary or Binary or Compare or Select or Cast && group.Members.Contains(key.Node);
        // A loop that never runs needs nothing, and what it would read need not be there.
        bool isLoop = stage.Axes.Any(axis => axis.Size > 1) && stage.Axes.All(axis => axis.Size > 0);
        if (stage.Phase != StagePhase.AtPoint || !isComputed || !key.Guard.IsAlways || !isLoop
            || key.At.Any(map => stage.Axes.Any(map.DependsOn) || DependsOnData(map)))
        {
            return null;
        }
        if (!perPoint.TryGetValue(key, out (int Stage, int Effect) kept))
        {
            StageBuilder once = NewStage(StagePhase.AtPoint, []);
            int value = Value(once, key.Node, key.At, key.Guard);
            if (key.At.All(map => map.IsConstant) && !once.DependsOnOthers)
            {
                // The same everywhere: for the schedule to compute before all points.
                return null;
            }
            kept = (once.Number, once.Add(new Keep(value)));
            Close(once);
            perPoint.Add(key, kept);
        }
        return stage.Emit(new Earlier(kept.Stage, kept.Effect, key.Node.Element));
    }

    private static bool IsDear(Op op) => op is RandomBits || CostModel.IsTranscendental(op);

    /// <summary>
    /// Makes the totals that the trial of all axes as outer ones asked for, before anything else: what their stages compute can then be
    /// kept for the last one.
    /// </summary>
    private void MakeTotals(GroupLowering? tried)
    {
        StageBuilder none = NewStage(StagePhase.AtPoint, []);
        foreach (ValueKey key in tried?.totals.Keys ?? Enumerable.Empty<ValueKey>())
        {
            Sequence<IndexMap> at = [.. key.At.Select(map => map.Substitute(axis => space[tried!.space.IndexOf(IndexMap.Of(axis))]))];
            _ = Value(none, key.Node, at, Guard.Always);
        }
    }
}
