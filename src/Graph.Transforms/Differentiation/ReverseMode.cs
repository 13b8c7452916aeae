namespace Graph.Transforms;

/// <summary>Derivatives from results back to what they depend on, as expressions.</summary>
/// <remarks>
/// The cotangent of an expression is the sum of what its uses contribute; the rules say what each use contributes. Derivatives are ordinary expressions, so
/// they can be differentiated again. An operator that is constant piece by piece, such as a rounding, is reached with a derivative of zero; what is
/// reached by nothing (behind a stop-gradient, an integer, a comparison) has no derivative at all. A zero is carried on as a zero, never
/// multiplied, so that it meets no infinity.
/// </remarks>
public static class ReverseMode
{
    /// <summary>The vector–Jacobian product: how the sum of results, weighted by seeds, changes with each of some expressions.</summary>
    /// <param name="results">What is differentiated; floats.</param>
    /// <param name="seeds">One cotangent for each result, of its type.</param>
    /// <param name="by">By what: any expressions of a float type that the results may depend on.</param>
    /// <returns>One cotangent for each expression of <paramref name="by"/>, of its type; null where no result depends on it differentiably.</returns>
    /// <exception cref="ShapeException">There are more or fewer seeds than results, or a seed has another shape than its result.</exception>
    /// <exception cref="ElementTypeException">A result or an expression of <paramref name="by"/> is not of a float type, or a seed not of its result's.</exception>
    /// <exception cref="GraphException">An operator on the way has no derivative in reverse mode.</exception>
    public static ImmutableArray<Expr?> Pullback(ImmutableArray<Expr> results, ImmutableArray<Expr> seeds, ImmutableArray<Expr> by)
    {
        Requirements.Pairs("reverse mode", "result", results, "seed", seeds);
        Requirements.Floats("reverse mode differentiates by floats", by);
        ImmutableArray<Expr> order = Traversal.TopologicalOrder(results);
        Activity activity = new(order, by);
        DerivativeSums sums = new();
        foreach ((Expr result, Expr seed) in results.Zip(seeds))
        {
            sums.Add(result, seed);
        }
        for (int place = order.Length - 1; place >= 0; place--)
        {
            Expr node = order[place];
            if (activity.PassesOn(node) && sums.ReachesAny(node))
            {
                using Origin.Extent extent = Origin.Replacing(node.Origin);
                Propagate(node, [.. node.Inputs.Select(activity.Contains)], sums);
            }
            if (!activity.IsWanted(node))
            {
                sums.Forget(node);
            }
        }
        return [.. by.Select(sums.Find)];
    }

    /// <summary>The gradient of a loss.</summary>
    /// <param name="loss">What is differentiated: a float scalar.</param>
    /// <param name="by">By what: any expressions of a float type.</param>
    /// <returns>One gradient for each expression of <paramref name="by"/>, of its type.</returns>
    /// <exception cref="ShapeException">The loss is not a scalar.</exception>
    /// <exception cref="ElementTypeException">The loss, or an expression of <paramref name="by"/>, is not of a float type.</exception>
    /// <exception cref="GraphException">The loss does not depend differentiably on some of the expressions; the sentence names them.</exception>
    public static ImmutableArray<Expr> Gradient(Expr loss, ImmutableArray<Expr> by)
    {
        Requirements.FloatScalar(loss);
        ImmutableArray<Expr?> gradients = Pullback([loss], [Primitives.Fill(loss.Type, 1)], by);
        ImmutableArray<Expr> unreached = [.. by.Where((_, place) => gradients[place] is null)];
        return unreached.IsEmpty
            ? [.. gradients.Select(gradient => gradient!)]
            : throw new GraphException(
                $"the loss {loss.Describe()} does not depend differentiably on {string.Join(", ", unreached.Select(leaf => leaf.Describe()))}");
    }

    private static void Propagate(Expr node, ImmutableArray<bool> wanted, DerivativeSums sums)
    {
        ImmutableArray<Expr?> cotangents = sums.Of(node);
        if (cotangents.All(cotangent => cotangent is null))
        {
            // Every use said zero, and a linear map takes zero to zero.
            foreach (Expr input in node.Inputs.Where((_, place) => wanted[place]))
            {
                sums.AddZero(input);
            }
            return;
        }
        ImmutableArray<Expr?> contributions = ReverseRules.Contributions(node, cotangents, wanted);
        for (int place = 0; place < wanted.Length; place++)
        {
            if (wanted[place] && contributions[place] is { } contribution)
            {
                sums.Add(node.Inputs[place], contribution);
            }
        }
    }
}
