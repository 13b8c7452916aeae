namespace Graph;

// Tensors that no data goes into.
public static partial class Ops
{
    /// <summary>All elements 0 (or false).</summary>
    public static Expr Zeros(Shape shape, ElementType element = ElementType.F32)
    {
        using var _ = Origin.Enter();
        return Primitives.Zeros(new TensorType(element, shape));
    }

    /// <summary>All elements 1 (or true).</summary>
    public static Expr Ones(Shape shape, ElementType element = ElementType.F32)
    {
        using var _ = Origin.Enter();
        return element == ElementType.Bool ? Full(shape, true, element) : Full(shape, 1, element);
    }

    /// <summary>All elements one number.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="value">The number.</param>
    /// <param name="element">The element type; null for the number's own: f32 for a floating-point number, i32 for an integer.</param>
    public static Expr Full(Shape shape, Scalar value, ElementType? element = null)
    {
        using var _ = Origin.Enter();
        return Primitives.Fill(new TensorType(element ?? value.DefaultElement, shape), value);
    }

    /// <summary>Zeros of the type of another tensor.</summary>
    public static Expr ZerosLike(Expr x)
    {
        using var _ = Origin.Enter();
        return Primitives.Zeros(x.Type);
    }

    /// <summary>Ones of the type of another tensor.</summary>
    public static Expr OnesLike(Expr x)
    {
        using var _ = Origin.Enter();
        return Ones(x.Shape, x.Element);
    }

    /// <summary>One number throughout, of the type of another tensor.</summary>
    /// <exception cref="ElementTypeException">The element type cannot represent it.</exception>
    public static Expr FullLike(Expr x, Scalar value)
    {
        using var _ = Origin.Enter();
        return Primitives.Fill(x.Type, value);
    }

    /// <summary>0, 1, …, <paramref name="count"/> − 1.</summary>
    /// <exception cref="ElementTypeException">The integer type cannot represent them all.</exception>
    public static Expr Arange(long count, ElementType element = ElementType.I32)
    {
        using var _ = Origin.Enter();
        RequireCount(count, 0, "count");
        RequireHeld(0, count - 1, count, element);
        return Primitives.Iota(new TensorType(element, [count]), 0);
    }

    /// <summary>start, start + step, … below <paramref name="limit"/> (above it, where the step is negative).</summary>
    /// <exception cref="ShapeException">The step is 0.</exception>
    /// <exception cref="ElementTypeException">The integer type cannot represent them all.</exception>
    public static Expr Arange(long start, long limit, long step = 1, ElementType element = ElementType.I32)
    {
        using var _ = Origin.Enter();
        if (step == 0)
        {
            throw new ShapeException("the step must not be 0");
        }
        long count = Math.Max(0, step > 0 ? (limit - start + step - 1) / step : (start - limit - step - 1) / -step);
        RequireHeld(start, start + ((count - 1) * (Int128)step), count, element);
        Expr places = Primitives.Iota(new TensorType(element, [count]), 0);
        return (step == 1 ? places : places * step) + start;
    }

    /// <summary>As many numbers at equal distances, the first <paramref name="start"/> and the last <paramref name="stop"/>.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="stop">The last one; not reached when there is only one.</param>
    /// <param name="count">How many, 0 or more.</param>
    /// <param name="element">A float type.</param>
    public static Expr Linspace(double start, double stop, long count, ElementType element = ElementType.F32)
    {
        using var _ = Origin.Enter();
        RequireCount(count, 0, "count");
        Expr places = Primitives.Iota(new TensorType(element, [count]), 0);
        RequireFloat(places);
        double step = count > 1 ? (stop - start) / (count - 1) : 0;
        Expr numbers = (places * step) + start;
        return count > 1 ? Where(Equal(places, count - 1), stop, numbers) : numbers;
    }

    /// <summary>The unit matrix of a size.</summary>
    public static Expr Eye(long size, ElementType element = ElementType.F32)
    {
        using var _ = Origin.Enter();
        return Eye(size, size, element);
    }

    /// <summary>A matrix with ones (or true) on its diagonal and zeros elsewhere.</summary>
    public static Expr Eye(long rows, long columns, ElementType element = ElementType.F32)
    {
        using var _ = Origin.Enter();
        (Expr row, Expr column) = Places(rows, columns);
        return Equal(row, column).Cast(element);
    }

