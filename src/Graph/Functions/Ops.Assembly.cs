namespace Graph;

// Tensors put together, taken apart and surrounded.
public static partial class Ops
{
    /// <summary>Tensors behind each other along an axis; they agree in type but for the size of that axis.</summary>
    /// <exception cref="ShapeException">There is none, or they do not agree.</exception>
    public static Expr Concatenate(ImmutableArray<Expr> parts, int axis = 0)
    {
        using var _ = Origin.Enter();
        RequireParts(parts);
        return Primitives.Concatenate(parts, Shapes.Axis(parts[0], axis));
    }

    /// <summary>Tensors of one type behind each other along a new axis.</summary>
    /// <param name="parts">The tensors.</param>
    /// <param name="axis">The place of the new axis in the result.</param>
    /// <exception cref="ShapeException">There is none, or their shapes differ.</exception>
    public static Expr Stack(ImmutableArray<Expr> parts, int axis = 0)
    {
        using var _ = Origin.Enter();
        RequireParts(parts);
        foreach (Expr part in parts)
        {
            if (part.Shape != parts[0].Shape)
            {
                throw new ShapeException($"it takes tensors of one shape, but {parts[0].Describe()} and {part.Describe()} differ");
            }
        }
        axis = Shapes.Axis(axis, parts[0].Rank + 1, $"the result of rank {parts[0].Rank + 1}");
        return Primitives.Concatenate([.. parts.Select(part => ExpandDims(part, axis))], axis);
    }

    /// <summary>Cuts an axis into equal parts.</summary>
    /// <exception cref="ShapeException">The number of parts does not divide the size of the axis.</exception>
    public static ExprList Split(Expr x, int parts, int axis = 0)
    {
        using var _ = Origin.Enter();
        axis = Shapes.Axis(x, axis);
        RequireCount(parts, 1, "number of parts");
        if (x.Shape[axis] % parts != 0)
        {
            throw new ShapeException($"{parts} does not divide the size {x.Shape[axis]} of axis {axis} of {x.Describe()}");
        }
        return Split(x, Shape.Repeat(x.Shape[axis] / parts, parts), axis);
    }

    /// <summary>Cuts an axis into parts of the given sizes.</summary>
    /// <exception cref="ShapeException">The sizes do not add up to that of the axis.</exception>
    public static ExprList Split(Expr x, Shape sizes, int axis = 0)
    {
        using var _ = Origin.Enter();
        axis = Shapes.Axis(x, axis);
        if (sizes.Any(size => size < 0) || sizes.Sum() != x.Shape[axis])
        {
            throw new ShapeException($"the sizes {sizes} do not add up to the size {x.Shape[axis]} of axis {axis} of {x.Describe()}");
        }
        long start = 0;
        ImmutableArray<Expr>.Builder parts = ImmutableArray.CreateBuilder<Expr>(sizes.Rank);
        foreach (long size in sizes)
        {
            parts.Add(x.SliceAxis(axis, start, start + size));
            start += size;
        }
        return new ExprList(parts.MoveToImmutable());
    }

    /// <summary>Surrounds with one number.</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="low">How many elements to put before each axis; negative to remove.</param>
    /// <param name="high">How many to put behind each axis; negative to remove.</param>
    /// <param name="value">What to put there.</param>
    public static Expr Pad(Expr x, Shape low, Shape high, Scalar value)
    {
        using var _ = Origin.Enter();
        RequireAmounts(x, low, high);
        return x.Pad(Primitives.Constant(value.ToLiteral(x.Element)), low, high, Shape.Repeat(0, x.Rank));
    }

    /// <summary>Surrounds with zeros (or false).</summary>
    /// <inheritdoc cref="Pad(Expr, Shape, Shape, Scalar)"/>
    public static Expr Pad(Expr x, Shape low, Shape high)
    {
        using var _ = Origin.Enter();
        return x.Element == ElementType.Bool ? Pad(x, low, high, false) : Pad(x, low, high, 0);
    }

    /// <summary>Surrounds with the outermost elements: a a a b c c.</summary>
    /// <inheritdoc cref="PadReflect"/>
    public static Expr PadEdge(Expr x, Shape low, Shape high)
    {
        using var _ = Origin.Enter();
        return PadFrom(x, low, high, 1, (end, count, axis) => end.BroadcastTo(end.Shape.With(axis, count)), "an element");
    }

    /// <summary>Surrounds with the elements mirrored at the outermost ones, which are not repeated: c b a b c d c b.</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="low">How many elements to put before each axis, 0 or more.</param>
    /// <param name="high">How many to put behind each axis, 0 or more.</param>
    /// <exception cref="ShapeException">An amount is negative, or an axis has too few elements.</exception>
    public static Expr PadReflect(Expr x, Shape low, Shape high)
    {
        using var _ = Origin.Enter();
        return PadFrom(x, low, high, null, (end, _, axis) => end.Reverse([axis]), "more elements than are put there");
    }

    private static Expr PadFrom(Expr x, Shape low, Shape high, long? taken, Func<Expr, long, int, Expr> make, string need)
    {
        RequireAmounts(x, low, high);
        for (int axis = 0; axis < x.Rank; axis++)
        {
            long size = x.Shape[axis];
            (long before, long behind) = (low[axis], high[axis]);
            if (before < 0 || behind < 0)
            {
                throw new ShapeException(
                    $"it adds elements, so the amounts must be at least 0, got {low} and {high}; Pad removes elements where an amount is " +
                    "negative");
            }
            // What is mirrored starts one element inside; what is repeated is the end itself.
            long skipped = taken is null ? 1 : 0;
            if (Math.Max(before, behind) > 0 && (taken ?? Math.Max(before, behind)) + skipped > size)
            {
                throw new ShapeException(
                    $"axis {axis} of {x.Describe()} cannot have {before} elements put before and {behind} behind it: it needs {need}");
            }
            ImmutableArray<Expr>.Builder parts = ImmutableArray.CreateBuilder<Expr>();
            if (before > 0)
            {
                parts.Add(make(x.SliceAxis(axis, skipped, skipped + (taken ?? before)), before, axis));
            }
            parts.Add(x);
            if (behind > 0)
            {
                parts.Add(make(x.SliceAxis(axis, size - skipped - (taken ?? behind), size - skipped), behind, axis));
            }
            x = Primitives.Concatenate(parts.ToImmutable(), axis);
        }
        return x;
    }

    private static void RequireAmounts(Expr x, Shape low, Shape high)
    {
        if (low.Rank != x.Rank || high.Rank != x.Rank)
        {
            throw new ShapeException($"it takes one low and one high amount for each axis of {x.Describe()}, got {low} and {high}");
        }
    }

    private static void RequireParts(ImmutableArray<Expr> parts)
    {
        if (parts.IsDefaultOrEmpty)
        {
            throw new ShapeException("it takes at least one tensor");
        }
    }
}
