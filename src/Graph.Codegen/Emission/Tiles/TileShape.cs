using System.Runtime.Intrinsics.X86;

namespace Graph.Codegen;

/// <summary>What a tile of so many rows and columns needs of the processor.</summary>
/// <param name="Width">The width of the vectors.</param>
/// <param name="Element">f32 or f64.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Columns">How many columns.</param>
/// <param name="SharesColumns">Whether the rows read the same vectors.</param>
internal readonly record struct TileShape(LaneWidth Width, ElementType Element, long Rows, long Columns, bool SharesColumns)
{
    // Cycles until a total can be added to again, with something to spare, and operations that begin in a cycle.
    private const double Latency = 6;
    private const double Issued = 6;

    // Loads are not quite hidden by the products beside them.
    private const double ShownOfLoads = 0.2;

    // Pointers, counter and branch of the loop over the terms.
    private const int LoopOperations = 5;

    // For what is on its way from memory to a product.
    private const int Passing = 2;

    /// <summary>The registers of its totals and of what they are made of at one term.</summary>
    public long Registers => Products + (Parts * Vectors) + Passing;

    /// <summary>The cycles that one term of each total takes: two multiply-adds begin in each.</summary>
    public double Cycles
    {
        get
        {
            double each = Width == LaneWidth.Lane512 && HasHalves ? 1 : 0.5;
            double loads = (Loaded * each) + (Rows * 0.5);
            long operations = Products + Loaded + Rows + (Rests * (RowsPerRest - 1)) + LoopOperations;
            return Math.Max(Math.Max(Products * each, Latency), Math.Max(loads, operations / Issued)) + (ShownOfLoads * loads);
        }
    }

    // AMD's family 19h computes 512 bits in two halves.
    private static bool HasHalves { get; } = X86Base.IsSupported && X86Base.CpuId(1, 0).Eax is var eax
        && ((eax >> 8) & 0xF) + ((eax >> 20) & 0xFF) == 0x19;

    private int Points => RegisterTile.PointsOf(Width);

    private int Parts => Width != LaneWidth.ScalarLane && Element.ByteSize == sizeof(double) ? 2 : 1;

    private long Vectors => (Columns + Points - 1) / Points;

    private int RowsPerRest { get; } =
        SharesColumns ? SharedRests.RowsThatShare(Width, Element, Rows, (int)(Columns % RegisterTile.PointsOf(Width))) : 1;

    private long Rests => RowsPerRest > 1 ? (Rows + RowsPerRest - 1) / RowsPerRest : 0;

    private long Products => Parts * (Rests > 0 ? (Rows * (Vectors - 1)) + Rests : Rows * Vectors);

    private long Loaded => SharesColumns ? Parts * Vectors : Products;
}
