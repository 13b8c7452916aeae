namespace Graph.Transforms;

/// <summary>
/// A matrix that every step of a loop contracts along its last axis is turned once, in front of the loop: behind the turn the columns of the product lie
/// together, as vectors want them, and no step lays the matrix out anew.
/// </summary>
internal sealed class LoopLayouts
{
    private const long LeastSteps = 3;

    private readonly Loop loop;
    private readonly PassLog log;
    private readonly long leastElements;
    private readonly LoopInvariants invariants;
    private readonly Dictionary<(Expr Matrix, Axes Order), Expr> turned = [];

    private LoopLayouts(Expr node, PassLog log, long leastElements)
    {
        (this.log, this.leastElements) = (log, leastElements);
        loop = new Loop(node);
        invariants = new LoopInvariants(loop);
    }

    /// <summary>Turns constants of every loop of a computation.</summary>
    /// <param name="computation">The computation.</param>
    /// <param name="log">Where each matrix is counted.</param>
    /// <param name="leastElements">How many elements a matrix has that is worth it.</param>
    public static Computation Run(Computation computation, PassLog log, long leastElements) =>
        computation.Nodes.Any(node => node.Op is Scan)
            ? computation.RebuildResults((_, updated) => updated.Op is Scan ? new LoopLayouts(updated, log, leastElements).Turn() : null)
            : computation;

    private ImmutableArray<Expr>? Turn()
    {
        Dictionary<Expr, Expr> table = [];
        foreach (Expr node in loop.Length < LeastSteps ? [] : Traversal.TopologicalOrder(loop.Results))
        {
            Expr updated = node.WithInputs(table);
            table[node] = node is (Contract c, [var x, var y]) ? OnTurned(updated, c, x, y) : updated;
        }
        if (turned.Count == 0)
        {
            return null;
        }
        loop.SetResults([.. loop.Results.Select(result => table[result])]);
        return loop.Build();
    }

    /// <summary>The contraction with an operand turned that is the same at every step and has its terms last; the contraction itself where there is none.</summary>
    /// <param name="node">The contraction, with operands turned in what it is made of.</param>
    /// <param name="c">The contraction.</param>
    /// <param name="x">Its left operand as it was.</param>
    /// <param name="y">Its right operand as it was.</param>
    private Expr OnTurned(Expr node, Contract c, Expr x, Expr y)
    {
        if (OrderOf(y, c.RhsBatch, c.Rhs) is { } order)
        {
            return node.Replace(c with { Rhs = Moved(c.Rhs, order), RhsBatch = Moved(c.RhsBatch, order) }, [node.Inputs[0], Turned(y, order)]);
        }
        if (OrderOf(x, c.LhsBatch, c.Lhs) is { } turn)
        {
            return node.Replace(c with { Lhs = Moved(c.Lhs, turn), LhsBatch = Moved(c.LhsBatch, turn) }, [Turned(x, turn), node.Inputs[1]]);
        }
        return node;
    }

    /// <summary>
    /// The axes of a matrix with the terms before the columns; null where they stand so already, or it is small, changes, or has no columns.
    /// </summary>
    private Axes? OrderOf(Expr matrix, Axes batch, Axes contracted)
    {
        Axes wide = Layout.Wide(matrix.Shape);
        Axes bound = [.. batch, .. contracted];
        Axes free = bound.Complement(matrix.Rank);
        return matrix.Type.ElementCount >= Math.Max(2, leastElements) && invariants.IsInvariant(matrix) && !matrix.IsKnown
            && contracted.Contains(wide[^1]) && free.Any(wide.Contains)
            ? [.. batch, .. contracted, .. free]
            : null;
    }

    private static Axes Moved(Axes axes, Axes order) => [.. axes.Select(axis => order.IndexOf(axis))];

    private Expr Turned(Expr matrix, Axes order)
    {
        if (!turned.TryGetValue((matrix, order), out Expr? leaf))
        {
            Expr outside = invariants.Outside(matrix)!;
            Expr whole = outside is (Transpose(var before), [var x]) ? x.Transpose([.. order.Select(axis => before[axis])]) : outside.Transpose(order);
            leaf = loop.AddConstant(matrix.Op is Parameter ? Labels.Of(matrix) + "/turned" : "turned", whole);
            turned.Add((matrix, order), leaf);
            log.Count("turn-constant");
        }
        return leaf;
    }
}
