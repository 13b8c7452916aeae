namespace Graph.Codegen;

/// <summary>
/// The totals of a tile in registers: first a vector for each row and column of vectors, then those that rows share for what they have left.
/// </summary>
internal sealed class TileTotals
{
    private readonly Lane lane;
    private readonly LaneValue? maskOfLast;
    private readonly LaneValue[] sums;

    /// <param name="shape">The tile.</param>
    /// <param name="lane">The lane of its vectors.</param>
    /// <param name="registerOf">What holds a total, by its place.</param>
    /// <param name="maskOfLast">Which points the last vector of a row has; null where it has all, or rows share it.</param>
    public TileTotals(TileShape shape, Lane lane, Func<int, LaneValue> registerOf, LaneValue? maskOfLast)
    {
        (Shape, this.lane, this.maskOfLast) = (shape, lane, maskOfLast);
        Rests = shape.RestVectors > 0 ? new SharedRests((VectorLane)lane, shape) : null;
        sums = [.. Enumerable.Range(0, (shape.Rows * shape.OwnVectors) + shape.RestVectors).Select(registerOf)];
    }

    /// <summary>The tile.</summary>
    public TileShape Shape { get; }

    /// <summary>What rows have in common vectors behind their own; null if there is nothing.</summary>
    public SharedRests? Rests { get; }

    /// <summary>Which points a vector of a row has for itself; null for all.</summary>
    public LaneValue? MaskOf(int vector) => Rests is null && vector == Shape.OwnVectors - 1 ? maskOfLast : null;

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
        for (int row = 0; row < Shape.Rows; row++)
        {
            for (int vector = 0; vector < Shape.OwnVectors; vector++)
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
        for (int row = 0; row < Shape.Rows; row++)
        {
            for (int vector = 0; vector < Shape.OwnVectors; vector++)
            {
                pieces.Add(new(lane, Of(row, vector), row, vector * lane.Count, MaskOf(vector)));
            }
            if (Rests is not null)
            {
                pieces.Add(new(Rests.LaneOfRow, Rests.Take(row, RestOf(row)), row, Shape.OwnVectors * lane.Count, null));
            }
        }
        return pieces.ToImmutable();
    }

    private LaneValue Of(int row, int vector) => sums[(row * Shape.OwnVectors) + vector];

    private LaneValue RestOf(int row) => sums[(Shape.Rows * Shape.OwnVectors) + Rests!.VectorOf(row)];
}

/// <summary>Neighbouring totals of one row of a tile.</summary>
/// <param name="Lane">The lane of the vector that holds them.</param>
/// <param name="Totals">The vector.</param>
/// <param name="Row">The row.</param>
/// <param name="Column">The column of its first point.</param>
/// <param name="Mask">Which points are there; null for all.</param>
internal sealed record TilePiece(Lane Lane, LaneValue Totals, int Row, long Column, LaneValue? Mask);
