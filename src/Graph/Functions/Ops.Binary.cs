using System.Runtime.CompilerServices;

namespace Graph;

// Elementwise functions of two operands, which are broadcast, and choice between them.
public static partial class Ops
{
    /// <summary>x^y of floats, by the rules of IEEE 754 pow, broadcast.</summary>
    public static Expr Pow(Expr x, Expr y) => Combine(new Binary(BinaryKind.Power), x, y);

    /// <inheritdoc cref="Pow(Expr, Expr)"/>
    public static Expr Pow(Expr x, Scalar y) => Combine(new Binary(BinaryKind.Power), x, y);

    /// <inheritdoc cref="Pow(Expr, Expr)"/>
    public static Expr Pow(Scalar x, Expr y) => Combine(new Binary(BinaryKind.Power), x, y);

    /// <summary>The larger of two numbers, NaN if either is, broadcast; at a tie each operand has half of the derivative.</summary>
    public static Expr Maximum(Expr x, Expr y) => Combine(new Binary(BinaryKind.Larger), x, y);

    /// <inheritdoc cref="Maximum(Expr, Expr)"/>
    public static Expr Maximum(Expr x, Scalar y) => Combine(new Binary(BinaryKind.Larger), x, y);

    /// <inheritdoc cref="Maximum(Expr, Expr)"/>
    public static Expr Maximum(Scalar x, Expr y) => Combine(new Binary(BinaryKind.Larger), x, y);

    /// <summary>The smaller of two numbers, NaN if either is, broadcast; at a tie each operand has half of the derivative.</summary>
    public static Expr Minimum(Expr x, Expr y) => Combine(new Binary(BinaryKind.Smaller), x, y);

    /// <inheritdoc cref="Minimum(Expr, Expr)"/>
    public static Expr Minimum(Expr x, Scalar y) => Combine(new Binary(BinaryKind.Smaller), x, y);

    /// <inheritdoc cref="Minimum(Expr, Expr)"/>
    public static Expr Minimum(Scalar x, Expr y) => Combine(new Binary(BinaryKind.Smaller), x, y);

    /// <summary>Whether elements are equal, broadcast; a tensor of bools. NaN equals nothing.</summary>
    public static Expr Equal(Expr x, Expr y) => Combine(new Compare(CompareKind.EqualTo), x, y);

    /// <inheritdoc cref="Equal(Expr, Expr)"/>
    public static Expr Equal(Expr x, Scalar y) => Combine(new Compare(CompareKind.EqualTo), x, y);

    /// <inheritdoc cref="Equal(Expr, Expr)"/>
    public static Expr Equal(Scalar x, Expr y) => Combine(new Compare(CompareKind.EqualTo), x, y);

    /// <summary>Whether elements differ, broadcast; a tensor of bools. NaN differs from everything.</summary>
    public static Expr NotEqual(Expr x, Expr y) => Combine(new Compare(CompareKind.NotEqualTo), x, y);

    /// <inheritdoc cref="NotEqual(Expr, Expr)"/>
    public static Expr NotEqual(Expr x, Scalar y) => Combine(new Compare(CompareKind.NotEqualTo), x, y);

    /// <inheritdoc cref="NotEqual(Expr, Expr)"/>
    public static Expr NotEqual(Scalar x, Expr y) => Combine(new Compare(CompareKind.NotEqualTo), x, y);

    /// <summary>Of bools whether both hold, of integers the bitwise operation; broadcast.</summary>
    public static Expr And(Expr x, Expr y)
    {
        using var _ = Origin.Enter();
        return x & y;
    }

    /// <summary>Of bools whether one holds at least, of integers the bitwise operation; broadcast.</summary>
    public static Expr Or(Expr x, Expr y)
    {
        using var _ = Origin.Enter();
        return x | y;
    }

    /// <summary>Of bools the negation, of integers the bitwise complement.</summary>
    public static Expr Not(Expr x) => Unary(UnaryKind.Complement, x);

    /// <summary>
    /// Elementwise choice: <paramref name="whenTrue"/> where the condition holds, else <paramref name="whenFalse"/>; the three are
    /// broadcast.
    /// </summary>
    /// <remarks>
    /// What is not chosen has no part in the derivative, but if it is infinite or NaN there, its own derivative may be: keep operands
    /// finite.
    /// </remarks>
    /// <param name="condition">Bools.</param>
    /// <param name="whenTrue">What to take where it holds.</param>
    /// <param name="whenFalse">What to take elsewhere, of the same element type.</param>
    /// <exception cref="ElementTypeException">The condition is not of bools, or the element types differ.</exception>
    /// <exception cref="ShapeException">The shapes cannot be broadcast together.</exception>
    public static Expr Where(Expr condition, Expr whenTrue, Expr whenFalse)
    {
        using var _ = Origin.Enter();
        (whenTrue, whenFalse) = Together(whenTrue, whenFalse);
        (condition, whenTrue) = Together(condition, whenTrue);
        return Primitives.Select(condition, whenTrue, whenFalse.BroadcastTo(whenTrue.Shape));
    }

