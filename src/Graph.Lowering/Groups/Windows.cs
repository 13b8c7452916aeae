namespace Graph.Lowering;

/// <summary>When windows do not overlap, so that each element is in one of them at most.</summary>
internal static class Windows
{
    /// <summary>Whether windows of these sizes lie apart.</summary>
    public static bool AreApart(Shape size, Shape stride, Shape dilation) =>
        size.Index().All(axis => axis.Item <= 1 || (axis.Item - 1) * dilation[axis.Index] < stride[axis.Index]);

    /// <summary>
    /// Whether a fold adds nothing up: its windows lie apart and have no holes. Then it moves data, as a reshape and a pad would.
    /// </summary>
    public static bool IsMovement(Expr node) =>
        node.Op is Fold(var axes, _, var stride, var dilation) && node.Inputs[0].Shape[node.Rank..] is var size
        && AreApart(size, stride, dilation) && axes.Select((_, place) => size[place] <= 1 || dilation[place] == 1).All(isWhole => isWhole);
}
