namespace Graph.IR;

/// <summary>The checks that several operators share; each throws one sentence that names operator, operand, type and what is wrong.</summary>
internal static class Operands
{
    /// <summary>Checks that there are operands, and that none of them is null.</summary>
    public static void RequireGiven(Op op, ImmutableArray<Expr> operands)
    {
        if (operands.IsDefault)
        {
            throw new GraphException($"{op.GetType().Name} was given no list of operands but the default of the array");
        }
        if (operands.IndexOf(null!) is var place and >= 0)
        {
            throw new GraphException($"operand {place} of {op.GetType().Name} is null");
        }
    }

    /// <summary>Checks that a number is a member of its enumeration, before anything asks for its name.</summary>
    public static void RequireMember<T>(T member) where T : struct, Enum
    {
        if (!Enum.IsDefined(member))
        {
            throw new GraphException($"{typeof(T).Name} has no member {member}");
        }
    }

    /// <summary>Checks the number of operands.</summary>
    public static void RequireCount(Op op, ImmutableArray<Expr> operands, int count)
    {
        if (operands.Length != count)
        {
            throw new ShapeException($"{op.Name} takes {count} operand{(count == 1 ? "" : "s")}, got {operands.Length}");
        }
    }

    /// <summary>The only operand's type.</summary>
    public static TensorType Single(Op op, ImmutableArray<Expr> operands)
    {
        RequireCount(op, operands, 1);
        return operands[0].Type;
    }

    /// <summary>The type of two or more operands that must agree in element type and shape.</summary>
    public static TensorType RequireSame(Op op, Expr left, Expr right)
    {
        RequireSameElement(op, left, right);
        if (left.Shape != right.Shape)
        {
            throw new ShapeException(
                $"{op.Name} takes equal shapes, but {left.Describe()} and {right.Describe()} differ{FirstDifference(left.Shape, right.Shape)}");
        }
        return left.Type;
    }

    /// <summary>Checks that two operands have one element type.</summary>
    public static void RequireSameElement(Op op, Expr left, Expr right)
    {
        if (left.Element != right.Element)
        {
            throw new ElementTypeException(
                $"{op.Name} takes operands of one element type, but {left.Describe()} and {right.Describe()} differ; cast one of them");
        }
    }

    /// <summary>Checks an operand's element type.</summary>
    public static void RequireElement(Op op, Expr operand, bool allowed, string expected)
    {
        if (!allowed)
        {
            throw new ElementTypeException($"{op.Name} takes {expected}, but {operand.Describe()} is {operand.Element.Mnemonic}");
        }
    }

    /// <summary>Checks that axes exist and that none stands twice.</summary>
    public static void RequireAxes(Op op, Expr operand, Axes axes, string name = "axes")
    {
        for (int place = 0; place < axes.Count; place++)
        {
            RequireAxis(op, operand, axes[place]);
            if (axes.IndexOf(axes[place]) != place)
            {
                throw new ShapeException($"{op.Name} names axis {axes[place]} twice in {name} {axes}");
            }
        }
    }

    /// <summary>Checks that an axis exists.</summary>
    public static void RequireAxis(Op op, Expr operand, int axis)
    {
        if (axis < 0 || axis >= operand.Rank)
        {
            string axes = operand.Rank switch
            {
                0 => "no axes",
                1 => "axis 0 only",
                int rank => $"axes 0 to {rank - 1}",
            };
            throw new ShapeException($"{op.Name} names axis {axis}, but {operand.Describe()} has {axes}");
        }
    }

    /// <summary>Checks that a list has one entry for each of some axes.</summary>
    public static void RequireLength(Op op, string name, int actual, int expected, string per)
    {
        if (actual != expected)
        {
            throw new ShapeException($"{op.Name} needs one {name} for each of the {expected} {per}, got {actual}");
        }
    }

    /// <summary>Checks that every entry of a list is at least <paramref name="least"/>.</summary>
    public static void RequireAtLeast(Op op, string name, Shape values, long least)
    {
        foreach (long value in values)
        {
            if (value < least)
            {
                throw new ShapeException($"{op.Name} needs {name} of at least {least}, got {values}");
            }
        }
    }

    /// <summary>The number of places of a window of the given size on an axis; none where the window is empty.</summary>
    public static Int128 WindowCount(Int128 length, long size, long stride, long dilation)
    {
        Int128 extent = ((Int128)(size - 1) * dilation) + 1;
        return size == 0 || length < extent ? 0 : ((length - extent) / stride) + 1;
    }

    /// <summary>The number of elements from <paramref name="start"/> up to <paramref name="limit"/>, every <paramref name="stride"/>-th.</summary>
    public static long StepCount(long start, long limit, long stride) => limit <= start ? 0 : ((limit - start - 1) / stride) + 1;

    /// <summary>A size that was computed wider than it is kept, so that nothing wraps.</summary>
    public static long Size(Op op, int axis, Int128 size) => size <= long.MaxValue
        ? (long)size
        : throw new ShapeException($"{op.Name} would give axis {axis} the size {size}, which is more than 2^63 − 1");

    /// <summary>Names the first axis, but for one that may differ, in which two shapes do, as the end of a sentence.</summary>
    public static string FirstDifference(Shape left, Shape right, int? except = null)
    {
        if (left.Rank != right.Rank)
        {
            return $": rank {left.Rank} against rank {right.Rank}";
        }
        for (int axis = 0; axis < left.Rank; axis++)
        {
            if (left[axis] != right[axis] && axis != except)
            {
                return $" in axis {axis}: {left[axis]} against {right[axis]}";
            }
        }
        return "";
    }
}
