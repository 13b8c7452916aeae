namespace Graph;

/// <summary>Recognises expressions whose values are probabilities by construction.</summary>
internal static class Probabilities
{
    /// <summary>The function that made probabilities of logits, or null where none is to be seen.</summary>
    public static string? MadeBy(Expr x)
    {
        Expr source = BehindMovement(x);
        return source.Op switch
        {
            Unary { Kind: UnaryKind.Logistic } => "Sigmoid",
            Binary { Kind: BinaryKind.Divide } when IsSoftmax(source) => "Softmax",
            _ => null,
        };
    }

    // e^z divided by a sum of the same e^z.
    private static bool IsSoftmax(Expr quotient) =>
        quotient.Inputs[0] is { Op: Unary { Kind: UnaryKind.Exponential } } numerator
        && BehindMovement(quotient.Inputs[1]) is { Op: Reduce { Kind: ReduceKind.SumOf } } sum
        && ReferenceEquals(sum.Inputs[0], numerator);

    private static Expr BehindMovement(Expr x)
    {
        while (x.Op is IR.Reshape or IR.Transpose or IR.Broadcast or IR.Slice)
        {
            x = x.Inputs[0];
        }
        return x;
    }
}
