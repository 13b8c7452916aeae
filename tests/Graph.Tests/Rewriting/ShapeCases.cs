using static Graph.ElementType;
using static Graph.IR.ReduceKind;

namespace Graph.Tests.Rewriting;

/// <summary>At least one expression for each exact rule about shapes.</summary>
internal static class ShapeCases
{
    private static readonly ElementType[] reals = [F32, F64];
    private static readonly ElementType[] few = [F32, I32];
    private static readonly ElementType[] wholes = [I32, U8];
    private static readonly ElementType[] numbers = [F32, F64, I32, U8];
    private static readonly ElementType[] all = [F32, I64, Bool];
    private static readonly Shape none = [0, 0];

    public static ImmutableArray<RuleCase> Movement { get; } =
    [
        new("elementwise-broadcast", reals, v => v.In(4).Broadcast([3, 4], [1]).Exp()),
        new("elementwise-broadcast", few, v => v.In(4).Broadcast([3, 4], [1]) * v.In(4).Broadcast([3, 4], [1])),
        new("elementwise-broadcast", few, v => v.In(4).Broadcast([3, 4], [1]) > v.Number(2, 3, 4)),
        new("elementwise-broadcast", few, v => Primitives.Select(v.Of(Bool, 3).Broadcast([3, 4], [0]), v.Number(2, 3, 4), v.In(3).Broadcast([3, 4], [0]))),
        new("elementwise-reshape", few, v => v.In(6).Reshape([2, 3]) + v.In(6).Reshape([2, 3])),
        new("elementwise-reshape", few, v => v.In(6).Reshape([2, 3]).Cast(F64)),
        new("elementwise-transpose", few, v => v.In(2, 3).Transpose([1, 0]) - v.In(2, 3).Transpose([1, 0])),
        new("elementwise-transpose", few, v => 7 - v.In(2, 3, 4).Transpose([1, 2, 0])),
        new("elementwise-reverse", few, v => v.In(2, 3).Reverse([1]) - v.In(2, 3).Reverse([1])),
        new("elementwise-pad", few, v => v.In(3).Pad(v.In(), [1], [2], [1]) - v.In(3).Pad(v.In(), [1], [2], [1])),
        new("elementwise-pad", reals, v => v.In(3).PadAxis(0, 2, 0).Exp()),
        new("elementwise-pad", few, v => 1 - v.In(3).PadAxis(0, 2, 0)),

        new("reshape-same", all, v => v.In(2, 3) is var x ? Expr.Create(new Reshape([2, 3]), x) : x),
        new("reshape-reshape", all, v => v.In(2, 3).Reshape([6]).Reshape([3, 2])),
        new("reshape-scalar-broadcast", all, v => v.In().Broadcast([2, 3], []).Reshape([6])),
        new("reshape-broadcast", all, v => v.In(1, 3, 1).Broadcast([1, 2, 3, 1], [0, 2, 3]).Reshape([2, 1, 3])),
        new("reshape-broadcast", all, v => v.In(3).Broadcast([3, 2], [0]).Reshape([3, 1, 2])),
        new("reshape-random-bits", [U32], v => v.In(2).RandomBits(new(U32, [2, 3])).Reshape([6])),
        new("reshape-iota", numbers, v => Primitives.Iota(new(v.Element, [2, 3]), 1).Reshape([2, 1, 3])),

        new("transpose-same", all, v => Expr.Create(new Transpose([0, 1]), v.In(2, 3))),
        new("transpose-transpose", all, v => v.In(2, 3, 4).Transpose([1, 2, 0]).Transpose([0, 2, 1])),
        new("transpose-unit", all, v => v.In(2, 1, 3).Transpose([1, 0, 2])),
        new("transpose-broadcast", all, v => v.In(2, 3).Broadcast([2, 4, 3], [0, 2]).Transpose([2, 1, 0])),
        new("transpose-broadcast", all, v => v.In(2, 3).Broadcast([2, 4, 3], [0, 2]).Transpose([1, 2, 0])),
        new("transpose-iota", numbers, v => Primitives.Iota(new(v.Element, [2, 3, 4]), 1).Transpose([1, 2, 0])),

        new("broadcast-same", all, v => Expr.Create(new Broadcast([2, 3], [0, 1]), v.In(2, 3))),
        new("broadcast-broadcast", all, v => v.In(2, 3).Broadcast([2, 4, 3], [0, 2]).Broadcast([2, 5, 4, 3], [0, 2, 3])),
        new("broadcast-unit", all, v => v.In(2, 3).Broadcast([1, 2, 1, 3], [1, 3])),
        new("broadcast-reshape", all, v => v.In(2, 3).Reshape([2, 1, 3]).Broadcast([4, 2, 1, 3], [1, 2, 3])),

        new("reverse-unit", all, v => v.In(1, 3).Reverse([0, 1])),
        new("reverse-reverse", all, v => v.In(2, 3, 4).Reverse([0, 1]).Reverse([1, 2])),
        new("reverse-broadcast", all, v => v.In(3).Broadcast([2, 3], [1]).Reverse([0, 1])),

        new("concatenate-one", all, v => Expr.Create(new Concatenate(1), v.In(2, 3))),
        new("concatenate-empty", all, v => Primitives.Concatenate([v.In(2, 3), v.In(2, 0), v.In(2, 1)], 1)),
        new("concatenate-flat", all, v => Primitives.Concatenate([v.In(2, 3), Primitives.Concatenate([v.In(2, 2), v.In(2, 1)], 1)], 1)),
        new("concatenate-equal-fills", few, v => Primitives.Concatenate([v.Number(3, 2, 2), v.Number(3, 1, 2)], 0)),
        new("concatenate-slices", all, v => v.In(7, 2) is var x ? Primitives.Concatenate([x.SliceAxis(0, 1, 3), x.SliceAxis(0, 3, 6), v.In(1, 2)], 0) : x),

        new("slice-whole", all, v => Expr.Create(new Slice([0, 0], [2, 3], [1, 1]), v.In(2, 3))),
        new("slice-slice", all, v => v.In(20, 3).Slice([1, 0], [20, 3], [3, 1]).Slice([1, 1], [6, 3], [2, 1])),
        new("slice-broadcast", all, v => v.In(5).Broadcast([3, 5], [1]).Slice([1, 1], [3, 5], [1, 2])),
        new("slice-transpose", all, v => v.In(4, 5).Transpose([1, 0]).Slice([1, 0], [4, 4], [2, 1])),
        new("slice-pad", few, v => v.In(3, 4).Pad(v.In(), [1, 2], [2, 0], none).Slice([0, 3], [3, 6], [1, 1])),
        new("slice-pad", few, v => v.In(3, 4).Pad(v.In(), [1, 2], [2, 0], none).Slice([1, 2], [4, 6], [1, 1])),
        new("slice-pad", few, v => v.In(3, 4).Pad(v.In(), [1, 2], [2, 0], none).Slice([0, 0], [3, 2], [1, 1])),
        new("slice-pad", few, v => v.In(3).Pad(v.In(), [4], [5], [0]).SliceAxis(0, 2, 10)),
        new("slice-concatenate", all, v => Primitives.Concatenate([v.In(2, 2), v.In(3, 2), v.In(4, 2)], 0).SliceAxis(0, 3, 5)),
        new("slice-concatenate", all, v => Primitives.Concatenate([v.In(2, 2), v.In(3, 2), v.In(4, 2)], 0).Slice([3, 0], [8, 2], [1, 2])),

        new("pad-none", few, v => Expr.Create(new Pad(none, none, none), v.In(2, 3), v.In())),
        new("pad-crop", few, v => v.In(5, 3).Pad(v.In(), [-1, 0], [-2, -1], none)),
        new("pad-pad", few, v => v.In(2, 3).PadAxis(0, 1, 2).PadAxis(1, 0, 3)),
        new("pad-equal-fill", few, v => v.Number(4, 2, 2).Pad(v.Number(4), [1, 0], [0, 2], none)),
    ];

