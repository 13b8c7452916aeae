using System.Runtime.Intrinsics.X86;

namespace Graph.Codegen;

/// <summary>A tile of so many rows and columns: how its columns become vectors, and what it needs of the processor.</summary>
/// <param name="Width">The width of the vectors.</param>
/// <param name="Element">f32 or f64.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Columns">How many columns.</param>
/// <param name="SharesColumns">Whether the rows read the same vectors.</param>
internal readonly record struct TileShape(LaneWidth Width, ElementType Element, int Rows, int Columns, bool SharesColumns)
{
    // Cycles until a total can be added to again, with something to spare, and operations that begin in a cycle.
    private const double Latency = 6;
    private const double Issued = 6;

    // Loads are not quite hidden by the products beside them.
    private const double ShownOfLoads = 0.2;

    // Pointers, counter and branch of the loop over the terms.
    private const int LoopOperations = 5;

    // Of the factor that rows differ in, what is on its way from memory to a product.
    private const int Passing = 2;

    /// <summary>How many points each row has behind its last whole vector.</summary>
    public int Rest => Columns % Points;

    /// <summary>How many rows have their rests in one vector; 1 where a row has a vector for itself, which is partly empty.</summary>
    public int RowsPerRest { get; } = SharesColumns && Rows > 1 && Width != LaneWidth.ScalarLane
        ? VectorLane.GroupsOf(Width, Element, Columns % RegisterTile.PointsOf(Width))
        : 1;

    /// <summary>How many vectors a row has for itself.</summary>
    public int OwnVectors => RowsPerRest > 1 ? Columns / Points : Vectors;

    /// <summary>How many vectors rows share for their rests; the last one may have room for more rows.</summary>
    public int RestVectors => RowsPerRest > 1 ? (Rows + RowsPerRest - 1) / RowsPerRest : 0;

    /// <summary>The registers of its totals, of a term's vectors along the columns, and of values that wait until rows are joined.</summary>
    public int Registers => Products + (Parts * Vectors) + Math.Max(Passing, RowsPerRest);

    /// <summary>The cycles that one term of each total takes: two multiply-adds begin in each.</summary>
    public double Cycles
    {
        get
        {
            double each = Width == LaneWidth.Lane512 && HasHalves ? 1 : 0.5;
            double loads = (Loaded * each) + (Rows * 0.5);
            int shuffles = RestVectors * (RowsPerRest - 1);
            int inUnits = Products + (Width == LaneWidth.Lane512 && ShufflesWhereItMultiplies ? shuffles : 0);
            int operations = Products + Loaded + Rows + shuffles + LoopOperations;
            return Math.Max(Math.Max(inUnits * each, Latency), Math.Max(loads, operations / Issued)) + (ShownOfLoads * loads);
        }
    }

    // AMD's family 19h computes 512 bits in two halves.
    private static bool HasHalves { get; } = X86Base.IsSupported && X86Base.CpuId(1, 0).Eax is var eax
        && ((eax >> 8) & 0xF) + ((eax >> 20) & 0xFF) == 0x19;

    // Intel's processors move parts of 512 bits in one of the two units that multiply them. (Their name begins with Genu.)
    private static bool ShufflesWhereItMultiplies { get; } = X86Base.IsSupported && X86Base.CpuId(0, 0).Ebx == 0x756E6547;

    private int Points => RegisterTile.PointsOf(Width);

    private int Parts => Width != LaneWidth.ScalarLane && Element.ByteSize == sizeof(double) ? 2 : 1;

    private int Vectors => (Columns + Points - 1) / Points;

    private int Products => Parts * ((Rows * OwnVectors) + RestVectors);

    private int Loaded => SharesColumns ? Parts * Vectors : Products;
}
