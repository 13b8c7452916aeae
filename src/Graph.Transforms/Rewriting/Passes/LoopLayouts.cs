namespace Graph.Transforms;

/// <summary>
/// A matrix that every step of a loop contracts is laid out once, in front of the loop, as products read it best. One contracted along its last
/// axis is turned: behind the turn the columns of the product lie together, as vectors want them, and no step lays the matrix out anew. A large
/// one is cut into panels of columns, each of which lies together, the last filled up with zeros: steps then read memory from its beginning to its end.
/// </summary>
internal sealed class LoopLayouts
{
    private const long LeastSteps = 3;
    private const long LeastColumnsPerZeros = 16;

    private readonly Loop loop;
    private readonly PassLog log;
    private readonly LayoutSizes sizes;
    private readonly LoopInvariants invariants;
    private readonly Dictionary<(Expr Matrix, MatrixLayout Layout), Expr> laidOut = [];

    private LoopLayouts(Expr node, PassLog log, LayoutSizes sizes)
    {
        (this.log, this.sizes) = (log, sizes);
        loop = new Loop(node);
        invariants = new LoopInvariants(loop);
    }

    /// <summary>Lays constants of every loop of a computation out.</summary>
    /// <param name="computation">The computation.</param>
    /// <param name="log">Where each matrix is counted.</param>
    /// <param name="sizes">Which matrices are worth it.</param>
    public static Computation Run(Computation computation, PassLog log, LayoutSizes sizes) =>
        computation.Nodes.Any(node => node.Op is Scan)
            ? computation.RebuildResults((_, updated) => updated.Op is Scan ? new LoopLayouts(updated, log, sizes).LayOut() : null)
            : computation;

    private ImmutableArray<Expr>? LayOut()
    {
        Dictionary<Expr, Expr> table = [];
        foreach (Expr node in loop.Length < LeastSteps ? [] : Traversal.TopologicalOrder(loop.Results))
        {
            Expr updated = node.WithInputs(table);
            table[node] = node is (Contract c, [var x, var y]) ? OnLaidOut(updated, c, x, y) : updated;
        }
        if (laidOut.Count == 0)
        {
            return null;
        }
        loop.SetResults([.. loop.Results.Select(result => table[result])]);
        return loop.Build();
    }

    /// <summary>The contraction with an operand laid out that is the same at every step; the contraction itself where there is none.</summary>
    /// <param name="node">The contraction, with operands laid out in what it is made of.</param>
    /// <param name="c">The contraction.</param>
    /// <param name="x">Its left operand as it was.</param>
    /// <param name="y">Its right operand as it was.</param>
    private Expr OnLaidOut(Expr node, Contract c, Expr x, Expr y)
    {
        if (LayoutOf(y, c.RhsBatch, c.Rhs) is { } right)
        {
            Expr product = node.Replace(
                c with { Rhs = right.Moved(c.Rhs), RhsBatch = right.Moved(c.RhsBatch) }, [node.Inputs[0], LaidOut(y, right)]);
            return right.WithoutPanels(product, node.Shape, node.Rank - 1);
        }
        if (LayoutOf(x, c.LhsBatch, c.Lhs) is { } left)
        {
            Expr product = node.Replace(
                c with { Lhs = left.Moved(c.Lhs), LhsBatch = left.Moved(c.LhsBatch) }, [LaidOut(x, left), node.Inputs[1]]);
            return left.WithoutPanels(product, node.Shape, 0);
        }
        return node;
    }

    /// <summary>How a matrix is laid out best; null where it is so already, or it is small, changes, or has no columns.</summary>
    private MatrixLayout? LayoutOf(Expr matrix, Axes batch, Axes contracted)
    {
        Axes wide = Layout.Wide(matrix.Shape);
        Axes bound = [.. batch, .. contracted];
        Axes free = bound.Complement(matrix.Rank);
        if (matrix.Type.ElementCount < Math.Max(2, sizes.Turned) || !invariants.IsInvariant(matrix) || matrix.IsKnown || !free.Any(wide.Contains))
        {
            return null;
        }
        bool isCut = matrix.Rank == 2 && contracted.Count == 1 && matrix.Type.ElementCount >= sizes.Cut
            && matrix.Shape[free[0]] > sizes.PanelColumns && IsNearlyFull(matrix.Shape[free[0]]);
        return isCut || contracted.Contains(wide[^1]) ? new MatrixLayout([.. batch, .. contracted, .. free], isCut ? sizes.PanelColumns : 0) : null;
    }

