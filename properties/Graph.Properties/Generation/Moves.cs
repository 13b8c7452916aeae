namespace Graph.Properties.Generation;

/// <summary>All ways to go on with a sketch, with their weights. A move gives null where it does not apply.</summary>
public static class Moves
{
    private static readonly ImmutableArray<(int Weight, Func<Sketch, Expr?> Item)> movement =
    [
        (5, MovementMoves.Reshape), (5, MovementMoves.Transpose), (6, MovementMoves.Broadcast), (4, MovementMoves.Slice), (4, MovementMoves.Pad),
        (5, MovementMoves.Concatenate), (3, MovementMoves.Reverse),
    ];

    private static readonly ImmutableArray<(int Weight, Func<Sketch, Expr?> Item)> elementwise =
    [
        (22, ElementwiseMoves.Unary), (18, ElementwiseMoves.Binary), (6, ElementwiseMoves.Compare), (6, ElementwiseMoves.Select), (6, ElementwiseMoves.Cast),
        (2, ElementwiseMoves.Bitcast), (1, ElementwiseMoves.StopGradient),
    ];

    private static readonly ImmutableArray<(int Weight, Func<Sketch, Expr?> Item)> all =
    [
        .. elementwise,
        .. movement,
        (6, ReductionMoves.Reduce), (2, ReductionMoves.ArgReduce), (3, ReductionMoves.Cumulative), (2, ReductionMoves.Sort), (3, ReductionMoves.Window),
        (3, ReductionMoves.Fold), (2, ReductionMoves.Normalised),
        (5, ContractionMoves.Contract), (3, ContractionMoves.Convolve), (2, ContractionMoves.Dense),
        (3, IndexingMoves.Gather), (3, IndexingMoves.Scatter), (2, IndexingMoves.RandomBits),
        (3, ControlMoves.Scan), (2, ControlMoves.Call),
        (10, TroubleMoves.Any), (22, AlgebraBait.Any), (14, StructureBait.Any), (12, RuleBait.Any), (8, Chain),
    ];

    /// <summary>A move, drawn by weight.</summary>
    public static Func<Sketch, Expr?> Pick(Sketch s) => s.Draw.Weighted(all.AsSpan());

    /// <summary>A move that only moves elements.</summary>
    public static Func<Sketch, Expr?> PickMovement(Sketch s) => s.Draw.Weighted(movement.AsSpan());

    /// <summary>A move that works element by element.</summary>
    public static Func<Sketch, Expr?> PickElementwise(Sketch s) => s.Draw.Weighted(elementwise.AsSpan());

    // Two or three operators of a kind on top of each other: what most rules look for.
    private static Expr? Chain(Sketch s)
    {
        Expr? last = s.Any();
        for (int links = s.Draw.Between(2, 3); links > 0 && last is { IsTuple: false }; links--)
        {
            s.Focus = last;
            Expr? next = (s.Draw.Chance(0.7) ? PickMovement(s) : PickElementwise(s))(s);
            last = next is not null && Sketch.Fits(next) ? next : last;
        }
        s.Focus = null;
        return last;
    }
}