    /// <inheritdoc cref="Where(Expr, Expr, Expr)"/>
    public static Expr Where(Expr condition, Expr whenTrue, Scalar whenFalse)
    {
        using var _ = Origin.Enter();
        return Where(condition, whenTrue, Primitives.Fill(whenTrue.Type, whenFalse));
    }

    /// <inheritdoc cref="Where(Expr, Expr, Expr)"/>
    public static Expr Where(Expr condition, Scalar whenTrue, Expr whenFalse)
    {
        using var _ = Origin.Enter();
        return Where(condition, Primitives.Fill(whenFalse.Type, whenTrue), whenFalse);
    }

    /// <summary>Elementwise choice between two numbers.</summary>
    /// <param name="condition">Bools.</param>
    /// <param name="whenTrue">What to take where it holds.</param>
    /// <param name="whenFalse">What to take elsewhere.</param>
    /// <param name="element">The element type of the result.</param>
    /// <exception cref="ElementTypeException">The condition is not of bools, or the element type cannot represent a number.</exception>
    public static Expr Where(Expr condition, Scalar whenTrue, Scalar whenFalse, ElementType element)
    {
        using var _ = Origin.Enter();
        return Where(condition, whenTrue, Primitives.Fill(condition.Type.With(element), whenFalse));
    }

    /// <summary>
    /// x kept within limits that are tensors; the three are broadcast. NaN stays, and what is at a limit has its derivative from x.
    /// </summary>
    /// <param name="x">Numbers.</param>
    /// <param name="low">The lower limits, of the same element type.</param>
    /// <param name="high">The upper limits; where they are below the lower ones, the lower ones hold.</param>
    /// <exception cref="ElementTypeException">The element types differ.</exception>
    /// <exception cref="ShapeException">The shapes cannot be broadcast together.</exception>
    public static Expr Clip(Expr x, Expr low, Expr high)
    {
        using var _ = Origin.Enter();
        return Where(x < low, low, Where(x > high, high, x));
    }

    /// <summary>x kept within [<paramref name="low"/>, <paramref name="high"/>]; NaN stays, and the derivative at both ends is 1.</summary>
    /// <exception cref="ElementTypeException">The element type of x cannot represent a limit.</exception>
    public static Expr Clip(Expr x, Scalar low, Scalar high)
    {
        using var _ = Origin.Enter();
        return Where(x < low, low, Where(x > high, high, x));
    }

    /// <summary>Whether elements are NaN; false throughout for integers and bools.</summary>
    public static Expr IsNaN(Expr x)
    {
        using var _ = Origin.Enter();
        return NotEqual(x, x);
    }

    /// <summary>Whether elements are +∞ or −∞; false throughout for integers and bools.</summary>
    public static Expr IsInfinite(Expr x)
    {
        using var _ = Origin.Enter();
        return x.Element.IsFloat ? Equal(x.Abs(), double.PositiveInfinity) : Primitives.Fill(x.Type.With(ElementType.Bool), false);
    }

    /// <summary>Whether elements are neither infinite nor NaN; true throughout for integers and bools.</summary>
    public static Expr IsFinite(Expr x)
    {
        using var _ = Origin.Enter();
        return x.Element.IsFloat ? x.Abs() < double.PositiveInfinity : Primitives.Fill(x.Type.With(ElementType.Bool), true);
    }

    private static Expr Combine(Op op, Expr x, Expr y, [CallerMemberName] string name = "")
    {
        using var _ = Origin.Enter(name);
        (x, y) = Together(x, y);
        return Expr.Create(op, x, y);
    }

    private static Expr Combine(Op op, Expr x, Scalar y, [CallerMemberName] string name = "")
    {
        using var _ = Origin.Enter(name);
        return Expr.Create(op, x, Primitives.Fill(x.Type, y));
    }

    private static Expr Combine(Op op, Scalar x, Expr y, [CallerMemberName] string name = "")
    {
        using var _ = Origin.Enter(name);
        return Expr.Create(op, Primitives.Fill(y.Type, x), y);
    }

    private static (Expr Left, Expr Right) Together(Expr left, Expr right)
    {
        if (!Broadcasting.TryMerge(left.Shape, right.Shape, out Shape shape, out string? reason))
        {
            throw new ShapeException($"{left.Describe()} and {right.Describe()} cannot be broadcast together: {reason}");
        }
        return (left.BroadcastTo(shape), right.BroadcastTo(shape));
    }
}
