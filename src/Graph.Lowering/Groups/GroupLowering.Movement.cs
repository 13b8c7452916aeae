namespace Graph.Lowering;

internal sealed partial class GroupLowering
{
    /// <summary>
    /// Whether movement of a whole tensor is better done where that is made than by whoever reads it: to read is to divide, and to store is
    /// not. What is made at all points at once keeps its last axis in neighbouring elements; parts that are put together are stored one by
    /// one.
    /// </summary>
    /// <param name="root">Reshapes and transposes of the core.</param>
    /// <param name="core">What is moved.</param>
    internal static bool IsBetterStoredMoved(Expr root, Expr core) =>
        core.Type.ElementCount > 1 && !LoadMap(root, core).IsAffine && (IsOfParts(core, _ => true) || IsStoredInRuns(root, core));

    /// <summary>Beneath reshapes and transposes of what is made at points of its own, that: it is stored to where they would move it.</summary>
    private Expr Core(Expr root)
    {
        Expr node = root;
        while (node.Op is Reshape or Transpose && group.Members.Contains(node.Inputs[0]))
        {
            node = node.Inputs[0];
        }
        // Whole movement comes to strides, or else to quotients of indices that a store would divide by.
        bool isMoved = IsReduction(node)
            ? StoreMap(root, node, IndicesOf(node)).IsAffine
            : IsElementwise(node.Op) && node.Type.ElementCount > 1 && !LoadMap(root, node).IsAffine && IsStoredInRuns(root, node);
        return isMoved ? node : root;
    }

    private static bool IsStoredInRuns(Expr root, Expr core)
    {
        IndexMap store = StoreMap(root, core, IndicesOf(core));
        int last = core.Shape.ToList().FindLastIndex(size => size > 1);
        return store.IsAffine && store.CoefficientOf(new LoopAxis(last, core.Shape[last])) == 1;
    }

    private static ImmutableArray<IndexMap> IndicesOf(Expr node) => [.. node.Shape.Select((size, axis) => IndexMap.Of(new LoopAxis(axis, size)))];

    /// <summary>The row-major index of the root where its core has these indices.</summary>
    private static IndexMap StoreMap(Expr root, Expr core, ImmutableArray<IndexMap> at)
    {
        Stack<Expr> movements = [];
        for (Expr node = root; !ReferenceEquals(node, core); node = node.Inputs[0])
        {
            movements.Push(node);
        }
        foreach (Expr node in movements)
        {
            at = node.Op is Transpose(var permutation)
                ? [.. permutation.Select(axis => at[axis])]
                : Reshaped(at, node.Inputs[0].Shape, node.Shape);
        }
        return IndexMap.Flatten(at, root.Shape.Strides);
    }

    /// <summary>The row-major index of the core where the root has its indices.</summary>
    private static IndexMap LoadMap(Expr root, Expr core)
    {
        ImmutableArray<IndexMap> at = IndicesOf(root);
        for (Expr node = root; !ReferenceEquals(node, core); node = node.Inputs[0])
        {
            at = node.Op is Transpose(var permutation)
                ? [.. permutation.Inverse().Select(axis => at[axis])]
                : Reshaped(at, node.Shape, node.Inputs[0].Shape);
        }
        return IndexMap.Flatten(at, core.Shape.Strides);
    }

    /// <summary>
    /// Indices of a shape as indices of another one with the same elements in row-major order. Axes that both have stay as they are; only
    /// between others is there a flat index to be divided, so that nothing has to be known of the range of the rest.
    /// </summary>
    private static ImmutableArray<IndexMap> Reshaped(IReadOnlyList<IndexMap> at, Shape from, Shape to)
    {
        if (from.ElementCount == 0)
        {
            return [.. to.Select(_ => IndexMap.Zero)];
        }
        List<IndexMap> indices = [];
        (int source, int target) = (0, 0);
        while (source < from.Rank && target < to.Rank)
        {
            (int first, int start) = (source, target);
            (long before, long behind) = (from[source++], to[target++]);
            while (before != behind)
            {
                (before, behind) = before < behind ? (before * from[source++], behind) : (before, behind * to[target++]);
            }
            IndexMap flat = IndexMap.Flatten([.. at.Skip(first).Take(source - first)], from[first..source].Strides);
            indices.AddRange(target - start == 1 ? [flat] : Split(flat, to[start..target]));
        }
        // What is left has size 1.
        indices.AddRange(Enumerable.Repeat(IndexMap.Zero, to.Rank - target));
        return [.. indices];
    }

    /// <summary>A flat row-major index as an index on each axis of a shape.</summary>
    private static ImmutableArray<IndexMap> Split(IndexMap flat, Shape shape)
    {
        Shape strides = shape.Strides;
        return [.. shape.Select((size, axis) => size <= 1 ? IndexMap.Zero : flat.Divide(strides[axis]) is var part
            && axis == 0 ? part : part.Remainder(size))];
    }
}
