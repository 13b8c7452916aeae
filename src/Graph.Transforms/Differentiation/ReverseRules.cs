using static Graph.IR.Primitives;
using static Graph.IR.ReduceKind;
using static Graph.IR.ScatterKind;

namespace Graph.Transforms;

/// <summary>
/// The derivative rules of reverse mode: from the cotangent <c>dy</c> of a result to what it contributes to the cotangent of each operand.
/// Null says that no derivative is taken by the operand.
/// </summary>
internal static class ReverseRules
{
    /// <summary>An operand that no derivative is taken by: an integer, an index, a predicate, a key.</summary>
    private static Expr? None => null;

    /// <summary>What each operand of a node is contributed.</summary>
    /// <param name="y">The node.</param>
    /// <param name="dys">The cotangent of each of its results, null where it is zero; not all are.</param>
    /// <param name="wanted">Which operands need a contribution; what the others get is not used.</param>
    /// <exception cref="GraphException">The operator has no derivative in reverse mode.</exception>
    public static ImmutableArray<Expr?> Contributions(Expr y, ImmutableArray<Expr?> dys, ImmutableArray<bool> wanted) => y switch
    {
        (IR.Scan, _) => ScanReverse.Contributions(y, dys, wanted),
        (Call, _) => CallRules.Contributions(y, dys, wanted),
        (Sort(var axis, _), [var x]) => [ScatterAlong(axis, x, y.Result(1), dys[0]!)],
        _ => Contributions(y, dys[0]!),
    };

    private static ImmutableArray<Expr?> Contributions(Expr y, Expr dy) => y switch
    {
        (Unary(var kind), [var x]) => [ElementwiseRules.Partial(kind, x, y, dy)],
        (Binary(var kind), [var a, var b]) => ElementwiseRules.Partials(kind, a, b, y, dy),
        (IR.Select, [var condition, _, _]) => [None, Select(condition, dy, dy.ZerosLike()), Select(condition, dy.ZerosLike(), dy)],
        (Cast, [var x]) => [x.Element.IsFloat ? dy.Cast(x.Element) : None],
        (Bitcast, [var x]) => [x.Element == y.Element ? dy : None],

        (Reduce(SumOf, var axes), [var x]) => [dy.BroadcastLike(x, axes)],
        (Reduce(ProductOf, var axes), [var x]) => [dy.BroadcastLike(x, axes) * x.ProductOfOthers(axes)],
        (Reduce(MaximumOf or MinimumOf, var axes) reduce, [var x]) =>
            [Select(x.IsFirst(reduce.Kind, axes), dy.BroadcastLike(x, axes), x.ZerosLike())],
        (Cumulative(SumOf, var axis), _) => [dy.Reverse([axis]).Cumulative(SumOf, axis).Reverse([axis])],
        (Cumulative(ProductOf, var axis), [var x]) =>
            [y.Delayed(axis, 1) * Parts.Recurrence(dy, x.Advanced(axis, 0), axis, reverse: true)],
        (Cumulative(MaximumOf or MinimumOf, var axis), [var x]) => [ScatterAlong(axis, x, y.RunningExtremumPlaces(axis), dy)],

        (Reshape, [var x]) => [dy.Reshape(x.Shape)],
        (Transpose(var permutation), _) => [dy.Transpose(permutation.Inverse())],
        (Broadcast(_, var axes), _) => [dy.Sum(axes.Complement(dy.Rank))],
        (Slice slice, [var x]) => [UndoSlice(slice, x, dy)],
        (Pad pad, [var x, _]) => [dy.Unpadded(pad), SumOfFill(pad, x, dy)],
        (Concatenate(var axis), var parts) => Split(dy, parts, axis),
        (Reverse(var axes), _) => [dy.Reverse(axes)],
        (Window(var axes, _, var stride, var dilation), [var x]) => [dy.Fold(axes, x.Shape.Select(axes), stride, dilation)],
        (Fold(var axes, _, var stride, var dilation), [var x]) => [dy.Window(axes, x.Shape[^axes.Count..], stride, dilation)],

        (Contract contract, [var a, var b]) => [ContractRules.ByLeft(contract, a, b, dy), ContractRules.ByRight(contract, a, b, dy)],
        (Convolve convolve, [var x, var w]) => [ConvolveRules.ByInput(convolve, x, w, dy), ConvolveRules.ByKernel(convolve, x, w, dy)],

        (Gather(var batch), [var x, var indices]) => [x.ZerosLike().Scatter(Accumulate, indices, dy, batch), None],
        (Scatter(Accumulate, var batch), [_, var indices, _]) => [dy, None, dy.GatherOrZero(indices, batch)],
        (Scatter(Overwrite, var batch), [_, var indices, var updates]) =>
        [
            dy.Scatter(Overwrite, indices, updates.ZerosLike(), batch),
            None,
            Select(indices.Winners(y.Shape, updates, batch), dy.GatherOrZero(indices, batch), updates.ZerosLike()),
        ],

        _ => throw new GraphException($"{y.Op.Name} has no derivative rule for reverse mode"),
    };

    private static Expr ScatterAlong(int axis, Expr x, Expr places, Expr dy) =>
        x.AxisLast(axis).ZerosLike().Scatter(Accumulate, places.AxisLast(axis), dy.AxisLast(axis), x.Rank - 1).AxisFromLast(axis);

    private static Expr UndoSlice(Slice slice, Expr x, Expr dy)
    {
        long[] high = new long[x.Rank];
        for (int axis = 0; axis < x.Rank; axis++)
        {
            long count = dy.Shape[axis];
            long covered = count == 0 ? 0 : ((count - 1) * slice.Stride[axis]) + 1;
            high[axis] = x.Shape[axis] - slice.Start[axis] - covered;
        }
        return dy.Pad(Zeros(new TensorType(dy.Element, [])), slice.Start, Shape.Create(high), [.. slice.Stride.Select(stride => stride - 1)]);
    }

    // What is not a place of x is a place of the fill. A mask says so, since the places of x may hold infinities.
    private static Expr SumOfFill(Pad pad, Expr x, Expr dy)
    {
        Expr isOfX = Fill(x.Type.With(ElementType.Bool), true).Pad(Fill(new TensorType(ElementType.Bool, []), false), pad.Low, pad.High, pad.Interior);
        return Select(isOfX, dy.ZerosLike(), dy).Sum(Axes.Range(0, dy.Rank));
    }

    private static ImmutableArray<Expr?> Split(Expr dy, ImmutableArray<Expr> parts, int axis)
    {
        ImmutableArray<Expr?>.Builder slices = ImmutableArray.CreateBuilder<Expr?>(parts.Length);
        long start = 0;
        foreach (Expr part in parts)
        {
            slices.Add(dy.SliceAxis(axis, start, start + part.Shape[axis]));
            start += part.Shape[axis];
        }
        return slices.MoveToImmutable();
    }
}
