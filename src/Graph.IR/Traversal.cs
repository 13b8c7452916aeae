namespace Graph.IR;

/// <summary>Walks over expressions without recursion, so that depth is bounded by memory alone.</summary>
public static class Traversal
{
    /// <summary>Every node that the roots need, once, each behind its operands; the order follows roots and operands from first to last.</summary>
    public static ImmutableArray<Expr> TopologicalOrder(ImmutableArray<Expr> roots)
    {
        ImmutableArray<Expr>.Builder order = ImmutableArray.CreateBuilder<Expr>();
        HashSet<Expr> entered = [];
        Stack<(Expr Node, int Next)> path = new();
        foreach (Expr root in roots)
        {
            if (entered.Add(root))
            {
                path.Push((root, 0));
            }
            while (path.TryPop(out (Expr Node, int Next) top))
            {
                if (top.Next == top.Node.Inputs.Length)
                {
                    order.Add(top.Node);
                    continue;
                }
                path.Push((top.Node, top.Next + 1));
                Expr input = top.Node.Inputs[top.Next];
                if (entered.Add(input))
                {
                    path.Push((input, 0));
                }
            }
        }
        return order.DrainToImmutable();
    }

    /// <summary>How often each node is used: by other nodes, and as a root.</summary>
    public static Dictionary<Expr, int> CountUses(ImmutableArray<Expr> roots)
    {
        Dictionary<Expr, int> uses = [];
        foreach (Expr root in roots)
        {
            uses[root] = uses.GetValueOrDefault(root) + 1;
        }
        foreach (Expr node in TopologicalOrder(roots))
        {
            foreach (Expr input in node.Inputs)
            {
                uses[input] = uses.GetValueOrDefault(input) + 1;
            }
        }
        return uses;
    }
}
