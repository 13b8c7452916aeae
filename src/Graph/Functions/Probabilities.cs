namespace Graph;

/// <summary>Recognises expressions whose values are probabilities by construction.</summary>
internal static class Probabilities
{
    /// <summary>The function that made probabilities of logits, or null where none is to be seen.</summary>
    public static string? MadeBy(Expr x)
    {
        string? function = null;
        Stack<Expr> open = new([x]);
        HashSet<Expr> seen = [];
        while (open.TryPop(out Expr? part))
        {
            Expr source = Behind(part);
            if (!seen.Add(source))
            {
                continue;
            }
            if (source.Op is IR.Concatenate)
            {
                foreach (Expr piece in source.Inputs)
                {
                    open.Push(piece);
                }
                continue;
            }
            string? made = Maker(source);
            if (made is null)
            {
                return null;
            }
            function = made;
        }
        return function;
    }

    private static string? Maker(Expr source) => source.Op switch
    {
        Unary { Kind: UnaryKind.Logistic } => "Sigmoid",
        Binary { Kind: BinaryKind.Divide } when IsSoftmax(source) => "Softmax",
        _ => null,
    };

    // e^z divided by a sum of the same e^z.
    private static bool IsSoftmax(Expr quotient) =>
        quotient.Inputs[0] is { Op: Unary { Kind: UnaryKind.Exponential } } numerator
        && BehindMovement(quotient.Inputs[1]) is { Op: Reduce { Kind: ReduceKind.SumOf } } sum
        && ReferenceEquals(sum.Inputs[0], numerator);

    // What leaves a probability a probability: movement, another float type, no derivative, limits.
    private static Expr Behind(Expr x)
    {
        for (Expr? next = x; next is not null; next = Limited(x))
        {
            x = BehindMovement(next);
        }
        return x;
    }

    private static Expr? Limited(Expr x) => x.Op switch
    {
        IR.StopGradient => x.Inputs[0],
        IR.Cast when x.Element.IsFloat && x.Inputs[0].Element.IsFloat => x.Inputs[0],
        Binary { Kind: BinaryKind.Larger or BinaryKind.Smaller } when IsProbability(x.Inputs[0]) => x.Inputs[1],
        Binary { Kind: BinaryKind.Larger or BinaryKind.Smaller } when IsProbability(x.Inputs[1]) => x.Inputs[0],
        Select when IsProbability(x.Inputs[1]) => x.Inputs[2],
        Select when IsProbability(x.Inputs[2]) => x.Inputs[1],
        _ => null,
    };

    private static bool IsProbability(Expr x) =>
        BehindMovement(x) is { Op: Constant constant, Shape.ElementCount: 1 } && constant.Value.ToDouble(0) is >= 0 and <= 1;

    private static Expr BehindMovement(Expr x)
    {
        while (x.Op is IR.Reshape or IR.Transpose or IR.Broadcast or IR.Slice)
        {
            x = x.Inputs[0];
        }
        return x;
    }
}
