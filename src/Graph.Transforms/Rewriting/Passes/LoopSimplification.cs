namespace Graph.Transforms;

/// <summary>What a scan does not need a loop for: operands that are the same at every step or twice there, results that no step computes.</summary>
internal sealed class LoopSimplification
{
    private readonly Loop loop;
    private readonly PassLog log;
    private readonly Expr?[] known;
    private readonly int carries;
    private bool changed;

    private LoopSimplification(Expr node, PassLog log)
    {
        this.log = log;
        loop = new Loop(node);
        carries = loop.Carries.Count;
        known = new Expr?[carries + loop.Outputs.Count];
    }

    public static Computation Run(Computation computation, PassLog log) =>
        computation.Nodes.Any(node => node.Op is Scan)
            ? computation.RebuildResults((_, updated) => updated.Op is Scan ? new LoopSimplification(updated, log).Simplify() : null)
            : computation;

    private ImmutableArray<Expr>? Simplify()
    {
        switch (loop.Length)
        {
            case 0:
                Count("scan-of-none");
                return None();
            case 1:
                Count("scan-of-one");
                return Once();
            default:
                KeepInvariantCarries();
                ShareOperands();
                TakeOutputsOfLeaves();
                LookUpInside();
                return Rebuild();
        }
    }

    /// <summary>The loop of what is left, and its results beside those that are known without it.</summary>
    private ImmutableArray<Expr>? Rebuild()
    {
        ImmutableArray<Expr> outputs = [.. loop.Outputs];
        loop.Outputs.Clear();
        loop.Outputs.AddRange(outputs.Distinct());
        if (loop.Outputs.Count < outputs.Length)
        {
            Count("output-repeated");
        }
        if (!changed)
        {
            return null;
        }
        ImmutableArray<int> places = [.. Enumerable.Range(0, loop.Carries.Count), .. outputs.Select(output => loop.Carries.Count + loop.Outputs.IndexOf(output))];
        ImmutableArray<Expr> built = loop.Build();
        int next = 0;
        return [.. known.Select(result => result ?? built[places[next++]])];
    }

    /// <summary>A scan of no steps: the carries as they were, outputs without elements.</summary>
    private ImmutableArray<Expr> None() =>
        [.. loop.Carries.Select(carry => carry.Initial), .. loop.Outputs.Select(output => Primitives.Zeros(output.Type.With([0, .. output.Shape])))];

    /// <summary>A scan of one step: the body itself.</summary>
    private ImmutableArray<Expr> Once()
    {
        Dictionary<Expr, Expr> table = [];
        loop.Carries.ForEach(carry => table[carry.Leaf] = carry.Initial);
        loop.Sequences.ForEach(port => table[port.Leaf] = port.Operand.Reshape(port.Leaf.Shape));
        loop.Constants.ForEach(port => table[port.Leaf] = port.Operand);
        ImmutableArray<Expr> results = Rebuilding.Substitute(loop.Results, table);
        return [.. results.Select((result, place) => place < carries ? result : result.Reshape([1, .. result.Shape]))];
    }

    private void ShareOperands()
    {
        Dictionary<Expr, Expr> replacements = [];
        for (int place = loop.Sequences.Count - 1; place >= 0; place--)
        {
            Loop.Port port = loop.Sequences[place];
            if (port.Operand is (Broadcast(var shape, var axes), [var x]) && !axes.Contains(0))
            {
                Count("sequence-repeats");
                loop.Sequences.RemoveAt(place);
                loop.Constants.Add(port with { Operand = x.Broadcast(shape[1..], [.. axes.Select(axis => axis - 1)]) });
            }
        }
        for (int place = loop.Constants.Count - 1; place >= 0; place--)
        {
            if (loop.Constants[place] is { Operand.Splat: { } splat } port)
            {
                Count("constant-known");
                loop.Constants.RemoveAt(place);
                replacements[port.Leaf] = Primitives.Constant(splat).Broadcast(port.Leaf.Shape, []);
            }
        }
        foreach (Loop.Port port in loop.Constants.ToArray())
        {
            if (port.Operand is (Broadcast(var shape, var axes), [var x]))
            {
                Count("constant-repeats");
                loop.Constants.Remove(port);
                replacements[port.Leaf] = loop.AddConstant(Labels.Of(port.Leaf), x).Broadcast(shape, axes);
            }
        }
        // Before equal operands are shared: that may take away a leaf that was just made.
        Replace(replacements);
        ShareEqual(loop.Sequences, replacements);
        ShareEqual(loop.Constants, replacements);
        Replace(replacements);
    }

