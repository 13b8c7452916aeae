namespace Graph.Tests.IR;

/// <summary>Parts of tensors by indices and ranges. The tensor is f32[4,5,6].</summary>
public sealed class IndexingTests
{
    private static readonly Expr x = Leaves.Named("x", "f32[4,5,6]");

    /// <summary>A part, the slice of each axis as start, limit and stride, and the shape that is left.</summary>
    public static TheoryData<string, Func<Expr>, string, string> Parts => new()
    {
        { "x[0]", () => x[0], "0..1 0..5 0..6", "[5,6]" },
        { "x[^1]", () => x[^1], "3..4 0..5 0..6", "[5,6]" },
        { "x[^4]", () => x[^4], "0..1 0..5 0..6", "[5,6]" },
        { "x[1..3]", () => x[1..3], "1..3 0..5 0..6", "[2,5,6]" },
        { "x[..^1]", () => x[..^1], "0..3 0..5 0..6", "[3,5,6]" },
        { "x[2..2]", () => x[2..2], "2..2 0..5 0..6", "[0,5,6]" },
        { "x[.., 0]", () => x[.., 0], "0..4 0..1 0..6", "[4,6]" },
        { "x[1, 2, 3]", () => x[1, 2, 3], "1..2 2..3 3..4", "[]" },
        { "x[..., 0]", () => x[AxisIndex.Ellipsis, 0], "0..4 0..5 0..1", "[4,5]" },
        { "x[0, ..., 1..]", () => x[0, AxisIndex.Ellipsis, 1..], "0..1 0..5 1..6", "[5,5]" },
        { "x[0, 0, 0, ...]", () => x[0, 0, 0, AxisIndex.Ellipsis], "0..1 0..1 0..1", "[]" },
        { "x[new, 0, new]", () => x[AxisIndex.NewAxis, 0, AxisIndex.NewAxis], "0..1 0..5 0..6", "[1,1,5,6]" },
        { "x[.. by 2]", () => x[AxisIndex.Every(.., 2)], "0..4/2 0..5 0..6", "[2,5,6]" },
        { "x[.., 1.. by 3]", () => x[.., AxisIndex.Every(1.., 3)], "0..4 1..5/3 0..6", "[4,2,6]" },
        { "x[.. by long.MaxValue]", () => x[AxisIndex.Every(.., long.MaxValue)], "0..4/9223372036854775807 0..5 0..6", "[1,5,6]" },
    };

    public static TheoryData<string, Func<Expr>, string> Wrong => new()
    {
        { "x[4]", () => x[4], "the index 4 lies outside of axis 0 of 'x' f32[4,5,6], which has size 4" },
        { "x[.., ^6]", () => x[.., ^6], "the index ^6 lies outside of axis 1 of 'x' f32[4,5,6], which has size 5" },
        { "x[..5]", () => x[..5], "the index 0..5 lies outside of axis 0 of 'x' f32[4,5,6], which has size 4" },
        { "x[3..1]", () => x[3..1], "the index 3..1 lies outside of axis 0 of 'x' f32[4,5,6], which has size 4" },
        { "x[-1]", () => x[-1], "the index -1 is negative; count from the end with ^1" },
        { "x[0, 0, 0, 0]", () => x[0, 0, 0, 0], "4 indices are too many for 'x' f32[4,5,6], which has rank 3" },
        { "two ellipses", () => x[AxisIndex.Ellipsis, AxisIndex.Ellipsis], "an index of 'x' f32[4,5,6] has 2 ellipses; one is enough" },
        { "by 0", () => x[AxisIndex.Every(.., 0)], "a slice steps by at least 1, not by 0" },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_is_a_slice_and_a_reshape(string written, Func<Expr> part, string slices, string shape)
    {
        Expr node = part();
        Assert.Equal((written, $"f32{shape}"), (written, node.Type.ToString()));
        Slice slice = Assert.IsType<Slice>((node.Op is Reshape ? node.Inputs[0] : node).Op);
        Assert.Equal(
            slices,
            string.Join(' ', Enumerable.Range(0, 3).Select(axis => $"{slice.Start[axis]}..{slice.Limit[axis]}{(slice.Stride[axis] == 1 ? "" : $"/{slice.Stride[axis]}")}")));
    }

    [Fact]
    public void The_whole_is_the_tensor_itself()
    {
        Assert.Same(x, x[..]);
        Assert.Same(x, x[AxisIndex.Ellipsis]);
        Assert.Same(x, x[.., .., 0..6]);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_index_outside_is_a_sentence(string written, Func<Expr> part, string expected) =>
        Assert.Equal((written, expected), (written, Assert.Throws<ShapeException>(part).Sentence));
}
