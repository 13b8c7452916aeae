using System.Diagnostics;

namespace Graph.Reference;

/// <summary>What each operator means: from its attributes and the values of its operands to the values of its results.</summary>
internal static class OperatorTable
{
    /// <summary>The results of one node.</summary>
    /// <param name="node">Says operator and result type.</param>
    /// <param name="x">The operands' values, of the types that the node was made for.</param>
    public static ImmutableArray<Literal> Evaluate(Expr node, Literal[] x) => node.Op switch
    {
        Constant(var value) => [value],
        Iota(_, var axis) => [Movement.Iota(node.Type, axis)],

        Unary(var kind) => [Elementwise.Unary(kind, node.Type, x[0])],
        Binary(var kind) => [Elementwise.Binary(kind, node.Type, x[0], x[1])],
        Compare(var kind) => [Elementwise.Compare(kind, node.Type, x[0], x[1])],
        Select => [Elementwise.Select(node.Type, x[0], x[1], x[2])],
        Cast => [Elementwise.Cast(node.Type, x[0])],
        Bitcast or Reshape or StopGradient => [new Literal(node.Type, x[0].Buffer)],

        Transpose(var permutation) => [Movement.Read(node.Type, x[0], View.Of(x[0]).Transpose(permutation))],
        Broadcast(var shape, var axes) => [Movement.Read(node.Type, x[0], View.Of(x[0]).Broadcast(shape, axes))],
        Slice(var start, _, var stride) => [Movement.Read(node.Type, x[0], View.Of(x[0]).Slice(node.Shape, start, stride))],
        Reverse(var axes) => [Movement.Read(node.Type, x[0], View.Of(x[0]).Reverse(axes))],
        Window(var axes, _, var stride, var dilation) =>
            [Movement.Read(node.Type, x[0], View.Of(x[0]).Window(node.Shape, axes, stride, dilation))],
        Pad pad => [Movement.Pad(pad, node.Type, x[0], x[1])],
        Concatenate(var axis) => [Movement.Concatenate(axis, node.Type, x)],

        Reduce(var kind, var axes) => [Reductions.Reduce(kind, axes, node.Type, x[0])],
        ArgReduce(var kind, var axis) => [Reductions.ArgReduce(kind, axis, node.Type, x[0])],
        Cumulative(var kind, var axis) => [Reductions.Cumulative(kind, axis, node.Type, x[0])],
        Fold fold => [Windows.Fold(fold, node.Type, x[0])],
        Contract contract => [Contractions.Contract(contract, node.Type, x[0], x[1])],
        Convolve convolve => [Convolutions.Convolve(convolve, node.Type, x[0], x[1])],

        Gather(var batch) => [Indexing.Gather(batch, node.Type, x[0], x[1])],
        Scatter(var kind, var batch) => [Indexing.Scatter(kind, batch, node.Type, x[0], x[1], x[2])],
        Sort(var axis, var descending) => Sorting.Sort(axis, descending, x[0]),
        RandomBits => [Randomness.RandomBits(node.Type, x[0])],

        Scan scan => Control.Scan(scan, node.ResultType.Tensors, x),
        Call(var body, _, _, _) => new Routine(body).Run(x),

        Parameter or Project => throw new UnreachableException($"{node.Op.Name} has a slot and no step"),
        _ => throw new UnreachableException($"the interpreter knows no operator {node.Op.Name}"),
    };
}