    /// <summary>A sequence of rows of a smaller table is looked up at each step: to look up is to load.</summary>
    private void LookUpInside()
    {
        Dictionary<Expr, Expr> replacements = [];
        HashSet<Expr> needed = [.. Traversal.TopologicalOrder(loop.Results)];
        foreach (Loop.Port port in loop.Sequences.Where(port => needed.Contains(port.Leaf)).ToArray())
        {
            if (LookedUp(port.Operand) is (var rows, var indices))
            {
                Count("sequence-looked-up");
                loop.Sequences.Remove(port);
                Expr table = loop.AddConstant(Labels.Of(port.Leaf) + "/rows", rows);
                replacements[port.Leaf] = table.Gather(loop.AddSequence(Labels.Of(port.Leaf) + "/places", indices));
            }
        }
        Replace(replacements);
    }

    /// <summary>Rows and where to look them up, where a sequence is that and larger than the rows are.</summary>
    private static (Expr Rows, Expr Indices)? LookedUp(Expr sequence) => sequence switch
    {
        (Gather(0), [var rows, { Rank: > 0 } indices]) when rows.Type.ElementCount < sequence.Type.ElementCount => (rows, indices),
        (Transpose(var order), [(Gather(0), [var rows, { Rank: > 0 } indices])])
            when rows.Type.ElementCount < sequence.Type.ElementCount && order[indices.Rank..] == Axes.Range(indices.Rank, order.Count - indices.Rank) =>
            (rows, indices.Transpose(order[..indices.Rank])),
        _ => null,
    };

    private void Replace(Dictionary<Expr, Expr> replacements)
    {
        if (replacements.Count > 0)
        {
            loop.Substitute(replacements);
            replacements.Clear();
        }
    }

    private void ShareEqual(List<Loop.Port> ports, Dictionary<Expr, Expr> replacements)
    {
        Dictionary<Expr, Expr> firsts = [];
        for (int place = 0; place < ports.Count; place++)
        {
            Loop.Port port = ports[place];
            if (!firsts.TryAdd(port.Operand, port.Leaf))
            {
                Count("operand-repeated");
                replacements[port.Leaf] = firsts[port.Operand];
                ports.RemoveAt(place--);
            }
        }
    }

    /// <summary>A carry that no step changes is a constant.</summary>
    private void KeepInvariantCarries()
    {
        for (int place = carries - 1; place >= 0; place--)
        {
            Loop.Carry carry = loop.Carries[place];
            if (ReferenceEquals(carry.Next, carry.Leaf))
            {
                Count("carry-invariant");
                known[place] = carry.Initial;
                loop.Carries.RemoveAt(place);
                loop.Constants.Add(new Loop.Port(carry.Leaf, carry.Initial));
            }
        }
    }

    /// <summary>An output that is a sequence is its operand; one that is the same at every step is that, repeated.</summary>
    private void TakeOutputsOfLeaves()
    {
        for (int place = loop.Outputs.Count - 1; place >= 0; place--)
        {
            Expr output = loop.Outputs[place];
            Expr? same = loop.Constants.Find(port => ReferenceEquals(port.Leaf, output))?.Operand ?? (output.IsKnown ? output : null);
            Expr? whole = same is null
                ? loop.Sequences.Find(port => ReferenceEquals(port.Leaf, output))?.Operand
                : same.Broadcast([loop.Length, .. same.Shape], Axes.Range(1, same.Rank));
            if (whole is not null)
            {
                Count("output-of-operand");
                known[carries + place] = whole;
                loop.Outputs.RemoveAt(place);
            }
        }
    }

    private void Count(string rule)
    {
        log.Count(rule);
        changed = true;
    }
}
