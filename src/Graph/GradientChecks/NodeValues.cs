namespace Graph.GradientChecks;

/// <summary>What every node of a computation evaluates to.</summary>
internal static class NodeValues
{
    /// <summary>The value of each node that is a tensor.</summary>
    public static Dictionary<Expr, Literal> At(Computation computation, ImmutableArray<Literal> arguments, Evaluator evaluate)
    {
        ImmutableArray<Expr> tensors = [.. computation.Nodes.Where(node => !node.IsTuple)];
        ImmutableArray<Literal> values = evaluate(Computation.Create(computation.Name, computation.Parameters, tensors), arguments);
        return tensors.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}
