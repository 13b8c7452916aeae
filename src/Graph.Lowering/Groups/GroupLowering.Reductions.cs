using System.Diagnostics;

namespace Graph.Lowering;

internal sealed partial class GroupLowering
{
    private readonly Dictionary<ValueKey, (int Stage, int Effect)> totals = [];

    /// <summary>The result of a reduction at a point of the kernel: a stage before this one makes it.</summary>
    private int ReducedValue(StageBuilder stage, ValueKey key)
    {
        ImmutableHashSet<LoopAxis> support = AxesOf(key.At);
        if (!key.Guard.IsAlways || !IsPlain(key.At.Select(Forwards)))
        {
            return Refuse(stage, $"{key.Node.Op.Name} is needed at other indices than the axes of the kernel");
        }
        if (!support.IsSubsetOf(outer))
        {
            return Refuse(stage, $"{key.Node.Op.Name} would be computed inside of another loop");
        }
        if (key.Node.Type.ElementCount == 0 && outer.All(axis => axis.Size > 0))
        {
            return Refuse(stage, $"{key.Node.Op.Name} has no elements, and would be computed at points");
        }
        supports.Add(support);
        if (!totals.TryGetValue(key, out (int Stage, int Effect) total))
        {
            total = BuildTotal(key);
            totals.Add(key, total);
        }
        return stage.Emit(new Earlier(total.Stage, total.Effect, key.Node.Element));
    }

    /// <summary>The axis that an index counts down, if it does.</summary>
    private static IndexMap Forwards(IndexMap index) =>
        index.Terms is [(AxisAtom(var axis), -1)] && index.Constant == axis.Size - 1 ? IndexMap.Of(axis) : index;

    private (int Stage, int Effect) BuildTotal(ValueKey key)
    {
        (Expr node, Sequence<IndexMap> at, _) = key;
        StageBuilder reduction;
        Effect effect;
        switch (node.Op)
        {
            case Reduce(var kind, var axes):
                (reduction, ImmutableArray<IndexMap> inner) = Begin(node.Inputs[0].Shape.Select(axes));
                effect = new Total(kind, Value(reduction, node.Inputs[0], Interleave(at, axes, inner), Guard.Always), Guard.Always);
                break;
            case ArgReduce(var kind, var axis):
                (reduction, inner) = Begin([node.Inputs[0].Shape[axis]]);
                int candidate = Value(reduction, node.Inputs[0], Interleave(at, [axis], inner), Guard.Always);
                // Along a single element the place is known, and there is no axis to count.
                effect = reduction.Axes.Count == 0 ? new Keep(reduction.Emit(new Immediate(Literal.Scalar(0))))
                    : new Extremum(kind, candidate);
                break;
            case Contract contract:
                (reduction, effect) = ContractTerms(contract, node, at);
                break;
            case Convolve convolve:
                (reduction, effect) = ConvolveTerms(convolve, node, at);
                break;
            case Fold fold:
                (reduction, effect) = FoldTerms(fold, node, at);
                break;
            default:
                throw new UnreachableException($"{node.Op.Name} is no reduction");
        }
        Close(reduction);
        return (reduction.Number, reduction.Add(effect));
    }

    /// <summary>A stage over axes of these sizes, and the index on each of them.</summary>
    private (StageBuilder Stage, ImmutableArray<IndexMap> Indices) Begin(Shape sizes)
    {
        Sequence<LoopAxis> axes = InnerAxes([.. sizes.Where(size => size != 1)]);
        int next = 0;
        return (NewStage(StagePhase.AtPoint, axes), [.. sizes.Select(size => size == 1 ? IndexMap.Zero : IndexMap.Of(axes[next++]))]);
    }

    /// <summary>The indices of an operand: inner ones on the reduced axes, the result's on the others.</summary>
    private static Sequence<IndexMap> Interleave(Sequence<IndexMap> kept, Axes reduced, ImmutableArray<IndexMap> inner)
    {
        int next = 0;
        return [.. Enumerable.Range(0, kept.Count + reduced.Count).Select(axis => reduced.IndexOf(axis) is >= 0 and var place
            ? inner[place] : kept[next++])];
    }

    private (StageBuilder Stage, Effect Effect) ContractTerms(Contract contract, Expr node, Sequence<IndexMap> at)
    {
        (Expr left, Expr right) = (node.Inputs[0], node.Inputs[1]);
        int batch = contract.LhsBatch.Count;
        int leftFree = left.Rank - batch - contract.Lhs.Count;
        (StageBuilder stage, ImmutableArray<IndexMap> inner) = Begin(left.Shape.Select(contract.Lhs));
        ImmutableArray<IndexMap> run = [.. at.Take(batch)];
        int a = Value(stage, left, Arrange(left.Rank, contract.LhsBatch, run, contract.Lhs, inner, at.Skip(batch).Take(leftFree)),
            Guard.Always);
        int b = Value(stage, right, Arrange(right.Rank, contract.RhsBatch, run, contract.Rhs, inner, at.Skip(batch + leftFree)),
            Guard.Always);
        return (stage, new Total(ReduceKind.SumOf, Product(stage, a, b), Guard.Always));
    }

    private static Sequence<IndexMap> Arrange(
        int rank, Axes batch, ImmutableArray<IndexMap> run, Axes contracted, ImmutableArray<IndexMap> inner, IEnumerable<IndexMap> free)
    {
        using IEnumerator<IndexMap> rest = free.GetEnumerator();
        return
        [
            .. Enumerable.Range(0, rank).Select(axis => batch.IndexOf(axis) is >= 0 and var place ? run[place]
                : contracted.IndexOf(axis) is >= 0 and var pair ? inner[pair]
                : rest.MoveNext() ? rest.Current : throw new UnreachableException("a contraction has an index for each axis")),
        ];
    }

