using System.Globalization;

namespace Graph.Benchmarks.Contest;

/// <summary>A product of two matrices of f32: <c>[Rows, Inner]</c> by <c>[Inner, Columns]</c>.</summary>
/// <param name="Rows">Rows of the left one and of the product.</param>
/// <param name="Inner">Columns of the left one and rows of the right one.</param>
/// <param name="Columns">Columns of the right one and of the product.</param>
public sealed record ProductCase(int Rows, int Inner, int Columns) : Case(NameOf(Rows, Inner, Columns))
{
    // Sums of up to 2048 products in different orders, beside the largest of them.
    private const double Tolerance = 1e-5;

    /// <summary>Every case: squares from the smallest on, then layers of networks.</summary>
    public static new ImmutableArray<ProductCase> All { get; } =
    [
        .. new[] { 64, 128, 256, 512, 1024, 2048 }.Select(size => new ProductCase(size, size, size)),
        new(128, 784, 512),
        new(32, 784, 128),
        new(3200, 256, 4096),
    ];

    /// <summary>The operations: a multiplication and an addition for each term of each sum.</summary>
    public long FloatingPointOperations => 2L * Rows * Inner * Columns;

    /// <inheritdoc/>
    public override double Bound(int place, ImmutableArray<double> theirs) => OfLargest(Tolerance, theirs);

    /// <summary>The left matrix, in row-major order.</summary>
    public float[] Left() => Samples.Uniform((long)Rows * Inner, seed: 4);

    /// <summary>The right matrix, in row-major order.</summary>
    public float[] Right() => Samples.Uniform((long)Inner * Columns, seed: 5);

    private static string NameOf(int rows, int inner, int columns) => rows == inner && inner == columns
        ? string.Create(CultureInfo.InvariantCulture, $"matmul-{rows}")
        : string.Create(CultureInfo.InvariantCulture, $"matmul-{rows}x{inner}x{columns}");
}
