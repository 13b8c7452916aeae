namespace Graph.IR;

/// <summary>The rules that a computation must keep. Passes are followed by it in tests and debug builds.</summary>
public static class Verifier
{
    /// <summary>
    /// Checks the signature, and of every node that its type is what its operator infers and that it uses no tuple but to project it; of the computations
    /// that operators hold the same.
    /// </summary>
    /// <exception cref="VerificationException">A rule is broken; the sentence names the node and the rule.</exception>
    public static void Verify(Computation computation)
    {
        foreach (Computation each in HeldComputations.InOrder(computation))
        {
            VerifySignature(each);
            foreach (Expr node in each.Nodes)
            {
                VerifyNode(node);
            }
        }
    }

    /// <summary>The computations that an operator holds, in the order of its attributes.</summary>
    public static ImmutableArray<Computation> Held(Op op)
    {
        OpSyntax syntax = OpSyntax.Of(op);
        return syntax.HoldsComputations
            ? [.. syntax.Attributes.Select(attribute => attribute.Property.GetValue(op)).OfType<Computation>()]
            : [];
    }

    private static void VerifyNode(Expr node)
    {
        foreach (Expr input in node.Inputs)
        {
            if (input.IsTuple && node.Op is not Project)
            {
                throw new VerificationException($"{node.Describe()} uses all results of {input.Describe()} at once; only a projection may");
            }
        }
        ExprType inferred;
        try
        {
            inferred = node.Op.InferType(node.Inputs);
        }
        catch (GraphException failure)
        {
            throw new VerificationException($"{node.Describe()} is ill-formed: {failure.Sentence}", failure);
        }
        if (inferred != node.ResultType)
        {
            throw new VerificationException($"{node.Describe()} should have type {inferred}");
        }
    }

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
            if (result.IsTuple)
            {
                throw new VerificationException($"@{computation.Name} returns all results of {result.Describe()} at once; project each");
            }
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
