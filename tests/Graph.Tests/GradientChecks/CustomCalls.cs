namespace Graph.Tests.GradientChecks;

/// <summary>Functions with derivatives of the test's own, right and wrong.</summary>
internal static class CustomCalls
{
    /// <summary>A function of one f64 operand whose pullback is given: (operand, result, cotangent) to the operand's cotangent.</summary>
    public static Expr Call(Expr x, Func<Expr, Expr> body, Func<Expr, Expr, Expr, Expr> pullback, string name = "custom")
    {
        Expr leaf = Primitives.Leaf("u", x.Type);
        Computation inner = Computation.Create(name, [leaf], [body(leaf)]);
        Expr operand = Primitives.Leaf("u", x.Type), result = Primitives.Leaf("y", inner.Results[0].Type), cotangent = Primitives.Leaf("dy", inner.Results[0].Type);
        Computation back = Computation.Create(name + "_pullback", [operand, result, cotangent], [pullback(operand, result, cotangent)]);
        return Expr.Create(new Call(inner, back), x);
    }

    /// <summary>A function of two operands whose pullback is given: (first, second, result, cotangent) to both cotangents.</summary>
    public static Expr Call(
        Expr x, Expr y, Func<Expr, Expr, Expr> body, Func<Expr, Expr, Expr, Expr, (Expr, Expr)> pullback, string name = "custom")
    {
        Expr u = Primitives.Leaf("u", x.Type), v = Primitives.Leaf("v", y.Type);
        Computation inner = Computation.Create(name, [u, v], [body(u, v)]);
        Expr first = Primitives.Leaf("u", x.Type), second = Primitives.Leaf("v", y.Type);
        Expr result = Primitives.Leaf("y", inner.Results[0].Type), cotangent = Primitives.Leaf("dy", inner.Results[0].Type);
        (Expr du, Expr dv) = pullback(first, second, result, cotangent);
        Computation back = Computation.Create(name + "_pullback", [first, second, result, cotangent], [du, dv]);
        return Expr.Create(new Call(inner, back), x, y);
    }
}
