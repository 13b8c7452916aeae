namespace Graph;

// Other shapes and orders of the same elements. Expr's indexer takes parts.
public static partial class Ops
{
    /// <summary>The same elements in row-major order under another shape.</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="shape">The new shape; one size may be −1 and is computed from the others.</param>
    /// <exception cref="ShapeException">The number of elements differs, or several sizes are −1.</exception>
    public static Expr Reshape(Expr x, Shape shape)
    {
        using var _ = Origin.Enter();
        return x.Reshape(Shapes.Complete(shape, x.Shape.ElementCount, x.Describe()));
    }

    /// <summary>All elements as a vector.</summary>
    public static Expr Flatten(Expr x)
    {
        using var _ = Origin.Enter();
        return x.Reshape([x.Shape.ElementCount]);
    }

    /// <summary>The axes from <paramref name="startAxis"/> on as one; <c>Flatten(x, 1)</c> keeps the batch.</summary>
    public static Expr Flatten(Expr x, int startAxis)
    {
        using var _ = Origin.Enter();
        int start = x.Rank == startAxis ? startAxis : Shapes.Axis(x, startAxis);
        return x.Reshape([.. x.Shape[..start], x.Shape[start..].ElementCount]);
    }

    /// <summary>All axes in opposite order.</summary>
    public static Expr Transpose(Expr x)
    {
        using var _ = Origin.Enter();
        return x.Transpose([.. Enumerable.Range(0, x.Rank).Reverse()]);
    }

    /// <summary>Reorders axes: axis i of the result is axis <c>permutation[i]</c>.</summary>
    /// <exception cref="ShapeException">The list does not have each axis once.</exception>
    public static Expr Transpose(Expr x, Axes permutation)
    {
        using var _ = Origin.Enter();
        return x.Transpose(Shapes.Distinct(x, permutation));
    }

    /// <summary>Exchanges two axes.</summary>
    public static Expr SwapAxes(Expr x, int first, int second)
    {
        using var _ = Origin.Enter();
        int[] permutation = [.. Enumerable.Range(0, x.Rank)];
        (first, second) = (Shapes.Axis(x, first), Shapes.Axis(x, second));
        (permutation[first], permutation[second]) = (second, first);
        return x.Transpose([.. permutation]);
    }

    /// <summary>Moves one axis to another place; the others keep their order.</summary>
    public static Expr MoveAxis(Expr x, int from, int to)
    {
        using var _ = Origin.Enter();
        (from, to) = (Shapes.Axis(x, from), Shapes.Axis(x, to));
        List<int> permutation = [.. Enumerable.Range(0, x.Rank)];
        permutation.RemoveAt(from);
        permutation.Insert(to, from);
        return x.Transpose([.. permutation]);
    }

    /// <summary>Without the axes of size 1.</summary>
    public static Expr Squeeze(Expr x)
    {
        using var _ = Origin.Enter();
        return x.Reshape([.. x.Shape.Where(size => size != 1)]);
    }

    /// <summary>Without one axis, of size 1.</summary>
    /// <exception cref="ShapeException">The size of the axis is not 1.</exception>
    public static Expr Squeeze(Expr x, int axis)
    {
        using var _ = Origin.Enter();
        axis = Shapes.Axis(x, axis);
        if (x.Shape[axis] != 1)
        {
            throw new ShapeException($"only an axis of size 1 can go away, but axis {axis} of {x.Describe()} has size {x.Shape[axis]}");
        }
        return x.Reshape(x.Shape.Without([axis]));
    }

    /// <summary>With one more axis, of size 1.</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="axis">Its place in the result.</param>
    public static Expr ExpandDims(Expr x, int axis)
    {
        using var _ = Origin.Enter();
        axis = Shapes.Axis(axis, x.Rank + 1, $"the result of rank {x.Rank + 1}");
        return x.Reshape([.. x.Shape[..axis], 1, .. x.Shape[axis..]]);
    }

    /// <summary>Repeats to a shape that it broadcasts to.</summary>
    /// <exception cref="ShapeException">It does not broadcast to that shape.</exception>
    public static Expr BroadcastTo(Expr x, Shape shape)
    {
        using var _ = Origin.Enter();
        return x.BroadcastTo(shape);
    }

    /// <summary>Opposite order along one axis.</summary>
    public static Expr Flip(Expr x, int axis)
    {
        using var _ = Origin.Enter();
        return x.Reverse([Shapes.Axis(x, axis)]);
    }

    /// <summary>Opposite order along some axes.</summary>
    public static Expr Flip(Expr x, Axes axes)
    {
        using var _ = Origin.Enter();
        return x.Reverse(Shapes.Ascending(x, axes));
    }

    /// <summary>
    /// Shifts along an axis, what leaves at one end enters at the other: element i goes to place i + <paramref name="shift"/>.
    /// </summary>
    public static Expr Roll(Expr x, long shift, int axis)
    {
        using var _ = Origin.Enter();
        axis = Shapes.Axis(x, axis);
        long size = x.Shape[axis];
        long start = size == 0 ? 0 : (((-shift) % size) + size) % size;
        return start == 0 ? x : Primitives.Concatenate([x.SliceAxis(axis, start, size), x.SliceAxis(axis, 0, start)], axis);
    }

    /// <summary>Each element along an axis <paramref name="count"/> times: a a b b …</summary>
    public static Expr Repeat(Expr x, long count, int axis)
    {
        using var _ = Origin.Enter();
        axis = Shapes.Axis(x, axis);
        RequireCount(count, 0, "count");
        Shape apart = [.. x.Shape[..(axis + 1)], count, .. x.Shape[(axis + 1)..]];
        return x.Broadcast(apart, [.. Axes.Range(0, x.Rank + 1).Where(place => place != axis + 1)])
            .Reshape(x.Shape.With(axis, x.Shape[axis] * count));
    }

    /// <summary>The whole tensor several times along each axis: a b a b …</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="counts">One count for each axis.</param>
    public static Expr Tile(Expr x, Shape counts)
    {
        using var _ = Origin.Enter();
        if (counts.Rank != x.Rank)
        {
            throw new ShapeException($"it takes one count for each axis of {x.Describe()}, got {counts}");
        }
        foreach (long count in counts)
        {
            RequireCount(count, 0, "counts");
        }
        Shape apart = [.. counts.Zip(x.Shape).SelectMany(pair => new[] { pair.First, pair.Second })];
        return x.Broadcast(apart, [.. Enumerable.Range(0, x.Rank).Select(axis => (2 * axis) + 1)])
            .Reshape([.. counts.Zip(x.Shape).Select(pair => pair.First * pair.Second)]);
    }

    private static void RequireCount(long value, long least, string name)
    {
        if (value < least)
        {
            throw new ShapeException($"the {name} must be at least {least}, got {value}");
        }
    }
}
