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
    /// <exception cref="GraphException">The loss does not depend differentiably on some of them, which are named.</exception>
    public static ExprList Differentiate(Expr loss, params ImmutableArray<Expr> by)
    {
        using var _ = Origin.Enter();
        return new ExprList(ReverseMode.Gradient(loss, by));
    }

    /// <summary>
    /// Vector–Jacobian products, by reverse mode: how the sum of a result, weighted by a cotangent, changes with expressions.
    /// </summary>
    /// <param name="result">Floats, of any shape.</param>
    /// <param name="cotangent">The weights, of the type of the result.</param>
    /// <param name="by">By what: any expressions of floats.</param>
    /// <returns>One product for each of <paramref name="by"/>, of its type.</returns>
    /// <exception cref="GraphException">The result does not depend differentiably on some of them, which are named, or the cotangent has
    /// another type.</exception>
    public static ExprList Vjp(Expr result, Expr cotangent, params ImmutableArray<Expr> by)
    {
        using var _ = Origin.Enter();
        ImmutableArray<Expr?> products = ReverseMode.Pullback([result], [cotangent], by);
        ImmutableArray<Expr> unreached = [.. by.Where((_, place) => products[place] is null)];
        return unreached.IsEmpty ? new ExprList([.. products.OfType<Expr>()]) : throw Unreached(result, unreached);
    }

    /// <summary>The Jacobian–vector product, by forward mode: how a result changes when an expression changes by a tangent.</summary>
    /// <param name="result">Floats, of any shape.</param>
    /// <param name="by">An expression of floats.</param>
    /// <param name="tangent">How it changes, of its type.</param>
    /// <returns>How the result changes, of its type.</returns>
    /// <exception cref="GraphException">The result does not depend differentiably on it, or the tangent has another type.</exception>
    public static Expr Jvp(Expr result, Expr by, Expr tangent)
    {
        using var _ = Origin.Enter();
        return Jvp(result, [by], [tangent]);
    }

    /// <summary>The Jacobian–vector product for several expressions that change at once.</summary>
    /// <param name="result">Floats, of any shape.</param>
    /// <param name="by">Expressions of floats.</param>
    /// <param name="tangents">How each changes, of its type.</param>
    /// <returns>How the result changes, of its type.</returns>
    /// <exception cref="GraphException">The result does not depend differentiably on any of them, or a tangent has another
    /// type.</exception>
    public static Expr Jvp(Expr result, ImmutableArray<Expr> by, ImmutableArray<Expr> tangents)
    {
        using var _ = Origin.Enter();
        return ForwardMode.Pushforward([result], by, tangents)[0] ?? throw Unreached(result, by);
    }

    /// <summary>All derivatives of a result by an expression: of shapes R and S one tensor of shape R + S.</summary>
    /// <remarks>
    /// One pass in reverse mode for each element of the result, or in forward mode for each of the expression, whichever are fewer, in one
    /// loop.
    /// </remarks>
    /// <param name="result">Floats, of any shape.</param>
    /// <param name="by">An expression of floats that it depends on.</param>
    /// <exception cref="GraphException">The result does not depend differentiably on it.</exception>
    public static Expr Jacobian(Expr result, Expr by)
    {
        using var _ = Origin.Enter();
        return JacobianOrNull(result, by) ?? throw Unreached(result, [by]);
    }

    /// <summary>
    /// All second derivatives of a scalar by an expression of shape S, of shape S + S; zeros where the scalar is linear in it.
    /// </summary>
    /// <param name="loss">A float scalar.</param>
    /// <param name="by">An expression of floats that it depends on.</param>
    /// <exception cref="GraphException">The loss is no scalar, or does not depend differentiably on the expression.</exception>
    public static Expr Hessian(Expr loss, Expr by)
    {
        using var _ = Origin.Enter();
        Expr gradient = Differentiate(loss, by);
        return JacobianOrNull(gradient, by) ?? Primitives.Zeros(by.Type.With([.. by.Shape, .. by.Shape]));
    }

    /// <summary>The product of the Hessian with a vector, forward over reverse: the Hessian itself is never made.</summary>
    /// <param name="loss">A float scalar.</param>
    /// <param name="by">An expression of floats that it depends on.</param>
    /// <param name="vector">Of its type.</param>
    /// <returns>Of its type; zeros where the scalar is linear in it.</returns>
    /// <exception cref="GraphException">The loss is no scalar, or does not depend differentiably on the expression.</exception>
    public static Expr HessianVectorProduct(Expr loss, Expr by, Expr vector)
    {
        using var _ = Origin.Enter();
        Expr gradient = Differentiate(loss, by);
        return ForwardMode.Pushforward([gradient], [by], [vector])[0] ?? Primitives.Zeros(by.Type);
    }

    private static Expr? JacobianOrNull(Expr result, Expr by)
    {
        bool forward = by.Shape.ElementCount < result.Shape.ElementCount;
        Expr driven = forward ? by : result;
        Expr one = Primitives.Leaf("direction", driven.Type);
        Expr? product = forward ? ForwardMode.Pushforward([result], [by], [one])[0] : ReverseMode.Pullback([result], [one], [by])[0];
        if (product is null)
        {
            return null;
        }
        long count = driven.Shape.ElementCount;
        Closure closure = Closure.Of("jacobian_row", [one], [product]);
        Expr directions = Eye(count, driven.Element).Reshape([count, .. driven.Shape]);
        Expr rows = Primitives.Scan(closure.Body, count, [], [directions], closure.Captured)[0];
        // In forward mode the leading axis counts the elements of what changes, which come last.
        Expr ordered = forward ? MoveAxis(rows, 0, rows.Rank - 1) : rows;
        return ordered.Reshape([.. result.Shape, .. by.Shape]);
    }

    private static GraphException Unreached(Expr result, ImmutableArray<Expr> by) =>
        new($"{result.Describe()} does not depend differentiably on {string.Join(", ", by.Select(expression => expression.Describe()))}");
}
