using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Graph.Codegen;

/// <summary>
/// How many rows and vectors a tile has, and how wide its vectors are: what its totals, one vector for each row and column of vectors, need
/// of the registers. No bit of a result depends on it.
/// </summary>
/// <param name="Width">The width of the vectors, no wider than those of the method.</param>
/// <param name="Rows">The most rows.</param>
/// <param name="Vectors">The most vectors of a row.</param>
internal sealed record RegisterTile(LaneWidth Width, int Rows, int Vectors)
{
    private const int MostRows = 14;
    private const int MostVectors = 6;

    // Cycles until a total can be added to again, with something to spare, and operations that begin in a cycle.
    private const double Latency = 6;
    private const double Issued = 6;

    // Loads are not quite hidden by the products beside them.
    private const double ShownOfLoads = 0.2;

    // Pointers, counter and branch of the loop over the terms.
    private const int LoopOperations = 5;

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
                for (int vectors = 1; vectors <= MostVectors && Fits(width, element, height, vectors); vectors++)
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

    private static int PartsOf(LaneWidth width, ElementType element) =>
        width != LaneWidth.ScalarLane && element.ByteSize == sizeof(double) ? 2 : 1;

    private static bool Fits(LaneWidth width, ElementType element, int rows, int vectors) =>
        PartsOf(width, element) * (rows + 1) * vectors <= Registers - 2;

    private static double Cycles(LaneWidth width, ElementType element, long rows, long columns, RegisterTile tile, bool sharesColumns)
    {
        long vectors = (columns + PointsOf(width) - 1) / PointsOf(width);
        int parts = PartsOf(width, element);
        double sum = 0;
        foreach ((long rowTiles, long height) in ((long, long)[])[(rows / tile.Rows, tile.Rows), (1, rows % tile.Rows)])
        {
            foreach ((long columnTiles, long own) in ((long, long)[])[(vectors / tile.Vectors, tile.Vectors), (1, vectors % tile.Vectors)])
            {
                sum += height * own == 0 ? 0 : rowTiles * columnTiles * CyclesOfTerm(width, height, own * parts, sharesColumns);
            }
        }
        return sum;
    }

    // AMD's family 19h computes 512 bits in two halves.
    private static bool HasHalves { get; } = X86Base.IsSupported && X86Base.CpuId(1, 0).Eax is var eax
        && ((eax >> 8) & 0xF) + ((eax >> 20) & 0xFF) == 0x19;

    /// <summary>The cycles that one term of each total of a tile takes: two multiply-adds begin in each.</summary>
    private static double CyclesOfTerm(LaneWidth width, long rows, long vectors, bool sharesColumns)
    {
        double each = width == LaneWidth.Lane512 && HasHalves ? 1 : 0.5;
        long products = rows * vectors;
        long loaded = sharesColumns ? vectors : products;
        double loads = (loaded * each) + (rows * 0.5);
        return Math.Max(Math.Max(products * each, Latency), Math.Max(loads, (products + loaded + rows + LoopOperations) / Issued))
            + (ShownOfLoads * loads);
    }
}
