namespace Graph.Transforms;

/// <summary>Slices and paddings that merge, vanish or move toward the leaves.</summary>
internal static class SliceRules
{
    /// <summary>Rules at a slice.</summary>
    public static ImmutableArray<Rule> OfSlice { get; } = Rule.At<Slice>(
        new("slice-whole", e => e is (Slice(var start, _, var stride), [var x]) && x.Shape == e.Shape && Slices.IsPlain(start, stride) ? x : null),
        new("slice-slice", e => e is (Slice(var s, _, var d), [(Slice(var t, _, var f), [var x])]) ? Slices.Compose(x, s, d, t, f, e.Shape) : null),
        new("slice-broadcast", e => e is (Slice(var start, var limit, var stride), [(Broadcast(_, var axes), [var x])])
            ? x.Slice(start.Select(axes), limit.Select(axes), stride.Select(axes)).Broadcast(e.Shape, axes) : null),
        new("slice-transpose", e => e is (Slice(var start, var limit, var stride), [(Transpose(var p), [var x])]) && p.Inverse() is var q
            ? x.Slice(start.Select(q), limit.Select(q), stride.Select(q)).Transpose(p) : null),
        new("slice-pad", e => e is (Slice op, [(Pad pad, [var x, var fill])]) ? Slices.OfPad(op, pad, x, fill) : null),
        new("slice-concatenate", e => e is (Slice op, [(Concatenate(var axis), var parts)]) ? Slices.OfConcatenate(op, parts, axis) : null));

    /// <summary>Rules at a padding.</summary>
    public static ImmutableArray<Rule> OfPad { get; } = Rule.At<Pad>(
        new("pad-none", e => e is (Pad(var low, var high, var interior), [var x, _]) && Slices.IsZero(low) && Slices.IsZero(high) && Slices.IsZero(interior) ? x : null),
        // cropping alone
        new("pad-crop", e => e is (Pad(var low, var high, var interior), [var x, _]) && Slices.IsZero(interior) && low.All(n => n <= 0) && high.All(n => n <= 0)
            ? x.Slice([.. low.Select(n => -n)], [.. x.Shape.Zip(high, (size, n) => size + n)], Shape.Repeat(1, x.Rank)) : null),
        new("pad-pad", e => e is (Pad p, [(Pad q, [var x, var inner]), var outer]) && Slices.IsSameFill(inner, outer) && Slices.OnlySurrounds(p) && Slices.OnlySurrounds(q)
            ? x.Pad(outer, [.. p.Low.Zip(q.Low, (a, b) => a + b)], [.. p.High.Zip(q.High, (a, b) => a + b)], q.Interior) : null),
        new("pad-equal-fill", e => e is (Pad, [{ Splat: { } splat }, { Splat: { } fill }]) && splat.Equals(fill) ? Primitives.Constant(splat).Broadcast(e.Shape, []) : null));
}
