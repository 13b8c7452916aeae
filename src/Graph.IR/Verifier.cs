namespace Graph.IR;

/// <summary>The rules that a computation must keep. Passes are followed by it in tests and debug builds.</summary>
public static class Verifier
{
    /// <summary>Checks every node: operands stand before it, its type is what its operator infers, tuples are only projected, and no leaf is foreign.</summary>
    /// <exception cref="VerificationException">A rule is broken; the sentence names the node and the rule.</exception>
    public static void Verify(Computation computation)
    {
        VerifySignature(computation);
        foreach (Expr node in computation.Nodes)
        {
            foreach (Expr input in node.Inputs)
            {
                if (input.IsTuple && node.Op is not Project)
                {
                    throw new VerificationException($"{node.Describe()} uses all results of {input.Describe()} at once; only a projection may");
                }
            }
            ExprType inferred = node.Op.InferType(node.Inputs);
            if (inferred != node.ResultType)
            {
                throw new VerificationException($"{node.Describe()} should have type {inferred}");
            }
            foreach (Computation inner in Held(node.Op))
            {
                Verify(inner);
            }
        }
    }

    /// <summary>The computations that an operator holds.</summary>
    public static ImmutableArray<Computation> Held(Op op) => op switch
    {
        Scan scan => [scan.Body],
        Call call => [call.Body, .. call.Pullback is { } pullback ? [pullback] : ImmutableArray<Computation>.Empty,
            .. call.Pushforward is { } pushforward ? [pushforward] : ImmutableArray<Computation>.Empty],
        _ => [],
    };

    internal static void VerifySignature(Computation computation)
    {
        HashSet<string> labels = [];
        HashSet<Expr> declared = [];
        foreach (Expr parameter in computation.Parameters)
        {
            if (parameter.Op is not Parameter leaf)
            {
                throw new VerificationException($"@{computation.Name} lists {parameter.Describe()} as a parameter, which is not a leaf");
            }
            if (!labels.Add(leaf.Label))
            {
                throw new VerificationException(
                    declared.Contains(parameter)
                        ? $"@{computation.Name} lists the parameter {parameter.Describe()} twice"
                        : $"@{computation.Name} has two parameters called '{leaf.Label}'");
            }
            declared.Add(parameter);
        }
        if (computation.ResultNames.Length != computation.Results.Length || computation.ResultNames.Distinct().Count() != computation.Results.Length)
        {
            throw new VerificationException($"@{computation.Name} needs a distinct name for each of its {computation.Results.Length} results");
        }
        foreach (Expr result in computation.Results)
        {
            _ = result.Type;
        }
        foreach (Expr node in computation.Nodes)
        {
            if (node.Op is Parameter && !declared.Contains(node))
            {
                throw new VerificationException($"@{computation.Name} uses the leaf {node.Describe()}, which is not among its parameters");
            }
        }
    }
}
