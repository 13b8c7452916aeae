using System.Diagnostics;

namespace Graph.Transforms;

/// <summary>An operator applied to many operands at once, stacked along a new leading axis.</summary>
internal static class Batching
{
    /// <summary>The operator on stacked operands.</summary>
    /// <param name="node">The operator on operands of one step.</param>
    /// <param name="operands">Its operands; those that are stacked have one axis more, in front.</param>
    /// <param name="isStacked">Which operands are stacked; one of them at least.</param>
    /// <param name="length">The size of the leading axis.</param>
    /// <returns>The stacked results, or null where the operator has no such form or it would repeat an operand at a cost.</returns>
    public static Expr? Stack(Expr node, ImmutableArray<Expr> operands, ImmutableArray<bool> isStacked, long length)
    {
        Expr Stacked(int place) => isStacked[place]
            ? operands[place]
            : operands[place].Broadcast([length, .. operands[place].Shape], Axes.Range(1, operands[place].Rank));
        Expr x = operands[0];
        switch (node.Op)
        {
            case Unary or Binary or Compare or IR.Select or Cast or Bitcast or StopGradient:
                return Expr.Create(node.Op, [.. Enumerable.Range(0, operands.Length).Select(Stacked)]);
            case Reshape(var shape):
                return x.Reshape([length, .. shape]);
            case Transpose(var permutation):
                return x.Transpose([0, .. Up(permutation)]);
            case Broadcast(var shape, var axes):
                return x.Broadcast([length, .. shape], [0, .. Up(axes)]);
            case Slice(var start, var limit, var stride):
                return x.Slice([0, .. start], [length, .. limit], [1, .. stride]);
            case Pad(var low, var high, var interior):
                return isStacked[1] ? null : x.Pad(operands[1], [0, .. low], [0, .. high], [0, .. interior]);
            case Concatenate(var axis):
                return Primitives.Concatenate([.. Enumerable.Range(0, operands.Length).Select(Stacked)], axis + 1);
            case Reverse(var axes):
                return x.Reverse(Up(axes));
            case Reduce(var kind, var axes):
                return x.Reduce(kind, Up(axes));
            case ArgReduce(var kind, var axis):
                return x.ArgReduce(kind, axis + 1);
            case Cumulative(var kind, var axis):
                return x.Cumulative(kind, axis + 1);
            case Window(var axes, var size, var stride, var dilation):
                return x.Window(Up(axes), size, stride, dilation);
            case Fold(var axes, var size, var stride, var dilation):
                return x.Fold(Up(axes), size, stride, dilation);
            case Contract contract:
                return Contracted(contract, node, operands, isStacked);
            case Gather(var batch):
                return isStacked[0] ? x.Gather(Stacked(1), batch + 1) : batch == 0 ? x.Gather(operands[1]) : null;
            case Scatter(var kind, var batch):
                return Stacked(0).Scatter(kind, Stacked(1), Stacked(2), batch + 1);
            // A loop, a call, a sort or a convolution of stacks is another matter; a leaf and what comes of a key alone have no stack.
            case Convolve or Sort or Project or RandomBits or Scan or Call or Parameter or Constant or Iota:
                return null;
            default:
                throw new UnreachableException($"{node.Op.Name} says nothing about stacks");
        }
    }

    private static Expr Contracted(Contract c, Expr node, ImmutableArray<Expr> operands, ImmutableArray<bool> isStacked)
    {
        int batch = c.LhsBatch.Count;
        (bool left, bool right) = (isStacked[0], isStacked[1]);
        if (left && right)
        {
            return operands[0].Contract(operands[1], Up(c.Lhs), Up(c.Rhs), [0, .. Up(c.LhsBatch)], [0, .. Up(c.RhsBatch)]);
        }
        Expr result = left
            ? operands[0].Contract(operands[1], Up(c.Lhs), c.Rhs, Up(c.LhsBatch), c.RhsBatch)
            : operands[0].Contract(operands[1], c.Lhs, Up(c.Rhs), c.LhsBatch, Up(c.RhsBatch));
        int place = left ? batch : node.Inputs[0].Rank - c.Lhs.Count;
        return result.Transpose([place, .. Enumerable.Range(0, result.Rank).Where(axis => axis != place)]);
    }

    private static Axes Up(Axes axes) => [.. axes.Select(axis => axis + 1)];
}
