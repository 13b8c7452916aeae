namespace Graph.Transforms;

/// <summary>
/// The cotangents of a contraction's operands. Its result has the batch axes, the free axes of the left operand, then those of the right one; so
/// each cotangent is a contraction of the result's with the other operand over that operand's free axes, put into the operand's order of axes.
/// </summary>
internal static class ContractRules
{
    public static Expr ByLeft(Contract op, Expr a, Expr b, Expr dy)
    {
        Axes freeA = Free(op.LhsBatch, op.Lhs, a);
        Axes freeB = Free(op.RhsBatch, op.Rhs, b);
        int batch = op.LhsBatch.Count;
        Expr da = dy.Contract(b, Axes.Range(batch + freeA.Count, freeB.Count), freeB, Axes.Range(0, batch), op.RhsBatch);
        // Now come the batch axes, the free axes of a, then the contracted axes as they stand in b.
        Axes contracted = [.. op.Rhs.Order().Select(axis => op.Lhs[op.Rhs.IndexOf(axis)])];
        Axes places = [.. op.LhsBatch, .. freeA, .. contracted];
        return da.Transpose(places.Inverse());
    }

    public static Expr ByRight(Contract op, Expr a, Expr b, Expr dy)
    {
        Axes freeA = Free(op.LhsBatch, op.Lhs, a);
        Axes freeB = Free(op.RhsBatch, op.Rhs, b);
        int batch = op.LhsBatch.Count;
        Expr db = a.Contract(dy, freeA, Axes.Range(batch, freeA.Count), op.LhsBatch, Axes.Range(0, batch));
        // Now come the batch axes, the contracted axes as they stand in a, then the free axes of b.
        Axes contracted = [.. op.Lhs.Order().Select(axis => op.Rhs[op.Lhs.IndexOf(axis)])];
        Axes places = [.. op.RhsBatch, .. contracted, .. freeB];
        return db.Transpose(places.Inverse());
    }

    private static Axes Free(Axes batch, Axes contracted, Expr operand)
    {
        Axes bound = [.. batch, .. contracted];
        return bound.Complement(operand.Rank);
    }
}
