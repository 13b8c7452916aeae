namespace Graph.Transforms;

/// <summary>Derivatives from what changes forward to the results, as expressions.</summary>
public static class ForwardMode
{
    /// <summary>The Jacobian–vector product: how each result changes when some expressions change by their tangents.</summary>
    /// <param name="results">What is differentiated.</param>
    /// <param name="by">By what: any expressions of a float type that the results may depend on.</param>
    /// <param name="tangents">One tangent for each expression of <paramref name="by"/>, of its type.</param>
    /// <returns>One tangent for each result, of its type; null where it does not depend on any of them differentiably.</returns>
    public static ImmutableArray<Expr?> Pushforward(ImmutableArray<Expr> results, ImmutableArray<Expr> by, ImmutableArray<Expr> tangents) =>
        throw new NotSupportedException($"{results.Length} {by.Length} {tangents.Length}");
}
