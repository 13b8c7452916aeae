namespace Graph.Codegen;

/// <summary>
/// What the rows of a tile have behind their whole vectors, where that is a half or a quarter of a vector: two or four rows share one.
/// </summary>
/// <param name="lane">The vectors of the tile.</param>
/// <param name="shape">The tile, whose rows share vectors.</param>
internal sealed class SharedRests(VectorLane lane, TileShape shape)
{
    /// <summary>A lane of as many points as a row has.</summary>
    public VectorLane LaneOfRow { get; } = new(RegisterTile.WidthOf(shape.Rest), lane.IL);

    /// <summary>The vector that has a row's points.</summary>
    public int VectorOf(int row) => row / shape.RowsPerRest;

    /// <summary>Whether no later row has points in the same vector.</summary>
    public bool IsLastOfVector(int row) => row == shape.Rows - 1 || VectorOf(row + 1) != VectorOf(row);

    /// <summary>At the points of each row of a vector, a value of that row.</summary>
    /// <param name="row">One of the rows.</param>
    /// <param name="valueOf">A row's value, the same at all points.</param>
    public LaneValue Join(int row, Func<int, LaneValue> valueOf) => lane.Join(
        [.. Enumerable.Range(VectorOf(row) * shape.RowsPerRest, shape.RowsPerRest).Select(own => valueOf(Math.Min(own, shape.Rows - 1)))]);

    /// <summary>Neighbouring elements of memory, at the points of each row.</summary>
    public LaneValue Repeat(Action address) => lane.Repeat(address, shape.Rest);

    /// <summary>A row's points of its vector.</summary>
    public LaneValue Take(int row, LaneValue vector) => lane.Group(vector, row % shape.RowsPerRest, LaneOfRow);
}
