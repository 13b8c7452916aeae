using System.Runtime.Intrinsics.X86;
using Graph.Codegen;
using static Graph.Ops;

namespace Graph.Tests.Codegen;

/// <summary>Half a vector or a quarter of one that each row has left: rows of a tile share vectors for it.</summary>
public sealed class SharedRestTests
{
    private static readonly ImmutableArray<long> columns = [4, 8, 20, 24, 36, 40];

    private static readonly ImmutableArray<long> rows = [2, 3, 11, 14];

    /// <summary>
    /// With whole vectors before the rests and without; the rows fill the vectors that they share, or do not. In one block of terms and in
    /// two, as they lie and packed, to the result and to what is computed of it.
    /// </summary>
    [Fact]
    public void All_widths_give_the_same_bits()
    {
        List<Expr> results = [];
        foreach (long count in columns)
        {
            results.Add(MatMul(Input("x", [count < 20 ? 2 : 11, 37]), Input("y", [37, count])));
        }
        foreach (long count in (long[])[24, 36])
        {
            results.Add(Relu(MatMul(Input("x", [14, 37]), Input("y", [37, count])) + Parameter("b", [count])));
            results.Add(MatMul(Input("x", [7, 700]), Input("y", [700, count])));
        }
        TileTests.VerifyTiled([.. results], atLeast: results.Count - 1);
    }

    [Fact]
    public void Tiles_are_chosen_that_share()
    {
        foreach (LaneWidth width in (LaneWidth[])[LaneWidth.Lane256, LaneWidth.Lane512])
        {
            int shared = columns.SelectMany(_ => rows, (count, height) => Shape(width, height, count)).Count(shape => shape.RestVectors > 0);
            int atLeast = width == LaneWidth.Lane512 && Avx512DQ.IsSupported ? 8 : 1;
            Assert.True(Avx.IsSupported ? shared >= atLeast : shared == 0, $"{shared} tiles share vectors at {width}");
        }
    }

    /// <summary>Of 36 columns, 11 rows take all of 32 registers: more would not leave room for four values that wait to be joined.</summary>
    [Theory]
    [InlineData(11)]
    [InlineData(1000)]
    public void A_tile_takes_no_more_registers_than_there_are(long height)
    {
        TileShape shape = Shape(LaneWidth.Lane512, height, 36);
        Assert.InRange(shape.Registers, 1, Avx512F.VL.IsSupported ? 32 : 16);
        Assert.True(shape.Rows <= 11 || !Avx512F.VL.IsSupported, $"{shape}");
    }

    [Fact]
    public void Rests_are_halves_and_quarters_of_vectors_of_f32()
    {
        Assert.Equal((0, 3), Split(ElementType.F32, 40, sharesColumns: false));
        Assert.Equal((0, 3), Split(ElementType.F64, 40, sharesColumns: true));
        Assert.Equal((0, 3), Split(ElementType.F32, 42, sharesColumns: true));
        Assert.Equal(Avx512DQ.IsSupported ? (4, 2) : (0, 3), Split(ElementType.F32, 40, sharesColumns: true));
        Assert.Equal(Avx512DQ.IsSupported ? (2, 2) : (0, 3), Split(ElementType.F32, 36, sharesColumns: true));
    }

    private static (int Shared, int Own) Split(ElementType element, int count, bool sharesColumns)
    {
        TileShape shape = new(LaneWidth.Lane512, element, 7, count, sharesColumns);
        return (shape.RestVectors, shape.OwnVectors);
    }

    /// <summary>The last tile of a product's first rows.</summary>
    private static TileShape Shape(LaneWidth width, long height, long count)
    {
        RegisterTile tile = RegisterTile.Choose(width, ElementType.F32, height, count, sharesColumns: true);
        int whole = tile.Vectors * RegisterTile.PointsOf(tile.Width);
        return new TileShape(tile.Width, ElementType.F32, tile.Rows, (int)(count % whole == 0 ? whole : count % whole), SharesColumns: true);
    }
}
