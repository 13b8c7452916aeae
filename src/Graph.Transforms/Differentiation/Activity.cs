namespace Graph.Transforms;

/// <summary>Which expressions change when some others do, differentiably: floats that depend on them through floats, not through a stop-gradient.</summary>
internal sealed class Activity
{
    private readonly HashSet<(Expr Node, int Result)> wanted;
    private readonly HashSet<Expr> wantedNodes;
    private readonly HashSet<Expr> passingOn = [];

    /// <param name="order">Expressions, each behind its operands.</param>
    /// <param name="by">What changes.</param>
    public Activity(ImmutableArray<Expr> order, ImmutableArray<Expr> by)
    {
        wanted = [.. by.Select(DerivativeSums.Place)];
        wantedNodes = [.. wanted.Select(place => place.Node)];
        foreach (Expr node in order)
        {
            if (node.Op is not StopGradient && node.ResultType.Tensors.Any(tensor => tensor.Element.IsFloat) && node.Inputs.Any(Contains))
            {
                passingOn.Add(node);
            }
        }
    }

    /// <summary>Whether the expression changes.</summary>
    public bool Contains(Expr node) => passingOn.Contains(node) || wanted.Contains(DerivativeSums.Place(node));

    /// <summary>Whether an operand of the node changes, and the node with it.</summary>
    public bool PassesOn(Expr node) => passingOn.Contains(node);

    /// <summary>Whether the expression, or one of its results, is among those that change of themselves.</summary>
    public bool IsWanted(Expr node) => wantedNodes.Contains(node);
}
