using static Graph.IR.ReduceKind;

namespace Graph.Transforms;

/// <summary>
/// Identities of reductions. A sum of floats is rounded in the order of its terms, so only rules that keep the order hold for it; extrema, and anything
/// of integers and bools, take any order.
/// </summary>
internal static class ReductionRules
{
    /// <summary>Rules at a reduction.</summary>
    public static ImmutableArray<Rule> OfReduce { get; } = Rule.At<Reduce>(
        new("reduce-nothing", e => e is (Reduce(_, { Count: 0 }), [var x]) ? x : null),
        new("reduce-reduce", e => e is (Reduce(var k, var outer), [(Reduce(var l, var inner), [var x])]) && k == l && IsUnordered(k, x)
            ? x.Reduce(k, Union(inner, outer, x.Rank)) : null),
        // the extremum of equals is any of them
        new("reduce-broadcast", e => e is (Reduce op, [(Broadcast(_, var axes), [var x])]) && IsIdempotent(op.Kind, x) && Repeated(op, e.Inputs[0]).Any()
            ? OverKept(op, e.Inputs[0], x, axes) : null),
        // n equal terms
        new("sum-broadcast", e => e is (Reduce(SumOf, _) op, [(Broadcast(var shape, var axes), [{ IsWhole: true } x])]) && Repeated(op, e.Inputs[0]).ToArray() is [_, ..] some
            && Count(shape, some) is > 0 and <= byte.MaxValue and var n ? OverKept(op, e.Inputs[0], x * n, axes) : null),
        new("reduce-transpose", e => e is (Reduce(var k, var axes), [(Transpose(var p), [var x])]) && (IsUnordered(k, x) || Layout.IsAscending([.. axes.Select(a => p[a])]))
            ? x.Reduce(k, [.. axes.Select(a => p[a]).Order()]).Transpose(Remaining(p, axes)) : null),
        // axes of size 1 that come and go do not change the order of the terms
        new("reduce-reshape", e => e is (Reduce(var k, var axes), [(Reshape(var shape), [var x])]) && Layout.Places(shape, x.Shape) is { } places && axes.All(a => places[a] >= 0)
            ? x.Reduce(k, [.. axes.Select(a => places[a])]).Reshape(e.Shape) : null),
        // a reduced axis may run either way; the others are reversed behind
        new("reduce-reverse", e => e is (Reduce(var k, var axes), [(Reverse(var reversed), [var x])]) && IsUnordered(k, x)
            ? x.Reduce(k, axes).Reverse([.. reversed.Where(a => !axes.Contains(a)).Select(a => Layout.Renumber(x.Rank, axes)[a])]) : null),
        // the sum of one term is that term, −0 included
        new("reduce-unit", e => e is (Reduce(var k, var axes), [var x]) && axes.Any(a => x.Shape[a] == 1)
            ? x.Reshape([.. Kept(x.Shape, axes)]).Reduce(k, [.. axes.Where(a => x.Shape[a] != 1).Select(a => Layout.Renumber(x.Rank, Units(x.Shape, axes))[a])]) : null));

    /// <summary>Rules at the place of an extremum, a running reduction and a sort, of a single element.</summary>
    public static ImmutableArray<Rule> OfSingle { get; } =
    [
        .. Rule.At<ArgReduce>(
            new Rule("arg-reduce-unit", e => e is (ArgReduce(_, var axis), [var x]) && x.Shape[axis] == 1 ? Primitives.Zeros(e.Type) : null)),
        .. Rule.At<Cumulative>(
            new Rule("cumulative-unit", e => e is (Cumulative(_, var axis), [var x]) && x.Shape[axis] == 1 ? x : null)),
        .. Rule.At<Project>(
            new("sort-unit-values", e => e is (Project(0), [(Sort(var axis, _), [var x])]) && x.Shape[axis] == 1 ? x : null),
            new("sort-unit-places", e => e is (Project(1), [(Sort(var axis, _), [var x])]) && x.Shape[axis] == 1 ? Primitives.Zeros(e.Type) : null)),
        .. Rule.At<Iota>(
            new Rule("iota-unit", e => e is (Iota(var type, var axis), _) && type.Shape[axis] == 1 ? Primitives.Zeros(type) : null)),
    ];

    /// <summary>Whether the order of the terms does not change a bit of the result.</summary>
    public static bool IsUnordered(ReduceKind kind, Expr x) => kind is MaximumOf or MinimumOf || !x.IsReal;

    /// <summary>Whether equal terms combine to one of them.</summary>
    private static bool IsIdempotent(ReduceKind kind, Expr x) => kind is MaximumOf or MinimumOf || x.IsLogical;

    /// <summary>How many elements some axes have together.</summary>
    public static long Count(Shape shape, IEnumerable<int> axes) => shape.Select([.. axes]).ElementCount;

    /// <summary>The axes of the innermost operand that two reductions, one of the other, take away.</summary>
    public static Axes Union(Axes inner, Axes outer, int rank)
    {
        Axes kept = inner.Complement(rank);
        return [.. inner.Concat(outer.Select(a => kept[a])).Order()];
    }

    /// <summary>The axes that are reduced and that a broadcast repeats along, more than no times.</summary>
    public static IEnumerable<int> Repeated(Reduce op, Expr broadcast) =>
        op.Axes.Where(a => !((Broadcast)broadcast.Op).Axes.Contains(a) && broadcast.Shape[a] > 0);

    /// <summary>The reduction over the axes that are not repeated, of x (or of something of its shape) broadcast along those that remain.</summary>
    public static Expr OverKept(Reduce op, Expr broadcast, Expr x, Axes axes)
    {
        Axes gone = [.. Repeated(op, broadcast)];
        int[] numbers = Layout.Renumber(broadcast.Rank, gone);
        Expr smaller = x.Broadcast(broadcast.Shape.Without(gone), [.. axes.Select(a => numbers[a])]);
        return smaller.Reduce(op.Kind, [.. op.Axes.Where(a => !gone.Contains(a)).Select(a => numbers[a])]);
    }

    /// <summary>How the axes that are left of a transposed operand are ordered, when the reduction comes first.</summary>
    public static Axes Remaining(Axes permutation, Axes reduced)
    {
        Axes gone = [.. reduced.Select(a => permutation[a])];
        int[] numbers = Layout.Renumber(permutation.Count, gone);
        return [.. permutation.Where(a => !gone.Contains(a)).Select(a => numbers[a])];
    }

    private static Axes Units(Shape shape, Axes axes) => [.. axes.Where(a => shape[a] == 1)];

    private static Shape Kept(Shape shape, Axes axes) => shape.Without(Units(shape, axes));
}
