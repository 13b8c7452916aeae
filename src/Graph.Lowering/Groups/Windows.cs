namespace Graph.Lowering;

/// <summary>Whether windows overlap, and whether they are small.</summary>
internal static class Windows
{
    // A window of 3×3.
    private const long MostTerms = 9;

    /// <summary>Whether windows of these sizes lie apart.</summary>
    public static bool AreApart(Shape size, Shape stride, Shape dilation) =>
        size.Index().All(axis => axis.Item <= 1 || (axis.Item - 1) * dilation[axis.Index] < stride[axis.Index]);

    /// <summary>
    /// Whether a fold adds nothing up: its windows lie apart and have no holes. Then it moves data, as a reshape and a pad would.
    /// </summary>
    public static bool IsMovement(Expr node) =>
        node.Op is Fold(var axes, _, var stride, var dilation) && node.Inputs[0].Shape[node.Rank..] is var size
        && AreApart(size, stride, dilation) && axes.Select((_, place) => size[place] <= 1 || dilation[place] == 1).All(isWhole => isWhole);

    /// <summary>Whether a reduction is of the elements of small windows, so that a handful of instructions makes it.</summary>
    public static bool IsOfFew(Expr node) => node.Op switch
    {
        Reduce(_, var axes) => IsOfFew(node.Inputs[0], axes),
        ArgReduce(_, var axis) => IsOfFew(node.Inputs[0], [axis]),
        _ => false,
    };

    /// <summary>How many terms such a reduction has; 1 of any other node.</summary>
    public static int TermsOfFew(Expr node) => IsOfFew(node) && node.Type.ElementCount > 0
        ? (int)(node.Inputs[0].Type.ElementCount / node.Type.ElementCount)
        : 1;

    private static bool IsOfFew(Expr operand, Axes axes)
    {
        (Expr windows, Shape shape) = operand.Op is Reshape ? (operand.Inputs[0], operand.Shape) : (operand, operand.Shape);
        if (windows.Op is not Window(var windowed, _, _, _))
        {
            return false;
        }
        int rank = windows.Rank - windowed.Count;
        return shape.Select(axes).ElementCount is > 0 and <= MostTerms
            && shape.Rank > rank && shape[..rank] == windows.Shape[..rank] && axes.All(axis => axis >= rank);
    }
}
