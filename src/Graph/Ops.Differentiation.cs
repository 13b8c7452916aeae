using Graph.Transforms;

namespace Graph;

// Derivatives, as expressions that can be differentiated again.
public static partial class Ops
{
    /// <summary>The gradients of a scalar by expressions, by reverse mode: <c>var (dw, db) = Differentiate(loss, w, b);</c></summary>
    /// <param name="loss">A float scalar.</param>
    /// <param name="by">By what: leaves, or any expressions of floats that the loss was made from.</param>
    /// <returns>One gradient for each, of its type.</returns>
    /// <exception cref="ShapeException">The loss is no scalar.</exception>
    /// <exception cref="ElementTypeException">The loss or one of the others is not of floats.</exception>
    /// <exception cref="GraphException">The loss does not depend differentiably on one of them, which is named.</exception>
    public static ExprList Differentiate(Expr loss, params ImmutableArray<Expr> by)
    {
        using var _ = Origin.Enter();
        RequireLoss(loss);
        RequireFloats(by);
        return new ExprList(Pulled(loss, Primitives.Fill(loss.Type, 1), by));
    }

    /// <summary>The vector–Jacobian products: how the sum of a result weighted by a seed changes with expressions.</summary>
    /// <param name="result">Floats, of any shape.</param>
    /// <param name="seed">The weights, of the type of the result.</param>
    /// <param name="by">By what.</param>
    /// <returns>One product for each of <paramref name="by"/>, of its type.</returns>
    /// <exception cref="GraphException">The result does not depend differentiably on one of them, or the seed has another type.</exception>
    public static ExprList Vjp(Expr result, Expr seed, params ImmutableArray<Expr> by)
    {
        using var _ = Origin.Enter();
        RequireFloats([result, .. by]);
        RequireType("seed", seed, "result", result);
        return new ExprList(Pulled(result, seed, by));
    }

    private static ImmutableArray<Expr> Pulled(Expr result, Expr seed, ImmutableArray<Expr> by)
    {
        ImmutableArray<Expr?> gradients = ReverseMode.Pullback([result], [seed], by);
        RequireReached(result, by, gradients);
        return [.. gradients.OfType<Expr>()];
    }

    private static void RequireReached(Expr result, ImmutableArray<Expr> by, ImmutableArray<Expr?> gradients)
    {
        string unreached = string.Join(", ", by.Where((_, place) => gradients[place] is null).Select(expression => expression.Describe()));
        if (unreached.Length > 0)
        {
            throw new GraphException($"{result.Describe()} does not depend differentiably on {unreached}");
        }
    }

    private static void RequireLoss(Expr loss)
    {
        RequireFloats([loss]);
        if (loss.Rank != 0)
        {
            throw new ShapeException($"{loss.Describe()} is no scalar; take its mean or sum, or its Jacobian");
        }
    }

    private static void RequireFloats(ImmutableArray<Expr> expressions)
    {
        foreach (Expr expression in expressions)
        {
            if (!expression.Element.IsFloat)
            {
                throw new ElementTypeException($"only floats have derivatives, but {expression.Describe()} is {expression.Element.Mnemonic}");
            }
        }
    }

    private static void RequireType(string role, Expr x, string likeRole, Expr like)
    {
        if (x.Type != like.Type)
        {
            throw new ShapeException($"the {role} {x.Describe()} must have the type {like.Type} of the {likeRole} {like.Describe()}");
        }
    }
}
