using System.Diagnostics.CodeAnalysis;

namespace Graph.IR;

/// <summary>NumPy's broadcasting: shapes are aligned at their last axis, and an axis of size 1, or that is missing, is repeated.</summary>
public static class Broadcasting
{
    /// <summary>The shape that two shapes broadcast to.</summary>
    /// <param name="left">One shape.</param>
    /// <param name="right">The other.</param>
    /// <param name="shape">The common shape, where there is one.</param>
    /// <param name="reason">Else which axes differ.</param>
    public static bool TryMerge(Shape left, Shape right, out Shape shape, [NotNullWhen(false)] out string? reason)
    {
        int rank = Math.Max(left.Rank, right.Rank);
        long[] sizes = new long[rank];
        for (int back = 1; back <= rank; back++)
        {
            long a = back <= left.Rank ? left[left.Rank - back] : 1;
            long b = back <= right.Rank ? right[right.Rank - back] : 1;
            if (a != b && a != 1 && b != 1)
            {
                shape = default;
                reason = $"axis {left.Rank - back} of the left operand has size {a}, axis {right.Rank - back} of the right one {b}";
                return false;
            }
            sizes[rank - back] = a == 1 ? b : a;
        }
        shape = Shape.Create(sizes);
        reason = null;
        return true;
    }

    /// <summary>Repeats a tensor to a shape that it broadcasts to; the tensor itself where nothing changes.</summary>
    /// <exception cref="ShapeException">It does not broadcast to that shape.</exception>
    public static Expr BroadcastTo(this Expr x, Shape shape)
    {
        if (x.Shape == shape)
        {
            return x;
        }
        if (!TryMerge(x.Shape, shape, out Shape merged, out _) || merged != shape)
        {
            throw new ShapeException($"{x.Describe()} cannot be broadcast to {shape}");
        }
        int offset = shape.Rank - x.Rank;
        // Axes of size 1 that grow are dropped first: the broadcast operator itself never changes a size.
        Axes kept = [.. Enumerable.Range(0, x.Rank).Where(axis => x.Shape[axis] == shape[axis + offset])];
        return x.Reshape(x.Shape.Select(kept)).Broadcast(shape, [.. kept.Select(axis => axis + offset)]);
    }
}
