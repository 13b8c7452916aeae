namespace Graph;

/// <summary>Axes and sizes as the user may write them (negative axes, a size of −1, one number for all) made definite.</summary>
internal static class Shapes
{
    /// <summary>An axis counted from 0; a negative one counts from the end.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public static int Axis(Expr x, int axis) => Axis(axis, x.Rank, x.Describe());

    /// <summary>An axis of a value of some rank.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public static int Axis(int axis, int rank, string what)
    {
        if (axis < -rank || axis >= rank)
        {
            throw new ShapeException(rank == 0
                ? $"there is no axis {axis}: {what} is a scalar and has no axes"
                : $"there is no axis {axis}: {what} has rank {rank}, so axes go from {-rank} to {rank - 1}");
        }
        return axis < 0 ? axis + rank : axis;
    }

    /// <summary>Distinct axes counted from 0, in the order given.</summary>
    /// <exception cref="ShapeException">An axis does not exist or stands twice.</exception>
    public static Axes Distinct(Expr x, Axes axes)
    {
        Axes definite = [.. axes.Select(axis => Axis(x, axis))];
        for (int place = 0; place < definite.Count; place++)
        {
            if (definite.IndexOf(definite[place]) != place)
            {
                throw new ShapeException($"axis {axes[place]} of {x.Describe()} stands twice in {axes}");
            }
        }
        return definite;
    }

    /// <summary>Distinct axes counted from 0, ascending.</summary>
    /// <exception cref="ShapeException">An axis does not exist or stands twice.</exception>
    public static Axes Ascending(Expr x, Axes axes) => [.. Distinct(x, axes).Order()];

    /// <summary>Replaces a size of −1 by what the number of elements asks for.</summary>
    /// <exception cref="ShapeException">Several sizes are −1, or the rest does not divide the number of elements.</exception>
    public static Shape Complete(Shape shape, long elements, string what)
    {
        int open = shape.AsSpan().IndexOf(-1);
        if (open < 0)
        {
            return shape;
        }
        if (shape.Count(size => size == -1) > 1)
        {
            throw new ShapeException($"the shape {shape} leaves more than one size open");
        }
        long rest = shape.With(open, 1).ElementCount;
        if (rest == 0 || elements % rest != 0)
        {
            throw new ShapeException(
                $"{what} has {elements} elements and cannot be reshaped to {shape}: {rest} does not divide {elements}");
        }
        return shape.With(open, elements / rest);
    }

    /// <summary>One number for each of some axes: the list itself, its only number repeated, or the default where it is empty.</summary>
    /// <exception cref="ShapeException">The list has another length, or an entry below <paramref name="least"/>.</exception>
    public static Shape PerAxis(Shape given, int count, long absent, string name, long least)
    {
        Shape definite = given.Rank switch
        {
            0 => Shape.Repeat(absent, count),
            1 => Shape.Repeat(given[0], count),
            _ => given,
        };
        if (definite.Rank != count)
        {
            throw new ShapeException($"{name} must be one number, or one for each of the {count} spatial axes, got {given}");
        }
        if (definite.Any(value => value < least))
        {
            throw new ShapeException($"{name} must be at least {least}, got {given}");
        }
        return definite;
    }
}
