using static Graph.IR.Primitives;
using static Graph.IR.ReduceKind;

namespace Graph.Transforms;

/// <summary>The derivative rules of forward mode: from the tangents of the operands to that of each result.</summary>
internal static class ForwardRules
{
    /// <summary>A result that has no tangent: an integer.</summary>
    private static Expr? None => null;

    /// <summary>The tangent of each result of a node; null where it has none.</summary>
    /// <param name="y">The node.</param>
    /// <param name="dxs">The tangent of each operand, null where it is zero; not all are.</param>
    /// <exception cref="GraphException">The operator has no derivative in forward mode.</exception>
    public static ImmutableArray<Expr?> Tangents(Expr y, ImmutableArray<Expr?> dxs) => y switch
    {
        (IR.Scan, _) => ScanForward.Tangents(y, dxs),
        (Call, _) => CallRules.Tangents(y, dxs),
        (Sort(var axis, _), _) => [dxs[0]!.GatherAlong(axis, y.Result(1)), None],
        (Binary(var kind), [var a, var b]) => [Sum(ByLeft(kind, a, b, y, dxs[0]), ByRight(kind, a, b, y, dxs[1]))],
        (Contract or Convolve, [var a, var b]) => [Sum(dxs[0] is { } da ? y.Update([da, b]) : null, dxs[1] is { } db ? y.Update([a, db]) : null)],
        (IR.Select or Pad or IR.Concatenate or Scatter, _) => [Linear(y, dxs)],
        _ => [Tangent(y, dxs[0]!)],
    };

    private static Expr? Tangent(Expr y, Expr dx) => y switch
    {
        (Unary(var kind), [var x]) => ElementwiseRules.Partial(kind, x, y, dx),
        (Bitcast, [var x]) => x.Element == y.Element ? dx : None,
        (Cast or Reduce(SumOf, _) or Cumulative(SumOf, _), _) => Linear(y, [dx]),
        (Reshape or Transpose or Broadcast or Slice or Reverse or Window or Fold, _) => Linear(y, [dx]),

        (Reduce(ProductOf, var axes), [var x]) => (dx * x.ProductOfOthers(axes)).Sum(axes),
        (Reduce(MaximumOf or MinimumOf, var axes) reduce, [var x]) => Select(x.IsFirst(reduce.Kind, axes), dx, dx.ZerosLike()).Sum(axes),
        (Cumulative(ProductOf, var axis), [var x]) => Parts.Recurrence(y.Delayed(axis, 1) * dx, x, axis, reverse: false),
        (Cumulative(MaximumOf or MinimumOf, var axis), _) => dx.GatherAlong(axis, y.RunningExtremumPlaces(axis)),
        (Gather(var batch), [_, var indices]) => dx.GatherOrZero(indices, batch),

        _ => throw new GraphException($"{y.Op.Name} has no derivative rule for forward mode"),
    };

    // An operator that is linear in its floats maps their tangents as it maps them.
    private static Expr Linear(Expr y, ImmutableArray<Expr?> dxs) =>
        y.Update([.. y.Inputs.Select((x, place) => x.Element.IsFloat ? dxs[place] ?? x.ZerosLike() : x)]);

    private static Expr? ByLeft(BinaryKind kind, Expr a, Expr b, Expr y, Expr? da) =>
        da is null ? None : ElementwiseRules.Partials(kind, a, b, y, da)[0];

    private static Expr? ByRight(BinaryKind kind, Expr a, Expr b, Expr y, Expr? db) =>
        db is null ? None : ElementwiseRules.Partials(kind, a, b, y, db)[1];

    private static Expr? Sum(Expr? left, Expr? right) => (left, right) switch
    {
        (null, _) => right,
        (_, null) => left,
        _ => left + right,
    };
}
