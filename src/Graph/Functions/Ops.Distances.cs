namespace Graph;

// Distances between the rows of two matrices.
public static partial class Ops
{
    /// <summary>
    /// The squared Euclidean distances Σ (aᵢ − bⱼ)² of all pairs of rows: <c>[m, d]</c> and <c>[n, d]</c> give <c>[m, n]</c>. Computed from
    /// the differences, so that it is never negative and exact for equal rows.
    /// </summary>
    /// <exception cref="ShapeException">An operand is no matrix, or the rows differ in length.</exception>
    public static Expr PairwiseSquaredDistance(Expr left, Expr right)
    {
        using var _ = Origin.Enter();
        RequireRows(left, right);
        return Sum(Square(ExpandDims(left, 1) - ExpandDims(right, 0)), 2);
    }

    /// <summary>
    /// The cosines aᵢ · bⱼ / (|aᵢ| |bⱼ|) of the angles between all pairs of rows: <c>[m, d]</c> and <c>[n, d]</c> give <c>[m, n]</c>; 0
    /// with a row of zeros.
    /// </summary>
    /// <exception cref="ShapeException">An operand is no matrix, or the rows differ in length.</exception>
    public static Expr PairwiseCosineSimilarity(Expr left, Expr right)
    {
        using var _ = Origin.Enter();
        RequireRows(left, right);
        return UnitRows(left).Contract(UnitRows(right), [1], [1]);
    }

    private static Expr UnitRows(Expr x)
    {
        Expr length = Norm(x, 1, keepDims: true);
        return x / Where(Equal(length, 0), 1, length);
    }

    private static void RequireRows(Expr left, Expr right)
    {
        RequireFloat(left);
        if (left.Rank != 2 || right.Rank != 2 || left.Shape[1] != right.Shape[1])
        {
            throw new ShapeException(
                $"it takes two matrices with rows of one length, but {left.Describe()} and {right.Describe()} are none");
        }
    }
}
