using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Graph.Codegen;

/// <summary>
/// How many rows and vectors a tile has, and how wide its vectors are: what its totals need of the
/// registers. No bit of a result depends on it.
/// </summary>
/// <param name="Width">The width of the vectors, no wider than those of the method.</param>
/// <param name="Rows">The most rows.</param>
/// <param name="Vectors">The most vectors of a row.</param>
internal sealed record RegisterTile(LaneWidth Width, int Rows, int Vectors)
{
    private const int MostRows = 14;
    private const int MostVectors = 6;

    private static int Registers => Avx512F.VL.IsSupported || AdvSimd.IsSupported ? 32 : 16;

    /// <summary>The tile that takes the least time.</summary>
    /// <param name="widest">The width of the method's vectors.</param>
    /// <param name="element">f32 or f64.</param>
    /// <param name="rows">How many rows are tiled in one go.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="sharesColumns">Whether the rows of a tile read the same vectors.</param>
    public static RegisterTile Choose(LaneWidth widest, ElementType element, long rows, long columns, bool sharesColumns)
    {
        (RegisterTile best, double least) = (new(widest, 1, 1), double.PositiveInfinity);
        LaneWidth narrowest = widest == LaneWidth.ScalarLane ? LaneWidth.ScalarLane : LaneWidth.Lane128;
        for (LaneWidth width = widest; width >= narrowest; width--)
        {
            for (int height = 1; height <= Math.Min(rows, MostRows); height++)
            {
                for (int vectors = 1; vectors <= MostVectors; vectors++)
                {
                    double cycles = Cycles(width, element, rows, columns, new(width, height, vectors), sharesColumns);
                    // Of two that take as long, the smaller one needs less code.
                    if (cycles < least * 0.999)
                    {
                        (best, least) = (new(width, height, vectors), cycles);
                    }
                }
            }
        }
        return best;
    }

    /// <summary>The points of a vector of a width.</summary>
    public static int PointsOf(LaneWidth width) => width switch
    {
        LaneWidth.ScalarLane => 1,
        LaneWidth.Lane128 => 4,
        LaneWidth.Lane256 => 8,
        LaneWidth.Lane512 => 16,
    };

    /// <summary>The width of vectors of so many points.</summary>
    public static LaneWidth WidthOf(int points) => Enum.GetValues<LaneWidth>().First(width => PointsOf(width) == points);

    private static double Cycles(LaneWidth width, ElementType element, long rows, long columns, RegisterTile tile, bool sharesColumns)
    {
        int wide = tile.Vectors * PointsOf(width);
        double sum = 0;
        foreach ((long rowTiles, int height) in ((long, int)[])[(rows / tile.Rows, tile.Rows), (1, (int)(rows % tile.Rows))])
        {
            foreach ((long columnTiles, int own) in ((long, int)[])[(columns / wide, wide), (1, (int)(columns % wide))])
            {
                if (rowTiles * height * columnTiles * own > 0)
                {
                    TileShape shape = new(width, element, height, own, sharesColumns);
                    if (shape.Registers > Registers)
                    {
                        return double.PositiveInfinity;
                    }
                    sum += rowTiles * columnTiles * shape.Cycles;
                }
            }
        }
        return sum;
    }
}