    /// <summary>Bools of shape <c>[size, size]</c>: whether row i may see column j, that is j ≤ i.</summary>
    public static Expr CausalMask(long size)
    {
        using var _ = Origin.Enter();
        (Expr row, Expr column) = Places(size, size);
        return column <= row;
    }

    /// <summary>The lower triangles of matrices, zeros above: element (i, j) stays where j − i ≤ <paramref name="diagonal"/>.</summary>
    /// <param name="x">Of rank 2 or more; the matrices are the last two axes.</param>
    /// <param name="diagonal">0 for the main diagonal, positive above it.</param>
    public static Expr Tril(Expr x, long diagonal = 0)
    {
        using var _ = Origin.Enter();
        return Triangle(x, difference => difference <= diagonal);
    }

    /// <summary>The upper triangles of matrices, zeros below: element (i, j) stays where j − i ≥ <paramref name="diagonal"/>.</summary>
    /// <inheritdoc cref="Tril"/>
    public static Expr Triu(Expr x, long diagonal = 0)
    {
        using var _ = Origin.Enter();
        return Triangle(x, difference => difference >= diagonal);
    }

    /// <summary>The diagonals of matrices: element i is x[…, i, i + <paramref name="offset"/>].</summary>
    /// <param name="x">Of rank 2 or more; the matrices are the last two axes.</param>
    /// <param name="offset">0 for the main diagonal, positive above it.</param>
    /// <exception cref="ShapeException">The rank is below 2, or there is no such diagonal.</exception>
    public static Expr Diagonal(Expr x, long offset = 0)
    {
        using var _ = Origin.Enter();
        RequireMatrices(x);
        (int row, int column) = (x.Rank - 2, x.Rank - 1);
        (long rows, long columns) = (x.Shape[row], x.Shape[column]);
        (long top, long left) = (Math.Max(0, -offset), Math.Max(0, offset));
        if (top > rows || left > columns)
        {
            throw new ShapeException($"{x.Describe()} has no diagonal {offset}");
        }
        long length = Math.Min(rows - top, columns - left);
        Expr square = x.SliceAxis(row, top, top + length).SliceAxis(column, left, left + length);
        // In rows of one more than a side, every diagonal element comes first.
        Shape batch = x.Shape[..^2];
        return square.Reshape([.. batch, length * length])
            .PadAxis(row, 0, length)
            .Reshape([.. batch, length, length + 1])
            .SliceAxis(column, 0, 1)
            .Reshape([.. batch, length]);
    }

    /// <summary>The sums of the diagonals of matrices, the last two axes.</summary>
    public static Expr Trace(Expr x)
    {
        using var _ = Origin.Enter();
        return Sum(Diagonal(x), -1);
    }

    private static void RequireHeld(Int128 first, Int128 last, long count, ElementType element)
    {
        (Int128 least, Int128 largest) = element switch
        {
            ElementType.I32 => (int.MinValue, int.MaxValue),
            ElementType.I64 => (long.MinValue, long.MaxValue),
            ElementType.U32 => (uint.MinValue, uint.MaxValue),
            ElementType.U8 => (byte.MinValue, byte.MaxValue),
            ElementType.F32 or ElementType.F64 or ElementType.Bool => (Int128.MinValue, Int128.MaxValue),
        };
        if (count > 0 && (Int128.Min(first, last) < least || Int128.Max(first, last) > largest))
        {
            throw new ElementTypeException(
                $"the numbers from {first} to {last} cannot all be {element.Mnemonic}; take a wider element type");
        }
    }

    private static Expr Triangle(Expr x, Func<Expr, Expr> stays)
    {
        RequireMatrices(x);
        (Expr row, Expr column) = Places(x.Shape[^2], x.Shape[^1]);
        return Where(stays(column - row), x, Primitives.Zeros(x.Type));
    }

    private static (Expr Row, Expr Column) Places(long rows, long columns)
    {
        TensorType type = new(ElementType.I64, [rows, columns]);
        return (Primitives.Iota(type, 0), Primitives.Iota(type, 1));
    }

    private static void RequireMatrices(Expr x)
    {
        if (x.Rank < 2)
        {
            throw new ShapeException($"it takes matrices along the last two axes, but {x.Describe()} has rank {x.Rank}");
        }
    }
}
