namespace Graph.Transforms;

/// <summary>Derivatives from results back to what they depend on, as expressions.</summary>
public static class ReverseMode
{
    /// <summary>The vector–Jacobian product: how the sum of results, weighted by seeds, changes with each of some expressions.</summary>
    /// <param name="results">What is differentiated; floats.</param>
    /// <param name="seeds">One cotangent for each result, of its type.</param>
    /// <param name="by">By what: any expressions of a float type that the results may depend on.</param>
    /// <returns>One cotangent for each expression of <paramref name="by"/>, of its type; null where no result depends on it differentiably.</returns>
    public static ImmutableArray<Expr?> Pullback(ImmutableArray<Expr> results, ImmutableArray<Expr> seeds, ImmutableArray<Expr> by) =>
        throw new NotSupportedException($"{results.Length} {seeds.Length} {by.Length}");
}
