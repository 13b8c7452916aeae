namespace Graph.Transforms;

/// <summary>
/// What a step computes from constants alone is computed once, in front of the loop; what it computes from sequences and constants, without any carry, is
/// computed for all steps at once, there too: a contraction of the inputs is then one product of large matrices.
/// </summary>
internal sealed class ScanHoisting
{
    // A value that is used twice counts twice, so that in a long chain of doublings the count has to stop somewhere.
    private const long MostReads = 1L << 40;

    private readonly Loop loop;
    private readonly PassLog log;
    private readonly ImmutableArray<Expr> nodes;
    private readonly Dictionary<Expr, Expr> outside;
    private readonly Dictionary<Expr, Expr> stacked;
    private readonly HashSet<Expr> invariant;
    private readonly Dictionary<Expr, int> uses;
    private readonly HashSet<Expr> heavy = [];
    private readonly HashSet<Expr> instead;
    private readonly Dictionary<Expr, long> reads = [];

    private ScanHoisting(Expr node, PassLog log)
    {
        this.log = log;
        loop = new Loop(node);
        nodes = Traversal.TopologicalOrder(loop.Results);
        outside = loop.Constants.ToDictionary(port => port.Leaf, port => port.Operand);
        stacked = loop.Sequences.ToDictionary(port => port.Leaf, port => port.Operand);
        invariant = [.. outside.Keys];
        uses = Traversal.CountUses(loop.Results);
        instead = [.. stacked.Keys];
    }

    public static Computation Run(Computation computation, PassLog log) =>
        computation.Nodes.Any(node => node.Op is Scan)
            ? computation.RebuildResults((_, updated) => updated.Op is Scan ? new ScanHoisting(updated, log).Hoist() : null)
            : computation;

    private ImmutableArray<Expr>? Hoist()
    {
        foreach (Expr node in nodes)
        {
            Classify(node);
        }
        Dictionary<Expr, Expr> replacements = [];
        foreach (Expr node in Frontier())
        {
            Replace(node, isResult: loop.Outputs.Contains(node), replacements);
        }
        if (replacements.Count == 0)
        {
            return null;
        }
        loop.Substitute(replacements);
        return loop.Build();
    }

    /// <summary>Finds what may leave the loop: its value outside, for one step or for all.</summary>
    private void Classify(Expr node)
    {
        if (node.Op is Parameter)
        {
            reads[node] = invariant.Contains(node) || stacked.ContainsKey(node) ? node.Type.ElementCount : 0;
            return;
        }
        reads[node] = Math.Min(MostReads, node.Inputs.Sum(input => reads[input]));
        bool known = node.Inputs.All(input => outside.ContainsKey(input));
        if (known && !node.IsTuple && node.Op is not Project)
        {
            outside[node] = node.WithInputs(outside);
            if (node.Inputs.Any(invariant.Contains))
            {
                invariant.Add(node);
            }
        }
        else if (!node.IsTuple && node.Inputs.Any(stacked.ContainsKey) && node.Inputs.All(input => stacked.ContainsKey(input) || outside.ContainsKey(input)))
        {
            using Origin.Extent extent = Origin.Replacing(node.Origin);
            ImmutableArray<bool> isStacked = [.. node.Inputs.Select(stacked.ContainsKey)];
            ImmutableArray<Expr> operands = [.. node.Inputs.Select(input => stacked.TryGetValue(input, out Expr? whole) ? whole : outside[input])];
            if (Batching.Stack(node, operands, isStacked, loop.Length) is { } all)
            {
                stacked[node] = all;
                Weigh(node);
            }
        }
    }

    /// <summary>Finds whether an expression of sequences is work worth keeping the result of, or stands for sequences that nothing else needs.</summary>
    private void Weigh(Expr node)
    {
        if (node.Op is Gather && invariant.Contains(node.Inputs[0]))
        {
            // To look up what is the same at every step is to load it, and the rows may be few.
            return;
        }
        if (node.Op is Contract or Reduce or ArgReduce or Cumulative or Gather or Scatter or Fold || node.Inputs.Any(heavy.Contains))
        {
            heavy.Add(node);
        }
        if (node.Inputs.All(input => outside.ContainsKey(input) || (instead.Contains(input) && uses[input] == 1)))
        {
            instead.Add(node);
        }
    }

    private bool CanLeave(Expr node) => stacked.ContainsKey(node) || invariant.Contains(node);

    /// <summary>What can leave the loop and is used by what cannot, or is a result.</summary>
    private List<Expr> Frontier()
    {
        HashSet<Expr> frontier = [.. loop.Results.Where(CanLeave)];
        foreach (Expr node in nodes.Where(node => !CanLeave(node)))
        {
            frontier.UnionWith(node.Inputs.Where(CanLeave));
        }
        return [.. nodes.Where(frontier.Contains)];
    }

    /// <summary>Moves an expression out, or, where that would not pay, what it is made of.</summary>
    private void Replace(Expr root, bool isResult, Dictionary<Expr, Expr> replacements)
    {
        Stack<Expr> pending = new([root]);
        while (pending.TryPop(out Expr? node))
        {
            if (node.Op is Parameter || !CanLeave(node) || replacements.ContainsKey(node))
            {
                continue;
            }
            bool asResult = isResult && ReferenceEquals(node, root);
            if (!asResult && (IsView(node) || !Pays(node)))
            {
                foreach (Expr input in node.Inputs)
                {
                    pending.Push(input);
                }
                continue;
            }
            bool once = invariant.Contains(node);
            replacements[node] = once ? loop.AddConstant("hoisted", outside[node]) : loop.AddSequence("hoisted", stacked[node]);
            log.Count(once ? "hoist-constant" : "hoist-sequence");
        }
    }

    /// <summary>Whether the node only shows its operand differently: to compute it at each step costs nothing, to keep it costs memory.</summary>
    private static bool IsView(Expr node) => node.Op is Broadcast or Reshape or Transpose or Slice or Reverse;

    /// <summary>
    /// Whether to keep a value for all steps costs less than to make it at each: it is real work or replaces a sequence, and is no larger than what it is made of.
    /// </summary>
    private bool Pays(Expr node) =>
        invariant.Contains(node) || ((heavy.Contains(node) || instead.Contains(node)) && node.Type.ElementCount <= reads[node]);
}
