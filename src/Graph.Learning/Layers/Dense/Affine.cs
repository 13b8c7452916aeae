namespace Graph.Learning;

/// <summary>What dense and convolutional layers end with.</summary>
internal static class Affine
{
    /// <summary>A product with bias and activation.</summary>
    public static Expr Finished(Expr product, bool hasBias, Initializer initializer, Func<Expr, Expr>? activation, Scope scope)
    {
        Expr y = hasBias ? product + scope.Parameter("b", [product.Shape[^1]], initializer) : product;
        return activation is null ? y : activation(y);
    }
}
