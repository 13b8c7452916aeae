using static Graph.IR.BinaryKind;

namespace Graph.Transforms;

/// <summary>
/// Local value numbering: equal operators on equal operands are one node. Operands of a commutative operator count in any order. A merged node
/// has the origins of all that it stands for.
/// </summary>
internal static class ValueNumbering
{
    public static Computation Run(Computation computation, PassLog log)
    {
        ImmutableArray<Expr> nodes = computation.Nodes;
        Dictionary<Expr, int> numbers = new(nodes.Length);
        Dictionary<Key, int> table = new(nodes.Length);
        List<Expr> firsts = new(nodes.Length);
        Dictionary<int, Origin> origins = [];
        foreach (Expr node in nodes)
        {
            int next = firsts.Count;
            int number = node.Op is Parameter ? next : Enter(table, new Key(node.Op, Operands(node, numbers)), next);
            numbers[node] = number;
            if (number == next)
            {
                firsts.Add(node);
                continue;
            }
            log.Count("merge");
            origins[number] = Origin.Union(origins.GetValueOrDefault(number, firsts[number].Origin), node.Origin);
        }
        return origins.Count == 0 ? computation : Build(computation, numbers, firsts, origins);
    }

    private static Computation Build(Computation computation, Dictionary<Expr, int> numbers, List<Expr> firsts, Dictionary<int, Origin> origins)
    {
        Expr[] built = new Expr[firsts.Count];
        for (int number = 0; number < built.Length; number++)
        {
            Expr node = firsts[number];
            bool moved = node.Inputs.Any(input => !ReferenceEquals(built[numbers[input]], input));
            Expr updated = moved ? node.Update([.. node.Inputs.Select(input => built[numbers[input]])]) : node;
            built[number] = origins.TryGetValue(number, out Origin? origin) ? updated.WithOrigin(origin) : updated;
        }
        return computation.WithResults([.. computation.Results.Select(result => built[numbers[result]])]);
    }

    private static int Enter(Dictionary<Key, int> table, Key key, int next) => table.TryAdd(key, next) ? next : table[key];

    private static int[] Operands(Expr node, Dictionary<Expr, int> numbers)
    {
        int[] operands = new int[node.Inputs.Length];
        for (int place = 0; place < operands.Length; place++)
        {
            operands[place] = numbers[node.Inputs[place]];
        }
        if (IsCommutative(node.Op))
        {
            Array.Sort(operands);
        }
        return operands;
    }

    private static bool IsCommutative(Op op) => op switch
    {
        Binary(Add or Multiply or Larger or Smaller or BitwiseAnd or BitwiseOr or BitwiseXor) => true,
        Compare(var kind) => ComparisonRules.IsEquality(kind),
        _ => false,
    };

    private readonly struct Key(Op op, int[] operands) : IEquatable<Key>
    {
        private readonly Op op = op;
        private readonly int[] operands = operands;

        public bool Equals(Key other) => operands.AsSpan().SequenceEqual(other.operands) && op == other.op;

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            HashCode hash = default;
            hash.Add(op);
            foreach (int operand in operands)
            {
                hash.Add(operand);
            }
            return hash.ToHashCode();
        }
    }
}
