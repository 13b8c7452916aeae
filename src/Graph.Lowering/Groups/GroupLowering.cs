namespace Graph.Lowering;

/// <summary>
/// Makes a loop kernel of a group of nodes, by demand: the value of a node at indices is made of the values of its operands at indices.
/// Movement becomes index arithmetic; a reduction becomes a stage before the one that needs it; nodes outside of the group are loaded.
/// </summary>
/// <remarks>
/// The first root is tried with all its axes as outer ones. Where a reduction is then the same along some of them (the maximum of a row is,
/// along the row), those become inner axes of the last stage, and the row is one point. Recursion is as deep as the group, whose size the
/// planner bounds.
/// </remarks>
internal sealed partial class GroupLowering
{
    // What stands for a value once there will be no kernel.
    private static readonly Literal nothing = Literal.Scalar(false);

    private readonly KernelGroup group;
    private readonly List<Expr> inputs = [];
    private readonly List<StageBuilder> stages = [];
    private readonly Dictionary<Shape, Sequence<LoopAxis>> innerAxes = [];
    private readonly List<ImmutableHashSet<LoopAxis>> supports = [];
    private readonly List<ImmutableHashSet<LoopAxis>> keptBehind = [];
    private ImmutableArray<IndexMap> space = [];
    private Shape spaceShape;
    private ImmutableArray<Piece> pieces = [];
    private ImmutableArray<IndexMap> pointIndices = [];
    private Shape pointShape;
    private Sequence<LoopAxis> outer;
    private StageBuilder last;
    private int axisCount;
    private int stageCount;
    private string? refusal;

    private GroupLowering(KernelGroup group)
    {
        this.group = group;
        last = NewStage(StagePhase.AtPoint, []);
    }

    /// <summary>Makes the kernel of a group, or says in a sentence why there is none.</summary>
    /// <remarks>
    /// A result that has pieces which are made alike is tried piece by piece first, so that no point asks in which of them it lies. One that
    /// is smaller than what it is made of, such as the mean of row sums, is tried over the points of its operand, too.
    /// </remarks>
    public static (LoweredGroup? Lowered, string Refusal) Lower(KernelGroup group)
    {
        if (Pieces.Of(group) is { } pieces && LowerInPieces(group, pieces) is { } inPieces)
        {
            return (inPieces, "");
        }
        (LoweredGroup? lowered, string refusal) = LowerOver(group, null);
        return lowered is null && Reduced(group) is { } operand
            && LowerOver(group, operand).Lowered is { } behind ? (behind, "") : (lowered, refusal);
    }

    private static LoweredGroup? LowerInPieces(KernelGroup group, Pieces pieces)
    {
        GroupLowering lowering = new(group);
        LoweredGroup? lowered = lowering.Run(null, _ => true, null, pieces);
        return lowering.supports.All(lowering.IsFull) ? lowered : null;
    }

    /// <param name="group">The group.</param>
    /// <param name="points">A member whose shape is the iteration space, or null for the first root.</param>
    private static (LoweredGroup? Lowered, string Refusal) LowerOver(KernelGroup group, Expr? points)
    {
        GroupLowering flat = new(group);
        LoweredGroup? lowered = flat.Run(points, _ => true, null);
        List<ImmutableHashSet<LoopAxis>> rows = flat.supports.Count > 0 ? flat.supports : flat.keptBehind;
        if (rows.All(flat.IsFull) || rows.TrueForAll(axes => axes.IsEmpty))
        {
            return (lowered, flat.refusal ?? "");
        }
        ImmutableHashSet<LoopAxis> shared = rows.Aggregate((left, right) => left.Intersect(right));
        if (lowered is not null && flat.supports.Count == 0 && flat.IsNarrow(shared))
        {
            return (lowered, "");
        }
        GroupLowering byRow = new(group);
        lowered = byRow.Run(points, place => flat.space[place].AsAxis is not { } axis || shared.Contains(axis), flat);
        return byRow.refusal is null && !byRow.supports.All(byRow.IsFull)
            ? (null, "its reductions leave different axes")
            : (lowered, byRow.refusal ?? "");
    }

