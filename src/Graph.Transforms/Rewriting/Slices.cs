namespace Graph.Transforms;

/// <summary>The arithmetic of slices and paddings.</summary>
internal static class Slices
{
    /// <summary>Whether a slice starts at the first element and takes every one.</summary>
    public static bool IsPlain(Shape start, Shape stride) => IsZero(start) && stride.All(step => step == 1);

    /// <summary>Whether every entry is 0.</summary>
    public static bool IsZero(Shape amounts) => amounts.All(amount => amount == 0);

    /// <summary>Whether a padding neither crops nor puts anything between neighbours.</summary>
    public static bool OnlySurrounds(Pad pad) => IsZero(pad.Interior) && OnlyAdds(pad);

    /// <summary>Whether a padding does not crop.</summary>
    public static bool OnlyAdds(Pad pad) => pad.Low.All(amount => amount >= 0) && pad.High.All(amount => amount >= 0);

    /// <summary>Whether two fill values are the same, as far as it shows.</summary>
    public static bool IsSameFill(Expr left, Expr right) => ReferenceEquals(left, right) || (left.Splat is { } splat && splat.Equals(right.Splat));

    /// <summary>The slice (start, stride) of the slice (inner start, inner stride) of x, as one.</summary>
    public static Expr Compose(Expr x, Shape start, Shape stride, Shape innerStart, Shape innerStride, Shape result)
    {
        long[] first = new long[x.Rank];
        long[] limit = new long[x.Rank];
        long[] step = new long[x.Rank];
        for (int axis = 0; axis < x.Rank; axis++)
        {
            // Products of strides that step over no element may overflow, and mean nothing.
            first[axis] = result[axis] == 0 ? 0 : innerStart[axis] + (start[axis] * innerStride[axis]);
            step[axis] = result[axis] < 2 ? 1 : stride[axis] * innerStride[axis];
            limit[axis] = result[axis] == 0 ? 0 : first[axis] + ((result[axis] - 1) * step[axis]) + 1;
        }
        return x.Slice(Shape.Create(first), Shape.Create(limit), Shape.Create(step));
    }

    /// <summary>A slice without strides of a padding that only grows: of what is sliced, padded by what is left of the padding. Null for others.</summary>
    public static Expr? OfPad(Slice slice, Pad pad, Expr x, Expr fill)
    {
        if (!OnlySurrounds(pad) || slice.Stride.Any(step => step != 1))
        {
            return null;
        }
        (long[] start, long[] limit) = (new long[x.Rank], new long[x.Rank]);
        (long[] low, long[] high) = (new long[x.Rank], new long[x.Rank]);
        bool outside = false;
        for (int axis = 0; axis < x.Rank; axis++)
        {
            long size = x.Shape[axis];
            start[axis] = Math.Clamp(slice.Start[axis] - pad.Low[axis], 0, size);
            limit[axis] = Math.Clamp(slice.Limit[axis] - pad.Low[axis], start[axis], size);
            low[axis] = Math.Clamp(pad.Low[axis] - slice.Start[axis], 0, slice.Limit[axis] - slice.Start[axis]);
            high[axis] = slice.Limit[axis] - slice.Start[axis] - (limit[axis] - start[axis]) - low[axis];
            outside |= limit[axis] == start[axis];
        }
        if (outside)
        {
            return fill.Broadcast([.. slice.Start.Zip(slice.Limit, (from, to) => to - from)], []);
        }
        Expr part = x.Slice(Shape.Create(start), Shape.Create(limit), slice.Stride);
        return part.Pad(fill, Shape.Create(low), Shape.Create(high), pad.Interior);
    }

    /// <summary>A slice of a concatenation that needs only some of the parts: of those. Null where it needs all, or steps along the axis.</summary>
    public static Expr? OfConcatenate(Slice slice, ImmutableArray<Expr> parts, int axis)
    {
        if (slice.Stride[axis] != 1 || slice.Limit[axis] == slice.Start[axis])
        {
            return null;
        }
        List<Expr> needed = [];
        long before = 0;
        long skipped = 0;
        foreach (Expr part in parts)
        {
            long behind = before + part.Shape[axis];
            if (behind <= slice.Start[axis])
            {
                skipped = behind;
            }
            else if (before < slice.Limit[axis])
            {
                needed.Add(part);
            }
            before = behind;
        }
        if (needed.Count == parts.Length)
        {
            return null;
        }
        Shape start = slice.Start.With(axis, slice.Start[axis] - skipped);
        return Primitives.Concatenate([.. needed], axis).Slice(start, slice.Limit.With(axis, slice.Limit[axis] - skipped), slice.Stride);
    }

    /// <summary>A concatenation with neighbours that are adjacent slices of one tensor, joined; null where there are none.</summary>
    public static Expr? Join(ImmutableArray<Expr> parts, int axis)
    {
        List<Expr> joined = [];
        foreach (Expr part in parts)
        {
            if (joined is [.., var last] && TryJoin(last, part, axis) is { } whole)
            {
                joined[^1] = whole;
            }
            else
            {
                joined.Add(part);
            }
        }
        return joined.Count < parts.Length ? Primitives.Concatenate([.. joined], axis) : null;
    }

    private static Expr? TryJoin(Expr left, Expr right, int axis)
    {
        return (left, right) is ((Slice a, [var x]), (Slice b, [var y]))
            && ReferenceEquals(x, y)
            && a.Stride == b.Stride
            && a.Stride[axis] == 1
            && a.Limit[axis] == b.Start[axis]
            && a.Start.With(axis, 0) == b.Start.With(axis, 0)
            && a.Limit.With(axis, 0) == b.Limit.With(axis, 0)
            ? x.Slice(a.Start, a.Limit.With(axis, b.Limit[axis]), a.Stride)
            : null;
    }
}
