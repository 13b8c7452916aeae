using static Graph.IR.BinaryKind;

namespace Graph.Transforms;

/// <summary>Two contractions one behind the other, as one contraction with the product of both weights.</summary>
internal static class LinearMaps
{
    private const int MostNodes = 64;

    /// <summary>(x · A) · B as x · (A · B), where B meets axes of A alone and the product is worth it; else null.</summary>
    /// <param name="outer">The contraction with B.</param>
    /// <param name="inner">The contraction x · A.</param>
    /// <param name="b">B.</param>
    public static Expr? Collapse(Contract outer, Expr inner, Expr b)
    {
        Contract first = (Contract)inner.Op;
        (Expr x, Expr a) = (inner.Inputs[0], inner.Inputs[1]);
        int rows = x.Rank - first.Lhs.Count;
        if (first.LhsBatch.Count > 0 || outer.LhsBatch.Count > 0 || outer.Lhs.Any(axis => axis < rows))
        {
            return null;
        }
        Axes free = first.Rhs.Complement(a.Rank);
        Axes met = [.. outer.Lhs.Select(axis => free[axis - rows])];
        Expr product = a.Contract(b, met, outer.Rhs);
        int[] places = Layout.Renumber(a.Rank, met);
        Expr collapsed = x.Contract(product, first.Lhs, [.. first.Rhs.Select(axis => places[axis])]);
        long before = Products(inner, x, first.Lhs) + Products(collapsed, b, outer.Rhs);
        long after = Products(product, b, outer.Rhs) + Products(collapsed, x, first.Lhs);
        return after <= before || (IsWeight(a) && IsWeight(b)) ? collapsed : null;
    }

    private static long Products(Expr result, Expr operand, Axes contracted) => result.Type.ElementCount * operand.Shape.Select(contracted).ElementCount;

    /// <summary>Whether a value comes of parameters and constants alone, as far as a short look shows.</summary>
    private static bool IsWeight(Expr root)
    {
        Stack<Expr> pending = new([root]);
        for (int seen = 0; seen < MostNodes && pending.TryPop(out Expr? node); seen++)
        {
            if (node.Op is Parameter { Role: LeafRole.InputLeaf } or not (Parameter or Constant or Contract or Transpose or Reshape or Broadcast or Binary(Add or Multiply)))
            {
                return false;
            }
            foreach (Expr input in node.Inputs)
            {
                pending.Push(input);
            }
        }
        return pending.Count == 0;
    }
}
