namespace Graph.IR;

/// <summary>Structural hash and equality: nodes are numbered in topological order and compared by operator and numbers of operands.</summary>
internal static class Structure
{
    public static int Hash(Computation computation)
    {
        HashCode hash = default;
        Dictionary<Expr, int> numbers = Number(computation);
        foreach (Expr node in computation.Nodes)
        {
            if (node.Op is Parameter leaf)
            {
                hash.Add(leaf.Type);
                hash.Add(leaf.Role);
            }
            else
            {
                hash.Add(node.Op);
            }
            foreach (Expr input in node.Inputs)
            {
                hash.Add(numbers[input]);
            }
        }
        foreach (Expr result in computation.Results)
        {
            hash.Add(numbers[result]);
        }
        return hash.ToHashCode();
    }

    public static bool Equal(Computation left, Computation right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }
        ImmutableArray<Expr> ours = left.Nodes;
        ImmutableArray<Expr> theirs = right.Nodes;
        if (ours.Length != theirs.Length
            || left.Parameters.Length != right.Parameters.Length
            || left.Results.Length != right.Results.Length
            || left.GetHashCode() != right.GetHashCode())
        {
            return false;
        }
        Dictionary<Expr, int> numbers = Number(left);
        Dictionary<Expr, int> others = Number(right);
        bool Same(Expr a, Expr b) => numbers[a] == others[b];
        for (int place = 0; place < ours.Length; place++)
        {
            (Expr a, Expr b) = (ours[place], theirs[place]);
            if (!SameOperator(a.Op, b.Op) || a.Inputs.Length != b.Inputs.Length || !a.Inputs.Zip(b.Inputs).All(pair => Same(pair.First, pair.Second)))
            {
                return false;
            }
        }
        return left.Results.Zip(right.Results).All(pair => Same(pair.First, pair.Second));
    }

    private static bool SameOperator(Op left, Op right) => (left, right) switch
    {
        (Parameter a, Parameter b) => a.Type == b.Type && a.Role == b.Role,
        _ => left == right,
    };

    private static Dictionary<Expr, int> Number(Computation computation)
    {
        Dictionary<Expr, int> numbers = new(computation.Nodes.Length);
        foreach (Expr node in computation.Nodes)
        {
            numbers.Add(node, numbers.Count);
        }
        return numbers;
    }
}