    public static ImmutableArray<RuleCase> Sums { get; } =
    [
        new("reduce-nothing", numbers, v => Expr.Create(new Reduce(SumOf, []), v.In(2, 3))),
        new("reduce-reduce", numbers, v => v.In(3, 4, 5).Reduce(MaximumOf, [1]).Reduce(MaximumOf, [1])),
        new("reduce-reduce", wholes, v => v.In(3, 4, 5).Sum([0]).Sum([1])),
        new("reduce-reduce", [Bool], v => v.In(3, 2, 2).Reduce(ProductOf, [2]).Reduce(ProductOf, [0])),
        new("reduce-broadcast", numbers, v => v.In(3, 5).Broadcast([3, 4, 5], [0, 2]).Reduce(MinimumOf, [1, 2])),
        new("reduce-broadcast", [Bool], v => v.In(5).Broadcast([4, 5], [1]).Sum([0])),
        new("sum-broadcast", wholes, v => v.In(3, 5).Broadcast([3, 4, 5, 2], [0, 2]).Sum([1, 2, 3])),
        new("reduce-transpose", numbers, v => v.In(3, 4, 5).Transpose([2, 0, 1]).Reduce(MaximumOf, [0, 1])),
        new("reduce-transpose", numbers, v => v.In(3, 4, 5).Transpose([2, 0, 1]).Sum([1, 2])),
        new("reduce-transpose", reals, v => v.In(3, 4, 5).Transpose([2, 1, 0]).Sum([1])),
        new("reduce-reshape", numbers, v => v.In(3, 1, 4).Reshape([3, 4]).Sum([0])),
        new("reduce-reshape", reals, v => v.In(3, 4, 5).Reshape([1, 3, 4, 1, 5]).Sum([1, 2])),
        new("reduce-reverse", numbers, v => v.In(3, 4, 5).Reverse([0, 1]).Reduce(MaximumOf, [1])),
        new("reduce-unit", numbers, v => v.In(3, 1, 5).Sum([1])),
        new("reduce-unit", reals, v => v.In(3, 1, 5).Sum([1, 2])),
        new("arg-reduce-unit", numbers, v => v.In(3, 1).ArgReduce(ExtremumKind.Largest, 1)),
        new("cumulative-unit", numbers, v => v.In(30, 1).Cumulative(SumOf, 1)),
        new("sort-unit-values", numbers, v => Expr.Create(new Sort(1), v.In(30, 1)).Result(0)),
        new("sort-unit-places", numbers, v => Expr.Create(new Sort(1), v.In(30, 1)).Result(1)),
        new("iota-unit", numbers, v => Primitives.Iota(new(v.Element, [3, 1]), 1)),

        new("contract-transpose-left", numbers, v => v.In(2, 3, 4).Transpose([2, 0, 1]).Contract(v.In(3, 5), [2], [0])),
        new("contract-transpose-left", numbers, v => v.In(2, 3, 4, 6).Transpose([3, 1, 2, 0]).Contract(v.In(3, 5, 2), [3], [2], [1], [0])),
        new("contract-transpose-right", numbers, v => v.In(2, 3).Contract(v.In(5, 3, 4).Transpose([2, 1, 0]), [1], [1])),
        new("contract-transpose-right", numbers, v => v.In(5, 2, 3).Contract(v.In(3, 4, 5, 2).Transpose([3, 1, 0, 2]), [1, 2], [0, 2], [0], [3])),
        new("contract-broadcast-left", numbers, v => v.In(3).Broadcast([2, 3], [1]).Contract(v.In(3, 4), [1], [0])),
        new("contract-broadcast-left", numbers, v => v.In(5, 3).Broadcast([2, 5, 6, 3], [1, 3]).Contract(v.In(3, 5, 4), [3], [0], [1], [1])),
        new("contract-broadcast-right", numbers, v => v.In(2, 3).Contract(v.In(3).Broadcast([3, 4], [0]), [1], [0])),
        new("contract-broadcast-right", numbers, v => v.In(5, 2, 3).Contract(v.In(3, 5).Broadcast([3, 4, 5, 6], [0, 2]), [2], [0], [0], [2])),
        new("transpose-contract", numbers, v => v.In(5, 2, 3).Contract(v.In(5, 3, 4), [2], [1], [0], [0]).Transpose([0, 2, 1])),
        new("transpose-convolve", few, v => Convolved(v.In(2, 3, 8), v.In(4, 3, 3), [0, 1, 2], [0, 1, 2]).Transpose([2, 0, 1])),
        new("convolve-transpose-input", few, v => Convolved(v.In(8, 2, 3).Transpose([1, 2, 0]), v.In(4, 3, 3), [0, 1, 2], [0, 1, 2])),
        new("convolve-transpose-kernel", few, v => Convolved(v.In(2, 8, 3), v.In(3, 4, 3).Transpose([1, 2, 0]), [0, 2, 1], [0, 2, 1])),
        new("convolve-dilated-by-larger", few, v => Dilated(v.In(2, 3, 3), v.In(4, 3, 8), [1], [2], [3], [2], [1], 1)),
        new("convolve-dilated-by-larger", few, v => Dilated(v.In(2, 3, 3), v.In(4, 3, 8), [2], [4], [4], [3], [1], 1)),
        new("convolve-dilated-by-larger", few, v => Dilated(v.In(2, 3, 3, 2), v.In(4, 3, 5, 4), [2, 1], [-1, 2], [4, 1], [2, 3], [1, 1], 1)),
        new("convolve-dilated-in-phases", few, v => Dilated(v.In(2, 3, 5), v.In(4, 3, 3), [1], [1], [2], [2], [1], 1)),
        new("convolve-dilated-in-phases", few, v => Dilated(v.In(2, 3, 5), v.In(4, 3, 3), [1], [-1], [2], [2], [1], 1)),
        // Fewer taps than phases: some have none.
        new("convolve-dilated-in-phases", few, v => Dilated(v.In(2, 3, 4), v.In(4, 3, 2), [1], [1], [2], [3], [1], 1)),
        new("convolve-dilated-in-phases", few, v => Dilated(v.In(2, 4, 5), v.In(6, 2, 3), [1], [2], [1], [2], [1], 2)),
        new("convolve-dilated-in-phases", few, v => Dilated(v.In(2, 3, 4, 7), v.In(4, 3, 3, 2), [1, 2], [1, 0], [2, 1], [2, 1], [1, 2], 1)),
        new("convolve-dilated-in-phases", few, v => Dilated(v.In(2, 3, 4, 3), v.In(4, 3, 3, 2), [1, 1], [1, 2], [2, 1], [2, 3], [1, 1], 1).Transpose([0, 3, 2, 1])),
        new("gather-iota", all, v => v.In(5, 2).Gather(Primitives.Iota(new(I32, [3]), 0))),
        new("gather-constant", all, v => v.In(5, 2).Gather(Primitives.Fill(new(I32, [3]), 4))),
        new("gather-constant", all, v => v.In(5, 2).Gather(Primitives.Fill(new(I64, []), 0))),
        new("contract-gather-left", numbers, v => v.In(3, 4).Gather(v.Of(I32, 2, 5)).Contract(v.In(4, 6), [2], [0])),
        new("contract-gather-left", numbers, v => v.In(3, 4, 2).Gather(v.Of(U8, 7)).Contract(v.In(5, 2), [2], [1])),
        new("contract-gather-left", numbers, v => v.In(3, 4, 2).Gather(v.Of(I64, 7)).Contract(v.In(2, 5, 4), [2, 1], [0, 2])),
        new("contract-gather-right", numbers, v => v.In(6, 4).Contract(v.In(3, 4, 2).Gather(v.Of(I32, 7)), [1], [1])),
        new("contract-gather-right", numbers, v => v.In(4, 2, 6, 5).Contract(v.In(3, 2, 4).Gather(v.Of(I32, 2, 3)), [0, 1], [3, 2])),
        new("window-unit", all, v => v.In(7, 3).Window([0], [1], [2], [1])),
        new("fold-unit", numbers, v => v.In(7, 3, 1).Fold([0], [7], [1], [1])),
    ];

    private static Expr Dilated(Expr x, Expr w, Shape stride, Shape low, Shape high, Shape input, Shape kernel, long groups) =>
        Expr.Create(new Convolve(Axes.Range(0, x.Rank), Axes.Range(0, x.Rank), Axes.Range(0, x.Rank), stride, low, high, input, kernel, groups), x, w);

    internal static Expr Convolved(Expr x, Expr w, Axes input, Axes kernel) =>
        Expr.Create(new Convolve(input, kernel, [0, 1, 2], [2], [1], [1], [1], [1], 1), x, w);
}