    // The last panel is filled up with columns of zeros, whose products nobody reads.
    private bool IsNearlyFull(long columns) => Padded(columns, sizes.PanelColumns) - columns <= columns / LeastColumnsPerZeros;

    private static long Padded(long columns, long panelColumns) => (columns + panelColumns - 1) / panelColumns * panelColumns;

    private Expr LaidOut(Expr matrix, MatrixLayout layout)
    {
        if (!laidOut.TryGetValue((matrix, layout), out Expr? leaf))
        {
            Expr outside = invariants.Outside(matrix)!;
            leaf = loop.AddConstant(matrix.Op is Parameter ? $"{Labels.Of(matrix)}/{layout}" : layout.ToString(), layout.Of(outside));
            laidOut.Add((matrix, layout), leaf);
            log.Count(layout.IsCut ? "cut-constant" : "turn-constant");
        }
        return leaf;
    }

    /// <summary>How a matrix is laid out.</summary>
    /// <param name="Order">Its axes: those of batches, terms, columns.</param>
    /// <param name="PanelColumns">How many columns each panel has, which are then its first axis; 0 where it is not cut.</param>
    private readonly record struct MatrixLayout(Axes Order, long PanelColumns)
    {
        public bool IsCut => PanelColumns > 0;

        public Axes Moved(Axes axes)
        {
            (Axes order, int panels) = (Order, IsCut ? 1 : 0);
            return [.. axes.Select(axis => order.IndexOf(axis) + panels)];
        }

        public Expr Of(Expr matrix)
        {
            if (!IsCut)
            {
                return matrix is (Transpose(var before), [var x]) ? x.Transpose([.. Order.Select(axis => before[axis])]) : matrix.Transpose(Order);
            }
            long columns = matrix.Shape[Order[1]], padded = Padded(columns, PanelColumns);
            Expr filled = matrix.PadAxis(Order[1], 0, padded - columns);
            long panels = padded / PanelColumns;
            return Order[0] == 0
                ? filled.Reshape([filled.Shape[0], panels, PanelColumns]).Transpose([1, 0, 2])
                : filled.Reshape([panels, PanelColumns, filled.Shape[1]]).Transpose([0, 2, 1]);
        }

        /// <summary>A product with the matrix, as it would be with the matrix as it was.</summary>
        /// <param name="product">The product.</param>
        /// <param name="shape">The shape that it would have.</param>
        /// <param name="columns">The axis of the columns there.</param>
        public Expr WithoutPanels(Expr product, Shape shape, int columns) => IsCut
            ? product.Reshape(shape.With(columns, Padded(shape[columns], PanelColumns))).SliceAxis(columns, 0, shape[columns])
            : product.Reshape(shape);

        public override string ToString() => IsCut ? "panels" : "turned";
    }
}

/// <summary>Which matrices are worth being laid out for a loop.</summary>
/// <param name="Turned">How many elements one has that is turned: a smaller one stays in the nearest cache.</param>
/// <param name="Cut">How many one has that is cut into panels: a smaller one stays in the second cache.</param>
/// <param name="PanelColumns">
/// The columns of a panel, 2 or more: as many as the totals of a small batch leave room for in registers, so that a panel is read once.
/// </param>
/// <exception cref="ArgumentOutOfRangeException">A panel has fewer columns than 2.</exception>
public sealed record LayoutSizes(long Turned = 64 * 64, long Cut = 1 << 18, long PanelColumns = 48)
{
    /// <summary>The columns of a panel.</summary>
    public long PanelColumns { get; } = PanelColumns >= 2
        ? PanelColumns
        : throw new ArgumentOutOfRangeException(nameof(PanelColumns), PanelColumns, "a panel has two columns or more");
}
