namespace Graph.Properties.Checking;

/// <summary>Whether a computation leaves an implementation any choice of how to round.</summary>
public static class Rounding
{
    /// <summary>
    /// Whether every value is what the operators say to the last bit, NaN and zeros' signs included: integers, movement, choices, and
    /// operators of floats that round once as everywhere; no function with an error bound, no sum of several terms, no product with a sum that may be one instruction.
    /// </summary>
    public static bool IsExact(Computation computation)
    {
        bool hasProduct = false, hasSum = false;
        return IsExact(computation, ref hasProduct, ref hasSum) && !(hasProduct && hasSum);
    }

    private static bool IsExact(Computation computation, ref bool hasProduct, ref bool hasSum)
    {
        foreach (Expr node in computation.Nodes)
        {
            foreach (Computation held in Verifier.Held(node.Op))
            {
                if (!IsExact(held, ref hasProduct, ref hasSum))
                {
                    return false;
                }
            }
            if (node.IsTuple || !node.Element.IsFloat)
            {
                continue;
            }
            if (MayRoundOtherwise(node.Op))
            {
                return false;
            }
            hasProduct |= node.Op is Binary(BinaryKind.Multiply);
            hasSum |= node.Op is Binary(BinaryKind.Add or BinaryKind.Subtract);
        }
        return true;
    }

    private static bool MayRoundOtherwise(Op op) => op switch
    {
        Unary(var kind) => kind is not (UnaryKind.Negate or UnaryKind.Absolute or UnaryKind.Signum or UnaryKind.RoundDown or UnaryKind.RoundUp
            or UnaryKind.RoundToEven or UnaryKind.SquareRoot),
        Binary(var kind) => kind is BinaryKind.Power,
        Reduce(var kind, _) => kind is ReduceKind.SumOf or ReduceKind.ProductOf,
        Cumulative(var kind, _) => kind is ReduceKind.SumOf or ReduceKind.ProductOf,
        Scatter(var kind, _) => kind is ScatterKind.Accumulate,
        Contract or Convolve or Fold => true,
        _ => false,
    };
}
