namespace Graph.Lowering;

internal sealed partial class GroupLowering
{
    // An index that is data stands in maps as an axis of its own, until a load makes an indirect place of it.
    private readonly Dictionary<LoopAxis, int> dataAxes = [];

    /// <summary>Whether a scatter has one index for each element behind the indexed axis, which makes it elementwise.</summary>
    public static bool IsOneHot(Expr node) => node.Op is Scatter(_, var batch) && node.Inputs[1].Shape[batch..].ElementCount == 1;

    private bool DependsOnData(IndexMap map) => dataAxes.Keys.Any(map.DependsOn);

    private int LoadOf(StageBuilder stage, ValueKey key, Literal? fill = null)
    {
        IndexMap map = IndexMap.Flatten(key.At, key.Node.Shape.Strides);
        Indirection? indirection = null;
        foreach (LoopAxis axis in dataAxes.Keys.Where(map.DependsOn).ToList())
        {
            if (indirection is not null || map.CoefficientOf(axis) is not (> 0 and var stride))
            {
                return Refuse(stage, "an element would be looked up by more than one index times a stride");
            }
            indirection = new Indirection(dataAxes[axis], stride, axis.Size);
            map = map.Substitute(own => own == axis ? IndexMap.Zero : IndexMap.Of(own));
        }
        Place place = new(Operand(key.Node), map, key.Guard, indirection);
        return stage.Emit(new Load(place, fill ?? Zero(key.Node.Element)));
    }

    /// <summary>What an index looks up: an indirect load; or, of what is computed here, the computation at that index.</summary>
    private int GatherValue(StageBuilder stage, int batch, ValueKey key)
    {
        (Expr node, Sequence<IndexMap> at, Guard guard) = key;
        (Expr source, Expr indices) = (node.Inputs[0], node.Inputs[1]);
        int index = Value(stage, indices, [.. at.Take(indices.Rank)], guard);
        long size = source.Shape[batch];
        if (!group.Members.Contains(source) && !IsImmediate(source))
        {
            Shape strides = source.Shape.Strides;
            IndexMap first = IndexMap.Flatten([.. at.Take(batch), IndexMap.Zero, .. at.Skip(indices.Rank)], strides);
            Place place = new(Operand(source), first, guard, new Indirection(index, strides[batch], size));
            return stage.Emit(new Load(place, Outside(node.Element)));
        }
        if (size == 0)
        {
            return stage.Emit(new Immediate(Outside(node.Element)));
        }
        LoopAxis axis = new(axisCount++, size);
        dataAxes.Add(axis, index);
        int value = Value(stage, source, [.. at.Take(batch), IndexMap.Of(axis), .. at.Skip(indices.Rank)], guard);
        int wide = ToLong(stage, index);
        int isHigh = Compute(stage, CompareKind.GreaterOrEqualTo, wide, stage.Emit(new Immediate(Literal.Scalar(0L))));
        int isLow = Compute(stage, CompareKind.LessThan, wide, stage.Emit(new Immediate(Literal.Scalar(size))));
        int isInside = stage.Emit(new Compute(new Binary(BinaryKind.BitwiseAnd), ElementType.Bool, [isHigh, isLow]));
        return stage.Emit(new Compute(new Select(), node.Element, [isInside, value, stage.Emit(new Immediate(Outside(node.Element)))]));
    }

    /// <summary>An element of a scatter with one index: the update where that is the element's own, else the target.</summary>
    private int OneHotValue(StageBuilder stage, Scatter scatter, ValueKey key)
    {
        (Expr node, Sequence<IndexMap> at, Guard guard) = key;
        (Expr indices, Expr updates) = (node.Inputs[1], node.Inputs[2]);
        ImmutableArray<IndexMap> only = [.. at.Take(scatter.Batch), .. Enumerable.Repeat(IndexMap.Zero, indices.Rank - scatter.Batch)];
        int target = Value(stage, node.Inputs[0], at, guard);
        int update = Value(stage, updates, [.. only, .. at.Skip(scatter.Batch + 1)], guard);
        int index = ToLong(stage, Value(stage, indices, [.. only], guard));
        int isHit = Compute(stage, CompareKind.EqualTo, index, stage.Emit(new IndexValue(at[scatter.Batch], ElementType.I64)));
        int written = scatter.Kind switch
        {
            ScatterKind.Overwrite => update,
            ScatterKind.Accumulate => stage.Emit(new Compute(new Binary(BinaryKind.Add), node.Element, [target, update])),
        };
        return stage.Emit(new Compute(new Select(), node.Element, [isHit, written, target]));
    }

    private static int ToLong(StageBuilder stage, int index) => stage[index].Element == ElementType.I64
        ? index
        : stage.Emit(new Compute(new Cast(ElementType.I64), ElementType.I64, [index]));

    private static int Compute(StageBuilder stage, CompareKind kind, int left, int right) =>
        stage.Emit(new Compute(new Compare(kind), ElementType.Bool, [left, right]));

    /// <summary>What an index out of range reads.</summary>
    private static Literal Outside(ElementType element) => element switch
    {
        ElementType.F32 => Literal.Scalar(float.NaN),
        ElementType.F64 => Literal.Scalar(double.NaN),
        ElementType.I32 or ElementType.I64 or ElementType.U32 or ElementType.U8 or ElementType.Bool => Zero(element),
    };
}
