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

    public static bool Equal(Computation left, Computation right) => Equal(left, right, []);

    /// <param name="left">A computation.</param>
    /// <param name="right">Another.</param>
    /// <param name="known">Pairs found equal before: bodies that are held many times, at every level of nesting, are compared once.</param>
    private static bool Equal(Computation left, Computation right, HashSet<Pair> known)
    {
        if (ReferenceEquals(left, right) || known.Contains(new Pair(left, right)))
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
        for (int place = 0; place < ours.Length; place++)
        {
            if (!SameOperator(ours[place].Op, theirs[place].Op, known) || !SameNumbers(ours[place].Inputs, numbers, theirs[place].Inputs, others))
            {
                return false;
            }
        }
        return SameNumbers(left.Results, numbers, right.Results, others) && known.Add(new Pair(left, right));
    }

    private static bool SameNumbers(
        ImmutableArray<Expr> left, Dictionary<Expr, int> leftNumbers, ImmutableArray<Expr> right, Dictionary<Expr, int> rightNumbers)
    {
        if (left.Length != right.Length)
        {
            return false;
        }
        for (int place = 0; place < left.Length; place++)
        {
            if (leftNumbers[left[place]] != rightNumbers[right[place]])
            {
                return false;
            }
        }
        return true;
    }

    private static bool SameOperator(Op left, Op right, HashSet<Pair> known)
    {
        if (left is Parameter a && right is Parameter b)
        {
            return a.Type == b.Type && a.Role == b.Role;
        }
        OpSyntax syntax = OpSyntax.Of(left);
        if (!syntax.HoldsComputations || left.GetType() != right.GetType())
        {
            return left == right;
        }
        foreach (AttributeSyntax attribute in syntax.Attributes)
        {
            (object? ours, object? theirs) = (attribute.Property.GetValue(left), attribute.Property.GetValue(right));
            bool same = (ours, theirs) is (Computation body, Computation other) ? Equal(body, other, known) : Equals(ours, theirs);
            if (!same)
            {
                return false;
            }
        }
        return true;
    }

    private static Dictionary<Expr, int> Number(Computation computation)
    {
        Dictionary<Expr, int> numbers = new(computation.Nodes.Length);
        foreach (Expr node in computation.Nodes)
        {
            numbers.Add(node, numbers.Count);
        }
        return numbers;
    }

    /// <summary>Two computations by identity: their own equality is what is being found out.</summary>
    private readonly struct Pair(Computation left, Computation right) : IEquatable<Pair>
    {
        private readonly Computation left = left;
        private readonly Computation right = right;

        public bool Equals(Pair other) => ReferenceEquals(left, other.left) && ReferenceEquals(right, other.right);

        public override bool Equals(object? obj) => obj is Pair other && Equals(other);

        public override int GetHashCode() =>
            HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(left), System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(right));
    }
}
