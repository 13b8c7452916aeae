namespace Graph.Codegen;

/// <summary>
/// The totals of a tile in registers: first a vector for each row and column of vectors, then those that rows share for what they have left.
/// </summary>
internal sealed class TileTotals
{
    private readonly Lane lane;
    private readonly int rows;
    private readonly LaneValue[] sums;

    /// <param name="plan">The contraction.</param>
    /// <param name="lane">The lane of its vectors.</param>
    /// <param name="registerOf">What holds a total, by its place.</param>
    /// <param name="rows">How many rows it has.</param>
    /// <param name="vectors">How many vectors a row has.</param>
    /// <param name="last">How many points the last of them has; 0 for all.</param>
    /// <param name="maskOfLast">True at these points; null where they are all.</param>
    public TileTotals(
        TilePlan plan, Lane lane, Func<int, LaneValue> registerOf, int rows, int vectors, int last, LaneValue? maskOfLast)
    {
        (this.lane, this.rows) = (lane, rows);
        Rests = plan.SharesColumns ? SharedRests.Of(lane, plan.Element, rows, last) : null;
        int own = Rests is null ? vectors : vectors - 1;
        Masks = [.. Enumerable.Range(0, own).Select(place => place == vectors - 1 ? maskOfLast : null)];
        sums = [.. Enumerable.Range(0, (rows * own) + (Rests?.Vectors ?? 0)).Select(registerOf)];
    }

    /// <summary>For each vector that a row has for itself, which points it has; null for all.</summary>
    public ImmutableArray<LaneValue?> Masks { get; }

    /// <summary>What rows have in common vectors behind these; null if there is nothing.</summary>
    public SharedRests? Rests { get; }

    /// <summary>Sets them to 0.</summary>
    public void Clear()
    {
        foreach (LaneValue sum in sums)
        {
            lane.Assign(sum, lane.Constant(Numbers.Zero(sum.Element)));
        }
    }

    /// <summary>Adds the products of one term.</summary>
    public void Add(FactorValues value, FactorValues factor)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int vector = 0; vector < Masks.Length; vector++)
            {
                lane.Accumulate(Of(row, vector), value[row, vector], factor[row, vector]);
            }
            if (Rests?.IsLastOfVector(row) == true)
            {
                lane.Accumulate(RestOf(row), value.OfRests(row), factor.OfRests(row));
            }
        }
    }

    /// <summary>Cuts them into pieces whose points lie together.</summary>
    public ImmutableArray<TilePiece> Pieces()
    {
        ImmutableArray<TilePiece>.Builder pieces = ImmutableArray.CreateBuilder<TilePiece>();
        for (int row = 0; row < rows; row++)
        {
            for (int vector = 0; vector < Masks.Length; vector++)
            {
                pieces.Add(new(lane, Of(row, vector), row, vector * lane.Count, Masks[vector]));
            }
            if (Rests is not null)
            {
                pieces.Add(new(Rests.LaneOfRow, Rests.Take(row, RestOf(row)), row, Masks.Length * lane.Count, null));
            }
        }
        return pieces.ToImmutable();
    }

    private LaneValue Of(int row, int vector) => sums[(row * Masks.Length) + vector];

    private LaneValue RestOf(int row) => sums[(rows * Masks.Length) + Rests!.VectorOf(row)];
}

/// <summary>Neighbouring totals of one row of a tile.</summary>
/// <param name="Lane">The lane of the vector that holds them.</param>
/// <param name="Totals">The vector.</param>
/// <param name="Row">The row.</param>
/// <param name="Column">The column of its first point.</param>
/// <param name="Mask">Which points are there; null for all.</param>
internal sealed record TilePiece(Lane Lane, LaneValue Totals, int Row, long Column, LaneValue? Mask);
