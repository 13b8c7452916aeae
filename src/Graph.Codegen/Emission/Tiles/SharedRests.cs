namespace Graph.Codegen;

/// <summary>
/// What the rows of a tile have behind their whole vectors, where that is a half or a quarter of a vector: two or four rows share one.
/// </summary>
internal sealed class SharedRests
{
    private readonly VectorLane lane;
    private readonly int rows;

    private SharedRests(VectorLane lane, int rows, int points)
    {
        (this.lane, this.rows, Points) = (lane, rows, points);
        LaneOfRow = new VectorLane(RegisterTile.WidthOf(points), lane.IL);
    }

    /// <summary>How many points of a vector are a row's.</summary>
    public int Points { get; }

    /// <summary>A lane of as many points.</summary>
    public VectorLane LaneOfRow { get; }

    /// <summary>How many vectors there are; the last one may have room for more rows.</summary>
    public int Vectors => VectorOf(rows - 1) + 1;

    private int RowsPerVector => lane.Count / Points;

    /// <summary>The rests of a tile; or null where each row has a vector of its own for what it has left, or nothing left.</summary>
    /// <param name="lane">The vectors of the tile.</param>
    /// <param name="element">What is summed.</param>
    /// <param name="rows">How many rows the tile has.</param>
    /// <param name="points">How many points each of them has left.</param>
    public static SharedRests? Of(Lane lane, ElementType element, int rows, int points) =>
        lane is VectorLane own && RowsThatShare(RegisterTile.WidthOf(lane.Count), element, rows, points) > 1
            ? new SharedRests(own, rows, points)
            : null;

    /// <summary>How many rows share a vector; 1 where each has its own.</summary>
    public static int RowsThatShare(LaneWidth width, ElementType element, long rows, int points) =>
        rows > 1 && width != LaneWidth.ScalarLane ? VectorLane.GroupsOf(width, element, points) : 1;

    /// <summary>The vector that has a row's points.</summary>
    public int VectorOf(int row) => row / RowsPerVector;

    /// <summary>Whether no later row has points in the same vector.</summary>
    public bool IsLastOfVector(int row) => row == rows - 1 || VectorOf(row + 1) != VectorOf(row);

    /// <summary>At the points of each row of a vector, a value of that row.</summary>
    /// <param name="row">One of the rows.</param>
    /// <param name="valueOf">A row's value, the same at all points.</param>
    public LaneValue Join(int row, Func<int, LaneValue> valueOf) => lane.Join(
        [.. Enumerable.Range(VectorOf(row) * RowsPerVector, RowsPerVector).Select(own => valueOf(Math.Min(own, rows - 1)))]);

    /// <summary>Neighbouring elements of memory, at the points of each row.</summary>
    public LaneValue Repeat(Action address, ElementType element) => lane.Repeat(address, element, Points);

    /// <summary>A row's points of its vector.</summary>
    public LaneValue Take(int row, LaneValue vector) => lane.Group(vector, row % RowsPerVector, LaneOfRow);
}
