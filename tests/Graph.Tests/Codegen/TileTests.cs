using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Graph.Codegen;
using Graph.Lowering;
using Graph.Tests.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Codegen;

/// <summary>
/// Contractions and convolutions in tiles: shapes around the edges of tiles, all layouts, packed and as they lie, at all widths with the same
/// bits, and nothing read or written beside what is theirs.
/// </summary>
public sealed class TileTests
{
    private static readonly ImmutableArray<long> edges = [1, 2, 3, 4, 5, 6, 7, 13, 16, 17, 31, 33, 48, 49];

    public static TheoryData<ElementType> Floats => [ElementType.F32, ElementType.F64];

    public static TheoryData<string> Convolutions =>
    [
        "plain", "padded", "strided", "dilated", "grouped", "depthwise", "of one pixel", "of one image", "transposed",
    ];

    [Theory]
    [MemberData(nameof(Floats))]
    public void Rows_and_columns_end_anywhere(ElementType element)
    {
        List<Expr> products = [];
        foreach (long size in edges)
        {
            products.Add(MatMul(Input("x", [size, 19], element), Input("y", [19, 33], element)));
            products.Add(MatMul(Input("x", [17, 23], element), Input("y", [23, size], element)));
            products.Add(MatMul(Input("x", [13, size * 11], element), Input("y", [size * 11, 18], element)));
        }
        VerifyTiled([.. products], atLeast: products.Count - 4);
    }

    /// <summary>A result that fills lines goes past the caches tile by tile, if it begins at a line.</summary>
    [Theory]
    [MemberData(nameof(Floats))]
    public void Tiles_store_past_the_caches(ElementType element)
    {
        ImmutableArray<Expr> products =
        [
            .. from size in (long[])[16, 80]
               select MatMul(Input("x", [size + 1, 30], element), Input("y", [30, size], element)),
            MatMul(Input("x", [5, 600], element), Input("y", [600, 32], element)), Tanh(MatMul(Input("x", [18, 20], element), Input("y", [20, 64], element))),
        ];
        ScheduledKernel[] streaming =
            [.. Schedules(products).Where(own => own.Schedule.IsStreaming && new TilePlan(own.Kernel, own.Schedule) is { Result: not null, HasBlocks: false })];
        Assert.True(streaming.Length >= 2, $"{streaming.Length} of tiles that store the result themselves");
        foreach (LaneWidth width in KernelChecks.Widths.Where(width => width != LaneWidth.ScalarLane))
        {
            Assert.Contains(streaming, own => StoresPastCaches(own, width));
            Assert.DoesNotContain(streaming, own => StoresPastCaches(own with { Schedule = own.Schedule with { IsStreaming = false } }, width));
        }
        VerifyTiled(products, atLeast: products.Length);
    }

    [Theory]
    [MemberData(nameof(Floats))]
    public void Factors_lie_in_any_order(ElementType element)
    {
        Expr a = Input("a", [37, 70], element), b = Input("b", [70, 21], element), at = Input("at", [70, 37], element), bt = Input("bt", [21, 70], element);
        Expr stack = Input("stack", [3, 18, 20], element), other = Input("other", [3, 20, 17], element), turned = Input("turned", [3, 17, 20], element);
        VerifyTiled(
            [
                MatMul(a, b), MatMul(Transpose(at), b), MatMul(a, Transpose(bt)), MatMul(Transpose(at), Transpose(bt)),
                MatMul(stack, other), MatMul(stack, SwapAxes(turned, 1, 2)), MatMul(stack, Input("shared", [20, 19], element)),
                Transpose(MatMul(a, b)), MatMul(Reshape(stack, [54, 20]), Input("w", [20, 16], element)), MatMul(Input("v", [70], element), b),
            ],
            atLeast: 10);
    }

    /// <summary>Rows that lie together are packed for several tiles at a time, up to about a hundred rows.</summary>
    [Theory]
    [MemberData(nameof(Floats))]
    public void Rows_that_lie_together_are_packed_for_several_tiles(ElementType element)
    {
        ImmutableArray<Expr> products =
        [
            .. from rows in (long[])[47, 97, 200]
               let turned = Input("turned", [140, rows], element)
               select MatMul(Transpose(turned), Input("y", [140, 100], element)),
        ];
        Assert.Contains(Schedules(products), own => own.Schedule.Tiling is { PacksValue: true } or { PacksFactor: true } && own.Kernel.Axes[^2].Size > 96);
        VerifyTiled(products, atLeast: products.Length);
    }

    /// <summary>Three chunks of rows read what the first of them has packed, in each of three blocks of terms and two of columns.</summary>
    [Theory]
    [MemberData(nameof(Floats))]
    public void Chunks_of_the_same_columns_share_what_is_packed(ElementType element)
    {
        Expr x = Input("x", [97, 130], element), y = Input("y", [130, 66], element), turned = Input("turned", [66, 130], element);
        VerifyTiled([MatMul(x, y), MatMul(x, Transpose(turned)), MatMul(x, Tanh(y)) + 1, MatMul(Sigmoid(x), Transpose(Square(turned)))], atLeast: 3);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(20)]
    [InlineData(24)]
    public void A_scalar_can_be_a_factor(long columns)
    {
        Expr scalar = Input("scalar", []), p = Input("p", [11, columns]);
        // As it is written: a rule would make a sum of it.
        Computation computation = Computation.Create("scaled", [scalar, p], [MatMul(BroadcastTo(scalar, [10, 11]), p)]);
        ScheduledKernel kernel = Assert.Single(KernelChecks.KernelsOf(Planner.Plan(computation, Target.Common)));
        Assert.NotNull(kernel.Schedule.Tiling);
        ScheduleVerifier.Verify(kernel);
        KernelChecks.Verify([kernel]);
    }