    private (StageBuilder Stage, Effect Effect) ConvolveTerms(Convolve convolve, Expr node, Sequence<IndexMap> at)
    {
        (Expr input, Expr kernel) = (node.Inputs[0], node.Inputs[1]);
        Shape taps = kernel.Shape.Select(convolve.Kernel);
        (StageBuilder stage, ImmutableArray<IndexMap> inner) = Begin(taps[1..]);
        IndexMap output = at[convolve.Output[1]];
        IndexMap[] inputAt = new IndexMap[input.Rank];
        IndexMap[] kernelAt = new IndexMap[input.Rank];
        inputAt[convolve.Input[0]] = at[convolve.Output[0]];
        inputAt[convolve.Input[1]] = (output.Divide(Math.Max(1, taps[0] / convolve.Groups)) * taps[1]) + inner[0];
        kernelAt[convolve.Kernel[0]] = output;
        kernelAt[convolve.Kernel[1]] = inner[0];
        Guard inside = Guard.Always;
        for (int axis = 0; axis < convolve.SpatialRank; axis++)
        {
            IndexMap tap = inner[axis + 1] * convolve.KernelDilation[axis];
            IndexMap dilated = (at[convolve.Output[axis + 2]] * convolve.Stride[axis]) + tap - convolve.Low[axis];
            IndexMap index = dilated.Divide(convolve.InputDilation[axis]);
            inside = inside.And(Guard.Divides(convolve.InputDilation[axis], dilated))
                .And(Guard.Within(index, input.Shape[convolve.Input[axis + 2]]));
            inputAt[convolve.Input[axis + 2]] = index;
            kernelAt[convolve.Kernel[axis + 2]] = inner[axis + 1];
        }
        int product = Product(stage, Value(stage, input, [.. inputAt], inside), Value(stage, kernel, [.. kernelAt], Guard.Always));
        return (stage, new Total(ReduceKind.SumOf, product, inside));
    }

    private (StageBuilder Stage, Effect Effect) FoldTerms(Fold fold, Expr node, Sequence<IndexMap> at)
    {
        Expr windows = node.Inputs[0];
        (StageBuilder stage, ImmutableArray<IndexMap> inner) = Begin(windows.Shape[node.Rank..]);
        IndexMap[] indices = [.. at, .. inner];
        Guard inside = Guard.Always;
        for (int place = 0; place < fold.Axes.Count; place++)
        {
            int axis = fold.Axes[place];
            IndexMap corner = at[axis] - (inner[place] * fold.Dilation[place]);
            indices[axis] = corner.Divide(fold.Stride[place]);
            inside = inside.And(Guard.Divides(fold.Stride[place], corner)).And(Guard.Within(indices[axis], windows.Shape[axis]));
        }
        return (stage, new Total(ReduceKind.SumOf, Value(stage, windows, [.. indices], inside), inside));
    }

    private static int Product(StageBuilder stage, int left, int right) =>
        stage.Emit(new Compute(new Binary(BinaryKind.Multiply), stage[left].Element, [left, right]));

    /// <summary>Copies the target, then writes update after update; parallel over batch axes and what stands behind the index.</summary>
    private void LowerScatter(Scatter scatter, Expr node)
    {
        (Expr target, Expr indices, Expr updates) = (node.Inputs[0], node.Inputs[1], node.Inputs[2]);
        int axis = scatter.Batch;
        ImmutableArray<IndexMap> Enter(Shape sizes, out Sequence<LoopAxis> axes)
        {
            axes = [.. sizes.Where(size => size != 1).Select(size => new LoopAxis(axisCount++, size))];
            Sequence<LoopAxis> made = axes;
            int next = 0;
            return [.. sizes.Select(size => size == 1 ? IndexMap.Zero : IndexMap.Of(made[next++]))];
        }
        ImmutableArray<IndexMap> point = Enter(node.Shape.Without([axis]), out outer);
        ImmutableArray<IndexMap> rows = Enter([node.Shape[axis]], out Sequence<LoopAxis> rowAxes);
        ImmutableArray<IndexMap> turns = Enter(indices.Shape[axis..], out Sequence<LoopAxis> turnAxes);
        (ImmutableArray<IndexMap> run, ImmutableArray<IndexMap> rest) = (point[..axis], point[axis..]);
        Shape strides = node.Shape.Strides;

        StageBuilder copy = NewStage(StagePhase.AtPoint, rowAxes);
        ImmutableArray<IndexMap> at = [.. run, .. rows, .. rest];
        copy.Add(new Store(new Place(0, IndexMap.Flatten(at, strides), Guard.Always), Value(copy, target, [.. at], Guard.Always)));
        Close(copy);

        StageBuilder write = NewStage(StagePhase.AtPoint, turnAxes);
        int index = Value(write, indices, [.. run, .. turns], Guard.Always);
        int update = Value(write, updates, [.. run, .. turns, .. rest], Guard.Always);
        IndexMap first = IndexMap.Flatten([.. run, IndexMap.Zero, .. rest], strides);
        write.Add(new Store(new Place(0, first, Guard.Always, new Indirection(index, strides[axis], node.Shape[axis])), update,
            scatter.Kind));
        Close(write);
    }
}
