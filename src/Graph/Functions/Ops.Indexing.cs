namespace Graph;

// Lookup and writing by index. Indices count from 0 and are never taken from the end: one outside of its axis reads NaN (0 of integers,
// false of bools), and what it would write is dropped.
public static partial class Ops
{
    /// <summary>Labels as rows of zeros with one 1; all zeros where the label is none of the classes.</summary>
    /// <param name="labels">Integers, of any shape.</param>
    /// <param name="classes">The number of classes, the size of the new last axis.</param>
    /// <param name="element">The element type of the result.</param>
    /// <exception cref="ElementTypeException">The labels are no integers.</exception>
    public static Expr OneHot(Expr labels, long classes, ElementType element = ElementType.F32)
    {
        using var _ = Origin.Enter();
        RequireIntegers(labels, "labels");
        RequireCount(classes, 0, "number of classes");
        Shape shape = [.. labels.Shape, classes];
        Expr repeated = labels.Cast(ElementType.I64).Broadcast(shape, Axes.Range(0, labels.Rank));
        return Equal(repeated, Primitives.Iota(new TensorType(ElementType.I64, shape), labels.Rank)).Cast(element);
    }

    /// <summary>The rows of a table that indices name: <c>[rows, width]</c> and indices of shape I give <c>I + [width]</c>.</summary>
    /// <param name="table">Of rank 2.</param>
    /// <param name="indices">Integers, of any shape.</param>
    public static Expr Embedding(Expr table, Expr indices)
    {
        using var _ = Origin.Enter();
        if (table.Rank != 2)
        {
            throw new ShapeException($"the table {table.Describe()} must have rank 2, one row for each index");
        }
        RequireIntegers(indices, "indices");
        return table.Gather(indices);
    }

    /// <summary>Elements along an axis by index: the axis gives way to those of the indices, as NumPy's <c>take</c> does it.</summary>
    /// <param name="x">Any tensor of rank 1 or more.</param>
    /// <param name="indices">Integers, of any shape.</param>
    /// <param name="axis">The axis to look along.</param>
    /// <exception cref="ElementTypeException">The indices are no integers.</exception>
    public static Expr Gather(Expr x, Expr indices, int axis = 0)
    {
        using var _ = Origin.Enter();
        axis = Shapes.Axis(x, axis);
        RequireIntegers(indices, "indices");
        Expr found = MoveAxis(x, axis, 0).Gather(indices);
        return found.Transpose(
            [.. Axes.Range(indices.Rank, axis), .. Axes.Range(0, indices.Rank), .. Axes.Range(indices.Rank + axis, x.Rank - 1 - axis)]);
    }

    /// <summary>
    /// One element for each index, along an axis in which x and the indices may differ in size: <c>y[i, j] = x[i, indices[i, j]]</c> for
    /// the last axis.
    /// </summary>
    /// <param name="x">Any tensor of rank 1 or more.</param>
    /// <param name="indices">Integers, of the shape of x but for that axis.</param>
    /// <param name="axis">The axis to look along.</param>
    /// <exception cref="ShapeException">The shapes differ elsewhere.</exception>
    public static Expr TakeAlongAxis(Expr x, Expr indices, int axis)
    {
        using var _ = Origin.Enter();
        axis = Shapes.Axis(x, axis);
        RequireIntegers(indices, "indices");
        if (indices.Rank != x.Rank || indices.Shape.With(axis, 0) != x.Shape.With(axis, 0))
        {
            throw new ShapeException($"the indices {indices.Describe()} must have the shape of {x.Describe()} but for axis {axis}");
        }
        int last = x.Rank - 1;
        return MoveAxis(MoveAxis(x, axis, last).Gather(MoveAxis(indices, axis, last), last), last, axis);
    }

