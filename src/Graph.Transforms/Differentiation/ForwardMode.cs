namespace Graph.Transforms;

/// <summary>Derivatives from what changes forward to the results, as expressions.</summary>
/// <remarks>What has a derivative of zero and what has none is as in <see cref="ReverseMode"/>.</remarks>
public static class ForwardMode
{
    /// <summary>The Jacobian–vector product: how each result changes when some expressions change by their tangents.</summary>
    /// <param name="results">What is differentiated.</param>
    /// <param name="by">By what: any expressions of a float type that the results may depend on.</param>
    /// <param name="tangents">One tangent for each expression of <paramref name="by"/>, of its type.</param>
    /// <returns>One tangent for each result, of its type; null where it does not depend on any of them differentiably.</returns>
    /// <exception cref="ShapeException">There are more or fewer tangents than expressions, or a tangent has another shape than its expression.</exception>
    /// <exception cref="ElementTypeException">A result or an expression of <paramref name="by"/> is not of a float type, or a tangent not of its expression's.</exception>
    /// <exception cref="GraphException">An operator on the way has no derivative in forward mode.</exception>
    public static ImmutableArray<Expr?> Pushforward(ImmutableArray<Expr> results, ImmutableArray<Expr> by, ImmutableArray<Expr> tangents)
    {
        Requirements.Pairs("forward mode", "expression", by, "tangent", tangents);
        Requirements.Floats("forward mode differentiates floats", results);
        ImmutableArray<Expr> order = Traversal.TopologicalOrder(results);
        Activity activity = new(order, by);
        // What an expression of `by` changes by comes on top of what it changes by because of others.
        DerivativeSums sums = new();
        foreach ((Expr expression, Expr tangent) in by.Zip(tangents))
        {
            sums.Add(expression, tangent);
        }
        foreach (Expr node in order.Where(node => activity.PassesOn(node) && node.Op is not Project))
        {
            using Origin.Extent extent = Origin.Replacing(node.Origin);
            Propagate(node, sums);
        }
        return [.. results.Select(sums.Find)];
    }

    private static void Propagate(Expr node, DerivativeSums sums)
    {
        ImmutableArray<Expr?> tangents = [.. node.Inputs.Select(sums.FindNonZero)];
        int count = node.ResultType.Tensors.Length;
        if (tangents.All(tangent => tangent is null))
        {
            if (node.Inputs.Any(sums.Reaches))
            {
                sums.AddZeros(node);
            }
            return;
        }
        ImmutableArray<Expr?> contributions = ForwardRules.Tangents(node, tangents);
        for (int result = 0; result < count; result++)
        {
            if (contributions[result] is { } contribution)
            {
                sums.Add((node, result), contribution);
            }
        }
    }
}
