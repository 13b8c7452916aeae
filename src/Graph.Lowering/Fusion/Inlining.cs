namespace Graph.Lowering;

/// <summary>Which nodes are computed where they are used, and which are stored.</summary>
internal sealed class Inlining
{
    // A node that costs no more than this is computed again by each of its users.
    private const long CheapOperations = 2;

    // And one that costs no more than this and is made of one tensor of its size, so that to read it takes as long as to read that.
    private const long CheapOperationsOnOne = 6;

    // To find in which part an element lies, where parts are laid into each other.
    private const long OperationsOfParts = 8;

    // A kernel's method falls off a cliff beyond some hundred scalars; depth of inlining is depth of recursion too.
    private const int MostMembers = 128;

    private readonly Dictionary<Expr, long> costs = [];
    private readonly Dictionary<Expr, int> sizes = [];
    private readonly Dictionary<Expr, int> codes = [];
    private readonly Dictionary<Expr, Source> sources = [];
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
        HashSet<Expr> moved = [.. computation.Nodes.Where(node => IsStoredAsMoved(node, users, results))];
        HashSet<Expr> repeated = Repeated(computation, users, moved);
        foreach (Expr node in computation.Nodes)
        {
            StoreLongest(node);
            // An operand that is inlined is in the sum as often as it is used, which bounds what lowering may have to compute.
            IEnumerable<Expr> inlined = node.Inputs.Distinct().Where(IsInlined);
            costs[node] = CostModel.PerElement(node.Op) + inlined.Sum(input => costs[input])
                + (moved.Contains(node) && GroupLowering.IsOfParts(CoreOf(node), _ => true) ? OperationsOfParts : 0);
            sizes[node] = 1 + inlined.Sum(input => sizes[input]);
            codes[node] = CodeOf(node);
            sources[node] = SourceOf(node);
            if (MustBeStored(node) || results.Contains(node) || !IsWorthInlining(node, users[node], repeated.Contains(node))
                || IsMovedWhereMade(node, moved, repeated))
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
            if (codes[longest] > 1 && CodeOf(node) > CodeSize.Most)
            {
                materialised.Add(longest);
            }
        }
    }

    /// <summary>How long the code of a node is with what is inlined into it; a reduction of few terms has them all.</summary>
    private int CodeOf(Expr node) =>
        CodeSize.Of(node) + (Windows.TermsOfFew(node) * node.Inputs.Distinct().Where(IsInlined).Sum(input => codes[input]));

    private bool IsWorthInlining(Expr node, List<Expr> users, bool isRepeated) =>
        sizes[node] <= MostMembers && codes[node] <= CodeSize.Most
        && !users.Any(user => IsOpaque(user) || IsLookedUp(node, user))
        && ((costs[node] == 0 && node.Op is not Concatenate) || (!isRepeated && (users.Count <= 1 || costs[node] <= CheapOperations
            || (costs[node] <= CheapOperationsOnOne && sources[node] is { IsOne: true, IsPlain: true }))));

    /// <summary>What a node is made of, as far as tensors count that are not smaller than itself.</summary>
    private Source SourceOf(Expr node)
    {
        Source made = new(null, true, CostModel.PerElement(node.Op) <= 1);
        foreach (Expr input in node.Inputs)
        {
            bool isSmall = input.IsTuple || 2 * input.Type.ElementCount <= node.ResultType.Tensors[0].ElementCount;
            Source own = IsInlined(input) ? sources[input] : new(isSmall ? null : input, true, true);
            made = new(made.Only ?? own.Only, made.IsOne && own.IsOne && (made.Only is null || own.Only is null || ReferenceEquals(made.Only, own.Only)),
                made.IsPlain && own.IsPlain);
        }
        return made;
    }

    /// <summary>What need not be stored at all is stored as moved only for those who read it many times.</summary>
    private static bool IsMovedWhereMade(Expr node, HashSet<Expr> moved, HashSet<Expr> repeated) =>
        moved.Contains(node) && (repeated.Contains(node) || GroupLowering.IsReduction(CoreOf(node)));

    private static Expr CoreOf(Expr node)
    {
        while (node.Op is Reshape or Transpose)
        {
            node = node.Inputs[0];
        }
        return node;
    }

    /// <summary>Whether something is needed only as moved here, and is better moved while it is stored.</summary>
    private static bool IsStoredAsMoved(Expr node, Dictionary<Expr, List<Expr>> users, HashSet<Expr> results)
    {
        Expr core = node;
        while (core.Op is Reshape or Transpose && users[core.Inputs[0]].Count == 1 && !results.Contains(core.Inputs[0]))
        {
            core = core.Inputs[0];
        }
        bool isMade = core.Op is Concatenate || GroupLowering.IsElementwise(core.Op) || GroupLowering.IsReduction(core);
        return !ReferenceEquals(core, node) && ReferenceEquals(core, CoreOf(node)) && isMade && GroupLowering.IsBetterStoredMoved(node, core);
    }

    /// <summary>What some user needs the elements of many times, be it by way of movement: it is stored before it is moved.</summary>
    private static HashSet<Expr> Repeated(Computation computation, Dictionary<Expr, List<Expr>> users, HashSet<Expr> moved)
    {
        HashSet<Expr> repeated = [];
        foreach (Expr node in computation.Nodes.Reverse())
        {
            if (users[node].Any(user => IsExpanding(user) || (IsMovement(user.Op) && repeated.Contains(user) && !moved.Contains(user))))
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

    /// <summary>What a value that is computed where it is used is made of.</summary>
    /// <param name="Only">A stored tensor that is not small beside it.</param>
    /// <param name="IsOne">Whether there is at most one such.</param>
    /// <param name="IsPlain">Whether no operator costs more than an addition.</param>
    private readonly record struct Source(Expr? Only, bool IsOne, bool IsPlain);
}