    /// <summary>x with updates added at the places along an axis that indices name; several for one place add up.</summary>
    /// <param name="x">Any numeric tensor of rank 1 or more.</param>
    /// <param name="indices">Integers, of any shape I.</param>
    /// <param name="updates">Of the shape that <see cref="Gather"/> of x at the indices has.</param>
    /// <param name="axis">The axis to write along.</param>
    public static Expr ScatterAdd(Expr x, Expr indices, Expr updates, int axis = 0)
    {
        using var _ = Origin.Enter();
        return Scattered(ScatterKind.Accumulate, x, indices, updates, axis);
    }

    /// <summary>x with updates put in place of what is there; of several for one place the last in row-major order wins.</summary>
    /// <inheritdoc cref="ScatterAdd"/>
    public static Expr ScatterSet(Expr x, Expr indices, Expr updates, int axis = 0)
    {
        using var _ = Origin.Enter();
        return Scattered(ScatterKind.Overwrite, x, indices, updates, axis);
    }

    /// <summary>The elements sorted along an axis, stably; ascending, NaN is last, descending it is first.</summary>
    public static Expr Sort(Expr x, int axis = -1, bool descending = false)
    {
        using var _ = Origin.Enter();
        return SortedWithPlaces(x, axis, descending).Values;
    }

    /// <summary>The places, as i32, from which the sorted elements come.</summary>
    /// <inheritdoc cref="Sort"/>
    public static Expr ArgSort(Expr x, int axis = -1, bool descending = false)
    {
        using var _ = Origin.Enter();
        return SortedWithPlaces(x, axis, descending).Places;
    }

    /// <summary>
    /// The k largest elements along an axis, the largest first, and their places as i32; of equals the first is taken first.
    /// </summary>
    /// <param name="x">Numbers.</param>
    /// <param name="k">How many, from 0 to the size of the axis.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="smallest">Whether to take the k smallest instead, the smallest first.</param>
    /// <exception cref="ShapeException">The axis has fewer than k elements.</exception>
    public static (Expr Values, Expr Indices) TopK(Expr x, long k, int axis = -1, bool smallest = false)
    {
        using var _ = Origin.Enter();
        axis = Shapes.Axis(x, axis);
        if (k < 0 || k > x.Shape[axis])
        {
            throw new ShapeException(
                $"there are no {k} {(smallest ? "smallest" : "largest")} of the {x.Shape[axis]} elements along axis {axis} of " +
                $"{x.Describe()}");
        }
        (Expr values, Expr places) = SortedWithPlaces(x, axis, descending: !smallest);
        return (values.SliceAxis(axis, 0, k), places.SliceAxis(axis, 0, k));
    }

    private static (Expr Values, Expr Places) SortedWithPlaces(Expr x, int axis, bool descending)
    {
        Expr sorted = Expr.Create(new IR.Sort(Shapes.Axis(x, axis), descending), x);
        return (sorted.Result(0), sorted.Result(1));
    }

    private static Expr Scattered(ScatterKind kind, Expr x, Expr indices, Expr updates, int axis)
    {
        axis = Shapes.Axis(x, axis);
        RequireIntegers(indices, "indices");
        Shape expected = [.. x.Shape[..axis], .. indices.Shape, .. x.Shape[(axis + 1)..]];
        if (updates.Shape != expected)
        {
            throw new ShapeException(
                $"the updates {updates.Describe()} must have the shape {expected} of {x.Describe()} with axis {axis} replaced by those " +
                $"of the indices {indices.Describe()}");
        }
        Axes indexFirst =
            [.. Axes.Range(axis, indices.Rank), .. Axes.Range(0, axis), .. Axes.Range(
                axis + indices.Rank, updates.Rank - axis - indices.Rank)];
        return MoveAxis(MoveAxis(x, axis, 0).Scatter(kind, indices, updates.Transpose(indexFirst)), 0, axis);
    }

    private static void RequireIntegers(Expr x, string role)
    {
        if (!x.Element.IsInteger)
        {
            throw new ElementTypeException($"the {role} {x.Describe()} must be integers");
        }
    }
}