    [Fact]
    public void Long_sums_go_in_blocks()
    {
        Expr[] results = [MatMul(Input("x", [7, 1500]), Input("y", [1500, 20])), Conv2D(Input("x", [1, 3, 5, 300]), Parameter("w", [3, 3, 300, 8]))];
        Assert.All(results.SelectMany(Scheduled), kernel => Assert.True(TermsOf(kernel) <= Schedule.MostSequentialTerms));
        KernelChecks.Verify(Schedules(results));
    }

    [Fact]
    public void What_is_computed_on_the_way_is_packed_and_what_follows_runs_on_the_totals()
    {
        Expr x = Input("x", [33, 40]), w = Parameter("w", [40, 24]), b = Parameter("b", [24]), target = Input("target", [33, 24]), rate = Input("rate", []);
        Expr y = MatMul(Relu(x) * rate, w) + b;
        ImmutableArray<ScheduledKernel> kernels = Schedules([Gelu(y), Sum(Square(y - target), axis: 0), w - (rate * MatMul(Transpose(x), Sigmoid(target)))]);
        Assert.Contains(kernels, kernel => kernel.Schedule.Tiling is { PacksValue: true } or { PacksFactor: true });
        KernelChecks.Verify(kernels);
    }

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void Convolutions_forward_and_backward(string what)
    {
        Expr x = Input("x", [3, 9, 8, 6]), w = Parameter("w", [3, 3, 6, 7]);
        Expr y = what switch
        {
            "plain" => Conv2D(x, w),
            "padded" => Conv2D(x, w, padding: Padding.Same),
            "strided" => Conv2D(x, w, strides: [2, 2], padding: Padding.Same),
            "dilated" => Conv2D(x, w, dilation: [2, 2], padding: Padding.Same),
            "grouped" => Conv2D(x, w = Parameter("w", [3, 3, 3, 8]), groups: 2),
            "depthwise" => Conv2D(x, w = Parameter("w", [3, 3, 1, 6]), groups: 6),
            "of one pixel" => Conv2D(x, w = Parameter("w", [1, 1, 6, 20])),
            "of one image" => Conv2D(x = Input("x", [1, 9, 8, 6]), w, padding: Padding.Same),
            "transposed" => ConvTranspose2D(x, w = Parameter("w", [3, 3, 6, 5]), strides: [2, 2], padding: Padding.Same),
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "there is no such case"),
        };
        Expr g = Input("g", y.Shape);
        var (dx, dw) = Differentiate(Sum(y * g), x, w);
        VerifyTiled([y, dx, dw], atLeast: 2);
    }

    [Fact]
    public void Tiles_are_chosen_for_what_is_at_hand()
    {
        Assert.Equal(1, RegisterTile.Choose(LaneWidth.Lane512, ElementType.F32, rows: 1, columns: 1000, sharesColumns: true).Rows);
        foreach (LaneWidth width in KernelChecks.Widths)
        {
            RegisterTile tile = RegisterTile.Choose(width, ElementType.F32, rows: 1000, columns: 1000, sharesColumns: true);
            Assert.InRange(tile.Rows * tile.Vectors, 8, 30);
        }
    }

    private static bool StoresPastCaches(ScheduledKernel kernel, LaneWidth width)
    {
        using PEReader image = new([.. CodeAssembly.Emit([kernel], width).Image]);
        MetadataReader names = image.GetMetadataReader();
        return names.MemberReferences.Any(member => names.StringComparer.Equals(names.GetMemberReference(member).Name, "StoreAlignedNonTemporal"));
    }

    internal static void VerifyTiled(ImmutableArray<Expr> results, int atLeast)
    {
        ImmutableArray<ScheduledKernel> kernels = Schedules(results);
        int tiled = kernels.Where(kernel => kernel.Schedule.Tiling is not null).Select(kernel => kernel.Kernel).Distinct().Count();
        Assert.True(tiled >= atLeast, $"{tiled} of {results.Length} in tiles");
        KernelChecks.Verify(kernels);
    }

    /// <summary>The kernels of each result, as they are scheduled and with other tilings.</summary>
    private static ImmutableArray<ScheduledKernel> Schedules(params IEnumerable<Expr> results)
    {
        ScheduledKernel[] kernels = [.. results.SelectMany(Scheduled)];
        ImmutableArray<ScheduledKernel> all = [.. kernels.SelectMany(kernel => KernelChecks.Retiled(kernel).Prepend(kernel)).Distinct()];
        foreach (ScheduledKernel kernel in all)
        {
            ScheduleVerifier.Verify(kernel);
        }
        return all;
    }

    private static IEnumerable<ScheduledKernel> Scheduled(Expr result) =>
        KernelChecks.KernelsOf(Planner.Plan(FusionTests.Optimize([result]), Target.Common));

    private static long TermsOf(ScheduledKernel kernel)
    {
        Tiling tiling = kernel.Schedule.Tiling!;
        Sequence<LoopAxis> axes = Contraction.Of(kernel.Kernel)!.Stage.Axes;
        return axes.Skip(tiling.Cut + 1).Aggregate(Math.Min(tiling.Length, axes[tiling.Cut].Size), (count, axis) => count * axis.Size);
    }
}
