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

    /// <summary>Stores a root that needs totals over outer axes, in a stage behind all points over the axes that the totals keep.</summary>
    private void StoreAfter(Expr root, int output)
    {
        Sequence<LoopAxis>? kept = KeptAxes(root);
        if (kept is not { } axes || !root.Shape.Where(size => size != 1).SequenceEqual(axes.Select(axis => axis.Size)))
        {
            refusal ??= $"{root.Op.Name} has no iteration space in common";
            return;
        }
        // Roots over the same axes share a stage, and with it what they load before one of them is written over it.
        StageBuilder? known = stages.Find(stage => stage.Phase == StagePhase.AfterPoints && stage.Axes == axes);
        StageBuilder after = known ?? NewStage(StagePhase.AfterPoints, axes);
        int next = 0;
        ImmutableArray<IndexMap> at = [.. root.Shape.Select(size => size == 1 ? IndexMap.Zero : IndexMap.Of(axes[next++]))];
        int value = Value(after, root, [.. at], Guard.Always);
        after.Add(new Store(new Place(output, IndexMap.Flatten(at, root.Shape.Strides), Guard.Always), value));
        if (known is null)
        {
            Close(after);
        }
    }

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

    /// <summary>
    /// The axes of the kernel that the first reduction beneath a root keeps, if it is over the space or over its outer axes.
    /// </summary>
    private Sequence<LoopAxis>? KeptAxes(Expr root) =>
        FirstReduce(group, root) is { Op: Reduce(_, var axes), Inputs: [var operand] } && PointsOf(operand) is { } at
        ? [.. at.Where((_, axis) => !axes.Contains(axis)).Select(map => map.AsAxis).OfType<LoopAxis>()]
        : null;

    /// <summary>What the first reduction beneath the first root is over.</summary>
    private static Expr? Reduced(KernelGroup group) => FirstReduce(group, group.Roots[0])?.Inputs[0];

    private static Expr? FirstReduce(KernelGroup group, Expr root)
    {
        Stack<Expr> toVisit = new([root]);
        HashSet<Expr> seen = [root];
        while (toVisit.TryPop(out Expr? node))
        {
            if (node.Op is Reduce && !Windows.IsOfFew(node))
            {
                return node;
            }
            foreach (Expr input in node.Inputs.Where(input => group.Members.Contains(input) && seen.Add(input)))
            {
                toVisit.Push(input);
            }
        }
        return null;
    }

    /// <summary>The indices of a node at a point: those of the space, or of its outer axes alone.</summary>
    private ImmutableArray<IndexMap>? PointsOf(Expr node)
    {
        return node.Shape == spaceShape ? space : OuterIndices(node.Shape);
    }

    /// <summary>Indices of a shape that are the outer axes one after the other, or null where it has others.</summary>
    private ImmutableArray<IndexMap>? OuterIndices(Shape shape)
    {
        int next = 0;
        return shape.Where(size => size != 1).SequenceEqual(outer.Select(axis => axis.Size))
            ? [.. shape.Select(size => size == 1 ? IndexMap.Zero : IndexMap.Of(outer[next++]))]
            : null;
    }

    /// <summary>The total of a reduction over all points, in a stage behind them.</summary>
    private int CombinedValue(StageBuilder stage, ValueKey key)
    {
        if (key.Node.Op is not Reduce(var kind, var axes) || PointsOf(key.Node.Inputs[0]) is not { } at)
        {
            return Refuse(stage, $"{key.Node.Op.Name} would be computed behind all points");
        }
        ImmutableArray<IndexMap> kept = [.. at.Where((_, axis) => !axes.Contains(axis))];
        if (!kept.SequenceEqual(key.At))
        {
            return Refuse(stage, $"{key.Node.Op.Name} is needed at other indices than the axes it keeps");
        }
        bool isPerRow = key.Node.Inputs[0].Shape != spaceShape;
        StageBuilder point = isPerRow ? NewStage(StagePhase.AtPoint, []) : last;
        ImmutableHashSet<LoopAxis> keptAxes = AxesOf(kept);
        long terms = point.Axes.Where(axis => !keptAxes.Contains(axis)).Aggregate(1L, (count, axis) => count * axis.Size);
        if (point.Axes.Any(keptAxes.Contains) && terms > Schedule.MostSequentialTerms)
        {
            return Refuse(stage, $"{terms} terms of a point would be added one after the other");
        }
        int? combined = isPerRow ? Value(point, key.Node.Inputs[0], [.. at], Guard.Always) : CombinedPieces(point, kind, key.Node.Inputs[0], axes);
        if (combined is not { } value)
        {
            return Refuse(stage, "the total is apart for what a point makes together");
        }
        keptBehind.Add(keptAxes);
        int effect = point.Add(new Combine(kind, value, [.. kept.Select(map => map.AsAxis).OfType<LoopAxis>()]));
        if (isPerRow)
        {
            Close(point);
        }
        return stage.Emit(new Earlier(point.Number, effect, key.Node.Element));
    }
}
