namespace Graph.Transforms;

/// <summary>
/// Builds a scan in the direction opposite to a given one, from expressions over the nodes of the given one's body. What it needs of them and can make
/// itself (see <see cref="StepValues.IsRebuilt"/>) it does; the rest comes to it as sequences and constants. A loop within the body that the
/// derivative runs again only to save more of its steps belongs to the given scan, not to the one in the opposite direction.
/// </summary>
internal sealed class BackwardScan(Expr forward, Labels labels)
{
    private readonly Scan scan = (Scan)forward.Op;
    private readonly StepValues values = new(forward);
    private readonly Dictionary<Expr, Expr> image = [];
    private readonly HashSet<Expr> innerLoops = [];

    /// <summary>Makes the scan.</summary>
    /// <param name="carries">The leaf of each carry within a step, and its initial value.</param>
    /// <param name="sequences">The leaf of each sequence within a step, and the sequence.</param>
    /// <param name="results">The next value of each carry, then the outputs of a step.</param>
    /// <returns>The results of the scan.</returns>
    public ImmutableArray<Expr> Run(
        ImmutableArray<(Expr Leaf, Expr Operand)> carries, ImmutableArray<(Expr Leaf, Expr Operand)> sequences, ImmutableArray<Expr> results)
    {
        if (results.IsEmpty)
        {
            return [];
        }
        foreach ((Expr leaf, _) in carries.Concat(sequences))
        {
            image.Add(leaf, leaf);
        }
        ImmutableArray<Expr> order = Traversal.TopologicalOrder(results);
        FindInnerLoops(order);
        HashSet<Expr> needed = FindNeeded(order, results);
        ImmutableArray<Expr> taken = [.. order.Where(node => needed.Contains(node) && IsTaken(node))];
        (ImmutableArray<(Expr Leaf, Expr Operand)> stacked, ImmutableArray<(Expr Leaf, Expr Operand)> constants) = Take(taken);
        foreach (Expr node in order.Where(node => needed.Contains(node) && !image.ContainsKey(node)))
        {
            image.Add(node, node.Update([.. node.Inputs.Select(input => image[input])]));
        }
        ImmutableArray<(Expr Leaf, Expr Operand)> all = [.. carries, .. sequences, .. stacked, .. constants];
        Computation body = Computation.Create(
            $"{scan.Body.Name}_pullback", [.. all.Select(pair => pair.Leaf)], [.. results.Select(result => image[result])]);
        return Expr.Create(
            new Scan(body, scan.Length, carries.Length, sequences.Length + stacked.Length, !scan.Reverse),
            [.. all.Select(pair => pair.Operand)]).Results();
    }

    // Loops that depend on the steps of the given scan, but not on what comes backward.
    private void FindInnerLoops(ImmutableArray<Expr> order)
    {
        HashSet<Expr> backward = [.. image.Keys];
        HashSet<Expr> varying = [];
        foreach (Expr node in order)
        {
            if (node.Inputs.Any(backward.Contains))
            {
                backward.Add(node);
            }
            else if (values.Varies(node) || node.Inputs.Any(varying.Contains))
            {
                varying.Add(node);
                if (node.Op is Scan)
                {
                    innerLoops.Add(node);
                }
            }
        }
    }

    // What the results are made of, down to leaves and to what is taken from the given scan.
    private HashSet<Expr> FindNeeded(ImmutableArray<Expr> order, ImmutableArray<Expr> results)
    {
        HashSet<Expr> needed = [.. results];
        for (int place = order.Length - 1; place >= 0; place--)
        {
            if (needed.Contains(order[place]) && !IsTaken(order[place]))
            {
                needed.UnionWith(order[place].Inputs);
            }
        }
        return needed;
    }

    private bool IsTaken(Expr node)
    {
        Expr source = DerivativeSums.Place(node).Node;
        return values.Contains(source) ? !values.IsRebuilt(source) : innerLoops.Contains(source);
    }

    // Gives what is taken a leaf: parameters keep theirs, and what is the same result of an operator shares one.
    private (ImmutableArray<(Expr Leaf, Expr Operand)> Stacked, ImmutableArray<(Expr Leaf, Expr Operand)> Constants) Take(ImmutableArray<Expr> taken)
    {
        Dictionary<(Expr Node, int Result), Expr> leaves = [];
        List<(Expr Leaf, Expr Operand)> constants = [];
        List<(Expr Leaf, Expr Value)> stacked = [];
        foreach (Expr node in taken)
        {
            if (leaves.TryGetValue(DerivativeSums.Place(node), out Expr? leaf))
            {
                image.Add(node, leaf);
                continue;
            }
            leaf = node.Op is Parameter ? node : labels.Leaf($"saved_{DerivativeSums.Place(node).Node.Op.Name}", node.Type);
            leaves.Add(DerivativeSums.Place(node), leaf);
            image.Add(node, leaf);
            if (values.Unchanging(node) is { } operand)
            {
                constants.Add((leaf, operand));
            }
            else
            {
                stacked.Add((leaf, node));
            }
        }
        ImmutableArray<Expr> stacks = values.Stacks([.. stacked.Select(pair => pair.Value)]);
        return ([.. stacked.Zip(stacks, (pair, stack) => (pair.Leaf, stack))], [.. constants]);
    }
}
