namespace Graph;

// Sums of products.
public static partial class Ops
{
    /// <summary>
    /// The matrix product, with NumPy's rules: of the last two axes, the leading axes (the batch) broadcast; a vector on the left is a row,
    /// one on the right a column, and its axis does not stay.
    /// </summary>
    /// <param name="left">Of shape <c>[…, m, k]</c> or <c>[k]</c>.</param>
    /// <param name="right">Of shape <c>[…, k, n]</c> or <c>[k]</c>.</param>
    /// <returns>Of shape <c>[…, m, n]</c>, without m or n where that side is a vector.</returns>
    /// <exception cref="ShapeException">An operand is a scalar, the inner sizes differ, or the batches do not broadcast.</exception>
    /// <exception cref="ElementTypeException">The element types differ, or are bool.</exception>
    public static Expr MatMul(Expr left, Expr right)
    {
        using var _ = Origin.Enter();
        if (left.Rank == 0 || right.Rank == 0)
        {
            throw new ShapeException(
                $"the {(left.Rank == 0 ? "left" : "right")} operand {(left.Rank == 0 ? left : right).Describe()} is a scalar; use * for " +
                "that");
        }
        int inner = left.Rank - 1;
        int outer = Math.Max(0, right.Rank - 2);
        if (left.Shape[inner] != right.Shape[outer])
        {
            throw new ShapeException(
                $"the left operand {left.Describe()} and the right operand {right.Describe()} do not fit: axis {inner} of the left one " +
                $"has size {left.Shape[inner]}, axis {outer} of the right one {right.Shape[outer]}");
        }
        int leftBatch = Math.Max(0, left.Rank - 2);
        int rightBatch = Math.Max(0, right.Rank - 2);
        if (rightBatch == 0)
        {
            return left.Contract(right, [inner], [outer]);
        }
        if (leftBatch == 0)
        {
            // Without a batch on the left the axes come out as m, batch, n.
            Expr product = left.Contract(right, [inner], [outer]);
            return left.Rank == 1 ? product : MoveAxis(product, 0, rightBatch);
        }
        return BatchedProduct(left, right);
    }

    /// <summary>The inner product Σ aᵢ bᵢ of two vectors of one length.</summary>
    /// <exception cref="ShapeException">An operand is no vector, or the lengths differ.</exception>
    public static Expr Dot(Expr left, Expr right)
    {
        using var _ = Origin.Enter();
        RequireVector(left, "left");
        RequireVector(right, "right");
        return left.Contract(right, [0], [0]);
    }

    /// <summary>The outer product: of vectors of m and n elements an <c>[m, n]</c> tensor of all products.</summary>
    /// <exception cref="ShapeException">An operand is no vector.</exception>
    public static Expr Outer(Expr left, Expr right)
    {
        using var _ = Origin.Enter();
        RequireVector(left, "left");
        RequireVector(right, "right");
        return left.Contract(right, [], []);
    }

    /// <summary>
    /// The sum of products over pairs of axes; the result has the remaining axes of the left operand, then those of the right one.
    /// </summary>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    /// <param name="leftAxes">The axes of the left operand to sum over.</param>
    /// <param name="rightAxes">The axes of the right operand that they meet, in the same order.</param>
    public static Expr TensorDot(Expr left, Expr right, Axes leftAxes, Axes rightAxes)
    {
        using var _ = Origin.Enter();
        return left.Contract(right, Shapes.Distinct(left, leftAxes), Shapes.Distinct(right, rightAxes));
    }

    private static Expr BatchedProduct(Expr left, Expr right)
    {
        Shape leftBatch = left.Shape[..^2];
        Shape rightBatch = right.Shape[..^2];
        if (!Broadcasting.TryMerge(leftBatch, rightBatch, out Shape batch, out string? reason))
        {
            throw new ShapeException(
                $"the batches {leftBatch} of the left operand {left.Describe()} and {rightBatch} of the right operand {right.Describe()} " +
                $"cannot be broadcast together: {reason}");
        }
        Axes axes = Axes.Range(0, batch.Rank);
        return left.BroadcastTo([.. batch, .. left.Shape[^2..]])
            .Contract(right.BroadcastTo([.. batch, .. right.Shape[^2..]]), [batch.Rank + 1], [batch.Rank], axes, axes);
    }

    private static void RequireVector(Expr x, string side)
    {
        if (x.Rank != 1)
        {
            throw new ShapeException($"the {side} operand {x.Describe()} is no vector: it has rank {x.Rank}");
        }
    }
}
