namespace Graph.Lowering;

internal sealed partial class GroupLowering
{
    /// <summary>Stores a root that needs totals over outer axes, in a stage behind all points over the axes that the totals keep.</summary>
    private void StoreAfter(Expr root, int output)
    {
        if (root.Type.ElementCount == 0)
        {
            refusal ??= $"{root.Op.Name} has no elements, and would be stored behind points";
            return;
        }
        ImmutableArray<Sequence<IndexMap>> places = PlacesBehind(root);
        if (places.IsEmpty || AxesIn(places[0]) is not { } axes || places.Any(place => AxesIn(place) != axes))
        {
            refusal ??= $"{root.Op.Name} has no iteration space in common";
            return;
        }
        // Roots over the same axes share a stage, and with it what they load before one of them is written over it.
        StageBuilder? known = stages.Find(stage => stage.Phase == StagePhase.AfterPoints && stage.Axes == axes);
        StageBuilder after = known ?? NewStage(StagePhase.AfterPoints, axes);
        foreach (Sequence<IndexMap> place in places)
        {
            int next = 0;
            ImmutableArray<IndexMap> at = [.. root.Shape.Select(size => size == 1 ? IndexMap.Zero : place[next++])];
            int value = Value(after, root, [.. at], Guard.Always);
            after.Add(new Store(new Place(output, IndexMap.Flatten(at, root.Shape.Strides), Guard.Always), value));
        }
        if (known is null)
        {
            Close(after);
        }
    }

    /// <summary>
    /// The indices that the first reduction beneath a root keeps, once for each piece that has others, if it is over the space or over its
    /// outer axes, and the root has the shape that it leaves.
    /// </summary>
    private ImmutableArray<Sequence<IndexMap>> PlacesBehind(Expr root)
    {
        if (FirstReduce(group, root) is not { Op: Reduce(_, var axes), Inputs: [var operand] }
            || !root.Shape.Where(size => size != 1).SequenceEqual(operand.Shape.Where((size, axis) => size != 1 && !axes.Contains(axis))))
        {
            return [];
        }
        Sequence<IndexMap> Kept(Piece piece) => [.. piece.At.Where((_, axis) => operand.Shape[axis] != 1 && !axes.Contains(axis))];
        return [.. PiecesOf(operand).Select(Kept).Distinct()];
    }

    /// <summary>The axes that some indices count, from anywhere on; null where one is something else.</summary>
    private static Sequence<LoopAxis>? AxesIn(IEnumerable<IndexMap> at)
    {
        List<LoopAxis> axes = [];
        foreach (IndexMap index in at.Where(index => !index.IsConstant))
        {
            if (index.Terms is not [(AxisAtom(var axis), 1)])
            {
                return null;
            }
            axes.Add(axis);
        }
        return [.. axes];
    }

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

    /// <summary>The indices of a node at a point: those of the space, or of its outer axes alone; none where it has others.</summary>
    private ImmutableArray<Piece> PiecesOf(Expr node) => node.Shape == spaceShape
        ? pieces
        : OuterIndices(node.Shape) is { } at ? [new Piece(at, Guard.Always)] : [];

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
        if (key.Node.Op is not Reduce(var kind, var axes))
        {
            return Refuse(stage, $"{key.Node.Op.Name} would be computed behind all points");
        }
        Expr operand = key.Node.Inputs[0];
        ImmutableArray<Piece> terms =
            [.. PiecesOf(operand).Where(piece => piece.At.Where((_, axis) => !axes.Contains(axis)).SequenceEqual(key.At))];
        if (terms.IsEmpty || AxesIn(key.At) is not { } kept)
        {
            return Refuse(stage, $"{key.Node.Op.Name} is needed at other indices than the axes it keeps");
        }
        bool isPerRow = operand.Shape != spaceShape;
        StageBuilder point = isPerRow ? NewStage(StagePhase.AtPoint, []) : last;
        long count = point.Axes.Where(axis => !kept.Contains(axis)).Aggregate(1L, (points, axis) => points * axis.Size);
        if (point.Axes.Any(axis => kept.Contains(axis)) && count > Schedule.MostSequentialTerms)
        {
            return Refuse(stage, $"{count} terms of a point would be added one after the other");
        }
        if (kind != ReduceKind.SumOf && terms.Any(term => !term.Inside.IsAlways))
        {
            return Refuse(stage, "a point makes less than others, which only a sum takes");
        }
        int total = terms.Select(term => TermOf(point, operand, term)).Aggregate((left, right) => Combined(point, kind, left, right));
        keptBehind.Add([.. kept]);
        int effect = point.Add(new Combine(kind, total, kept));
        if (isPerRow)
        {
            Close(point);
        }
        return stage.Emit(new Earlier(point.Number, effect, key.Node.Element));
    }

    /// <summary>What a piece adds to a sum: nothing where it has no element.</summary>
    private int TermOf(StageBuilder point, Expr operand, Piece piece)
    {
        int value = Value(point, operand, [.. piece.At], piece.Inside);
        return piece.Inside.IsAlways ? value : Choose(point, piece.Inside, value, point.Emit(new Immediate(Zero(operand.Element))));
    }
}