    private static ImmutableHashSet<LoopAxis> AxesOf(IEnumerable<IndexMap> maps) =>
        maps.Aggregate(ImmutableHashSet<LoopAxis>.Empty, (axes, map) => axes.Union(map.Axes()));

    /// <summary>Whether stages of a kernel make the node's elements, each of many terms.</summary>
    internal static bool IsReduction(Expr node) =>
        (node.Op is Reduce or ArgReduce or Contract or Convolve && !Windows.IsOfFew(node)) || (node.Op is Fold && !Windows.IsMovement(node));

    private bool IsFull(ImmutableHashSet<LoopAxis> support) => outer.All(axis => axis.Size <= 1 || support.Contains(axis));

    /// <summary>Whether there would be much to do at few points, in loops that stride over memory.</summary>
    private bool IsNarrow(ImmutableHashSet<LoopAxis> points) =>
        spaceShape.ElementCount > CostModel.MuchWork && outer.Count > 0 && points.Contains(outer[^1])
        && CostModel.TasksByColumn(points.Aggregate(1L, (count, axis) => count * axis.Size), outer[^1].Size) < CostModel.FewTasks;

    private LoweredGroup? Run(Expr? points, Func<int, bool> isOuter, GroupLowering? tried, Pieces? inPieces = null)
    {
        Expr lead = group.Roots[0];
        if (lead.Op is Scatter scatter && !IsOneHot(lead))
        {
            LowerScatter(scatter, lead);
        }
        else
        {
            Expr core = inPieces is null ? points ?? Core(lead) : lead;
            if (inPieces is null)
            {
                EnterSpace(core.Shape, isOuter);
            }
            else
            {
                EnterPieces(core.Shape, inPieces);
            }
            MakeTotals(tried);
            for (int place = 0; place < group.Roots.Length && refusal is null; place++)
            {
                if (place == 0 && points is null)
                {
                    StoreAtSpace(lead, core, 0);
                }
                else
                {
                    StoreBeside(group.Roots[place], place);
                }
            }
            Close(last);
        }
        if (refusal is not null)
        {
            return null;
        }
        ImmutableArray<KernelOperand> operands =
        [
            .. inputs.Select(input => new KernelOperand(input.Type, OperandAccess.Read)),
            .. group.Roots.Select(root => new KernelOperand(root.Type, OperandAccess.Write)),
        ];
        ImmutableArray<StageBuilder> inOrder = [.. stages.OrderBy(stage => stage.Phase)];
        Dictionary<int, int> places = inOrder.Select((stage, place) => (stage.Number, place)).ToDictionary();
        LoopKernel kernel = new([.. operands], outer, [.. inOrder.Select(stage => stage.Build(inputs.Count, places))]);
        return new LoweredGroup(kernel, [.. inputs], group.Roots);
    }

    /// <summary>Axes for the shape of the first root; those of size 1 need none.</summary>
    private void EnterSpace(Shape shape, Func<int, bool> isOuter)
    {
        spaceShape = shape;
        ImmutableArray<int> places = [.. Enumerable.Range(0, shape.Rank)];
        outer = [.. places.Where(place => shape[place] != 1 && isOuter(place)).Select(place => new LoopAxis(axisCount++, shape[place]))];
        Shape innerSizes = [.. places.Where(place => shape[place] != 1 && !isOuter(place)).Select(place => shape[place])];
        Sequence<LoopAxis> inner = InnerAxes(innerSizes);
        (int nextOuter, int nextInner) = (0, 0);
        space = [.. places.Select(place => shape[place] == 1 ? IndexMap.Zero : IndexMap.Of(isOuter(place) ? outer[nextOuter++]
            : inner[nextInner++]))];
        (pieces, pointIndices, pointShape) = ([new(space, Guard.Always)], space, shape);
        last = NewStage(StagePhase.AtPoint, inner);
    }

