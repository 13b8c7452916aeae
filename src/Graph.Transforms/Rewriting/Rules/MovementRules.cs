using static Graph.Transforms.Layout;

namespace Graph.Transforms;

/// <summary>
/// Movement operators that cancel, merge, or change places so that they can. Slices and crops move toward the leaves, where they make work smaller;
/// broadcasts, reshapes and transposes move toward the results, where they meet what absorbs them.
/// </summary>
internal static class MovementRules
{
    // Parts may share what they are made of: a concatenation of itself with itself, a few dozen times over, is short only while it is nested.
    private const int MostParts = 64;

    /// <summary>Rules at a reshape.</summary>
    public static ImmutableArray<Rule> OfReshape { get; } = Rule.At<Reshape>(
        new("reshape-same", e => e is (Reshape, [var x]) && x.Shape == e.Shape ? x : null),
        new("reshape-reshape", e => e is (Reshape, [(Reshape, [var x])]) ? x.Reshape(e.Shape) : null),
        new("reshape-scalar-broadcast", e => e is (Reshape, [(Broadcast, [{ Rank: 0 } x])]) ? x.Broadcast(e.Shape, []) : null),
        // only axes of size 1 come and go: the others are repeated as before
        new("reshape-broadcast", e => e is (Reshape, [(Broadcast(var shape, var axes), [var x])]) && Places(shape, e.Shape) is { } places
            ? x.Reshape(x.Shape.Select(Wide(x.Shape))).Broadcast(e.Shape, [.. Wide(x.Shape).Select(axis => places[axes[axis]])]) : null),
        // element i of the bits depends on its row-major place alone
        new("reshape-random-bits", e => e is (Reshape, [(RandomBits(var type), [var key])]) ? key.RandomBits(type.With(e.Shape)) : null),
        new("reshape-iota", e => e is (Reshape, [(Iota(var type, var axis), _)]) && Places(type.Shape, e.Shape) is { } places && places[axis] >= 0
            ? Primitives.Iota(e.Type, places[axis]) : null));

    /// <summary>Rules at a transposition.</summary>
    public static ImmutableArray<Rule> OfTranspose { get; } = Rule.At<Transpose>(
        new("transpose-same", e => e is (Transpose(var p), [var x]) && p == Axes.Range(0, x.Rank) ? x : null),
        new("transpose-transpose", e => e is (Transpose(var p), [(Transpose(var q), [var x])]) ? x.Transpose([.. p.Select(axis => q[axis])]) : null),
        // axes of size 1 may go anywhere without moving an element
        new("transpose-unit", e => e is (Transpose(var p), [var x]) && IsAscending([.. p.Where(axis => x.Shape[axis] != 1)]) ? x.Reshape(e.Shape) : null),
        new("transpose-broadcast", e => e is (Transpose(var p), [(Broadcast(_, var axes), [var x])])
            ? x.Transpose([.. p.Select(axes.IndexOf).Where(axis => axis >= 0)]).Broadcast(e.Shape, [.. axes.Select(axis => p.IndexOf(axis)).Order()]) : null),
        new("transpose-iota", e => e is (Transpose(var p), [(Iota(_, var axis), _)]) ? Primitives.Iota(e.Type, p.IndexOf(axis)) : null));

    /// <summary>Rules at a broadcast.</summary>
    public static ImmutableArray<Rule> OfBroadcast { get; } = Rule.At<Broadcast>(
        new("broadcast-same", e => e is (Broadcast, [var x]) && x.Shape == e.Shape ? x : null),
        new("broadcast-broadcast", e => e is (Broadcast(var shape, var outer), [(Broadcast(_, var inner), [var x])])
            ? x.Broadcast(shape, [.. inner.Select(axis => outer[axis])]) : null),
        // it repeats nothing
        new("broadcast-unit", e => e is (Broadcast, [var x]) && x.Type.ElementCount == e.Type.ElementCount && e.Type.ElementCount > 0 ? x.Reshape(e.Shape) : null),
        new("broadcast-reshape", e => e is (Broadcast(var shape, var axes), [(Reshape(var middle), [var x])]) && Insertion(x.Shape, middle) is { } places
            ? x.Broadcast(shape, [.. places.Select(axis => axes[axis])]) : null));

    /// <summary>Rules at a reversal.</summary>
    public static ImmutableArray<Rule> OfReverse { get; } = Rule.At<Reverse>(
        new("reverse-unit", e => e is (Reverse(var axes), [var x]) && axes.Where(axis => x.Shape[axis] > 1).ToArray() is var some && some.Length < axes.Count
            ? x.Reverse([.. some]) : null),
        new("reverse-reverse", e => e is (Reverse(var a), [(Reverse(var b), [var x])]) ? x.Reverse([.. a.Except(b).Union(b.Except(a)).Order()]) : null),
        // repeated elements are the same in either order
        new("reverse-broadcast", e => e is (Reverse(var reversed), [(Broadcast(var shape, var axes), [var x])])
            ? x.Reverse([.. reversed.Select(axes.IndexOf).Where(axis => axis >= 0)]).Broadcast(shape, axes) : null));

    /// <summary>Rules at a concatenation.</summary>
    public static ImmutableArray<Rule> OfConcatenate { get; } = Rule.At<Concatenate>(
        new("concatenate-one", e => e is (Concatenate, [var x]) ? x : null),
        new("concatenate-empty", e => e is (Concatenate(var axis), var parts) && parts.Any(part => part.Shape[axis] == 0) && e.Type.ElementCount > 0
            ? Primitives.Concatenate([.. parts.Where(part => part.Shape[axis] > 0)], axis) : null),
        new("concatenate-flat", e => e is (Concatenate op, var parts) && parts.Any(part => part.Op == op) && parts.Sum(part => part.Op == op ? part.Inputs.Length : 1) <= MostParts
            ? Primitives.Concatenate([.. parts.SelectMany(part => part.Op == op ? part.Inputs : [part])], op.Axis) : null),
        new("concatenate-equal-fills", e => e is (Concatenate, var parts) && parts[0].Splat is { } splat && parts.All(part => splat.Equals(part.Splat))
            ? Primitives.Constant(splat).Broadcast(e.Shape, []) : null),
        new("concatenate-slices", e => e is (Concatenate(var axis), var parts) ? Slices.Join(parts, axis) : null));
}
