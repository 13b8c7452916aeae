namespace Graph.Lowering;

/// <summary>Which nodes are computed where they are used, and which are stored.</summary>
internal sealed class Inlining
{
    // A node that costs no more than this is computed again by each of its users.
    private const long CheapOperations = 2;

    // A kernel's method falls off a cliff beyond some hundred scalars; depth of inlining is depth of recursion too.
    private const int MostMembers = 128;

    private readonly Dictionary<Expr, long> costs = [];
    private readonly Dictionary<Expr, int> sizes = [];
    private readonly Dictionary<Expr, int> codes = [];
    private readonly HashSet<Expr> materialised = [];

    public Inlining(Computation computation)
    {
        Dictionary<Expr, List<Expr>> users = computation.Nodes.ToDictionary(node => node, _ => new List<Expr>());
        foreach (Expr node in computation.Nodes)
        {
            foreach (Expr input in node.Inputs.Distinct())
            {
                users[input].Add(node);
            }
        }
        HashSet<Expr> results = [.. computation.Results];
        HashSet<Expr> repeated = Repeated(computation, users);
        foreach (Expr node in computation.Nodes)
        {
            StoreLongest(node);
            // An operand that is inlined is in the sum as often as it is used, which bounds what lowering may have to compute.
            IEnumerable<Expr> inlined = node.Inputs.Distinct().Where(IsInlined);
            costs[node] = CostModel.PerElement(node.Op) + inlined.Sum(input => costs[input]);
            sizes[node] = 1 + inlined.Sum(input => sizes[input]);
            codes[node] = CodeSize.Of(node) + inlined.Sum(input => codes[input]);
            if (MustBeStored(node) || results.Contains(node) || !IsWorthInlining(node, users[node], repeated.Contains(node)))
            {
                materialised.Add(node);
            }
        }
    }

    /// <summary>Whether a step computes the node and stores it.</summary>
    public bool IsMaterialised(Expr node) => materialised.Contains(node) && !IsGiven(node) && node.Op is not Project;

    /// <summary>Whether no kernel computes the node.</summary>
    public static bool IsOpaque(Expr node) => node.Op is Sort or Cumulative or Scan or Call;

    /// <summary>The node and what is inlined into it.</summary>
    public HashSet<Expr> MembersOf(Expr root)
    {
        HashSet<Expr> members = [];
        Stack<Expr> toVisit = new([root]);
        while (toVisit.TryPop(out Expr? node))
        {
            if (members.Add(node))
            {
                foreach (Expr input in node.Inputs.Where(IsInlined))
                {
                    toVisit.Push(input);
                }
            }
        }
        return members;
    }

    private static bool IsGiven(Expr node) => node.Op is Parameter or Constant;

    private bool IsInlined(Expr node) => !materialised.Contains(node);

    private static bool MustBeStored(Expr node) =>
        IsGiven(node) || IsOpaque(node) || node.Op is Project or Reduce or ArgReduce or Contract or Convolve
        || (node.Op is Fold && !Windows.IsMovement(node))
        || (node.Op is Scatter && !GroupLowering.IsOneHot(node));

    /// <summary>Stores the longest of a node's operands until what is left fits one kernel.</summary>
    private void StoreLongest(Expr node)
    {
        foreach (Expr longest in node.Inputs.Distinct().Where(IsInlined).OrderByDescending(input => codes[input]).ToList())
        {
            if (codes[longest] > 1 && CodeSize.Of(node) + node.Inputs.Distinct().Where(IsInlined).Sum(input => codes[input]) > CodeSize.Most)
            {
                materialised.Add(longest);
            }
        }
    }

    private bool IsWorthInlining(Expr node, List<Expr> users, bool isRepeated) =>
        sizes[node] <= MostMembers && codes[node] <= CodeSize.Most
        && !users.Any(user => IsOpaque(user) || IsLookedUp(node, user))
        && (costs[node] == 0 || (!isRepeated && (users.Count <= 1 || costs[node] <= CheapOperations)));

    /// <summary>What some user needs the elements of many times, be it by way of movement: it is stored before it is moved.</summary>
    private static HashSet<Expr> Repeated(Computation computation, Dictionary<Expr, List<Expr>> users)
    {
        HashSet<Expr> repeated = [];
        foreach (Expr node in computation.Nodes.Reverse())
        {
            if (users[node].Any(user => IsExpanding(user) || (IsMovement(user.Op) && repeated.Contains(user))))
            {
                repeated.Add(node);
            }
        }
        return repeated;
    }

    private static bool IsMovement(Op op) => op is Reshape or Transpose or Slice or Reverse or StopGradient;

    private static bool IsLookedUp(Expr node, Expr user) => user.Op is Gather && ReferenceEquals(user.Inputs[0], node);

    /// <summary>Whether an operator needs elements of its operands many times.</summary>
    private static bool IsExpanding(Expr node) => node.Op switch
    {
        Broadcast or Contract or Convolve => true,
        Window(_, var size, var stride, var dilation) => !Windows.AreApart(size, stride, dilation),
        Fold => !Windows.IsMovement(node),
        _ => false,
    };
}