    /// <summary>Inner axes of these sizes; stages with the same sizes share them, and so can share values along them.</summary>
    private Sequence<LoopAxis> InnerAxes(Shape sizes)
    {
        if (!innerAxes.TryGetValue(sizes, out Sequence<LoopAxis> axes))
        {
            axes = [.. sizes.Select(size => new LoopAxis(axisCount++, size))];
            innerAxes.Add(sizes, axes);
        }
        return axes;
    }

    private void StoreAtSpace(Expr root, Expr core, int output)
    {
        foreach (Piece piece in pieces)
        {
            StoreAt(root, core, piece, output);
        }
    }

    private void StoreAt(Expr root, Expr core, Piece piece, int output)
    {
        int value = Value(last, core, [.. piece.At], piece.Inside);
        last.Add(new Store(new Place(output, StoreMap(root, core, piece.At), piece.Inside), value));
    }

    /// <summary>Stores a further root: where it was computed anyway, at the points of the space, or behind all of them.</summary>
    private void StoreBeside(Expr root, int output)
    {
        if (TryStoreWhereComputed(root, output))
        {
            return;
        }
        if (Core(root) is var own && own.Shape == spaceShape)
        {
            StoreAtSpace(root, own, output);
        }
        else if (own.Shape == pointShape)
        {
            StoreAt(root, own, new(pointIndices, Guard.Always), output);
        }
        else if (last.Axes.Count > 0 && OuterIndices(root.Shape) is { } at)
        {
            StoreOnce(root, [.. at], output);
        }
        else
        {
            StoreAfter(root, output);
        }
    }

    private bool TryStoreWhereComputed(Expr root, int output)
    {
        foreach (StageBuilder stage in stages.Append(last))
        {
            foreach ((ValueKey key, int value) in stage.Values)
            {
                if (ReferenceEquals(key.Node, root) && key.Guard.IsAlways && IsPlain(key.At) && IsWhole(key.At, root.Shape))
                {
                    ImmutableHashSet<LoopAxis> axes = AxesOf(key.At);
                    Place place = new(output, IndexMap.Flatten([.. key.At], root.Shape.Strides), Guard.Always);
                    if (outer.Concat(stage.Axes).All(axis => axis.Size <= 1 || axes.Contains(axis))
                        && axes.IsSubsetOf(outer.Concat(stage.Axes)))
                    {
                        stage.Add(new Store(place, value));
                        return true;
                    }
                    if (axes.IsSubsetOf(outer) && IsFull(axes))
                    {
                        StoreOnce(root, key.At, output);
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /// <summary>Stores a root at each point, apart from the inner axes.</summary>
    private void StoreOnce(Expr root, Sequence<IndexMap> at, int output)
    {
        StageBuilder once = NewStage(StagePhase.AtPoint, []);
        once.Add(new Store(new Place(output, IndexMap.Flatten(at, root.Shape.Strides), Guard.Always), Value(once, root, at, Guard.Always)));
        Close(once);
    }

    /// <summary>Whether each index is an axis of its own, or the only index there is.</summary>
    private static bool IsPlain(IEnumerable<IndexMap> at)
    {
        HashSet<LoopAxis> seen = [];
        return at.All(map => map.IsConstant ? map.Constant == 0 : map.AsAxis is { } axis && seen.Add(axis));
    }

    /// <summary>Whether indices that are plain go over all of a shape; those of a part of it do not.</summary>
    private static bool IsWhole(IEnumerable<IndexMap> at, Shape shape) =>
        at.Zip(shape).All(pair => pair.First.AsAxis is { } axis ? axis.Size == pair.Second : pair.Second == 1);

    private int Refuse(StageBuilder stage, string reason)
    {
        refusal ??= reason;
        return stage.Emit(new Immediate(nothing));
    }

    private StageBuilder NewStage(StagePhase phase, Sequence<LoopAxis> axes) => new(stageCount++, phase, axes);

    private void Close(StageBuilder stage) => stages.Add(stage);

    private int Operand(Expr input)
    {
        int place = inputs.IndexOf(input);
        if (place < 0)
        {
            place = inputs.Count;
            inputs.Add(input);
        }
        return place;
    }
}
