namespace Graph.Transforms;

/// <summary>Which values of a loop's body are the same at every step, and what they are outside of it.</summary>
internal sealed class LoopInvariants
{
    private readonly HashSet<Expr> varying;
    private readonly Dictionary<Expr, Expr> outside;

    /// <summary>Looks at a body as it is now; expressions made later are not known.</summary>
    public LoopInvariants(Loop loop)
    {
        varying = [.. loop.Carries.Select(carry => carry.Leaf), .. loop.Sequences.Select(port => port.Leaf)];
        outside = loop.Constants.ToDictionary(port => port.Leaf, port => port.Operand);
        foreach (Expr node in Traversal.TopologicalOrder(loop.Results))
        {
            if (node.Inputs.Any(varying.Contains))
            {
                varying.Add(node);
            }
        }
    }

    /// <summary>Whether a value is the same at every step.</summary>
    public bool IsInvariant(Expr value) => !varying.Contains(value);

    /// <summary>A value that is the same at every step, as an expression outside of the loop; null for others.</summary>
    public Expr? Outside(Expr value) => IsInvariant(value) ? Rebuilding.Substitute([value], outside)[0] : null;
}
