using System.Globalization;

namespace Graph;

// Reductions: over all axes, one, or several; the reduced axes go away, or stay with size 1 when keepDims is true.
public static partial class Ops
{
    /// <summary>The sum; 0 of nothing.</summary>
    public static Expr Sum(Expr x)
    {
        using var _ = Origin.Enter();
        return Sum(x, Axes.Range(0, x.Rank));
    }

    /// <inheritdoc cref="Sum(Expr)"/>
    public static Expr Sum(Expr x, int axis, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        return Sum(x, [axis], keepDims);
    }

    /// <inheritdoc cref="Sum(Expr)"/>
    public static Expr Sum(Expr x, Axes axes, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        RequireNumbers(x);
        return Reduced(ReduceKind.SumOf, x, axes, keepDims);
    }

    /// <summary>The product; 1 of nothing.</summary>
    public static Expr Prod(Expr x)
    {
        using var _ = Origin.Enter();
        return Prod(x, Axes.Range(0, x.Rank));
    }

    /// <inheritdoc cref="Prod(Expr)"/>
    public static Expr Prod(Expr x, int axis, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        return Prod(x, [axis], keepDims);
    }

    /// <inheritdoc cref="Prod(Expr)"/>
    public static Expr Prod(Expr x, Axes axes, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        RequireNumbers(x);
        return Reduced(ReduceKind.ProductOf, x, axes, keepDims);
    }

    /// <summary>The maximum, NaN if any element is; of nothing an error. The first of equals has the derivative.</summary>
    public static Expr Max(Expr x)
    {
        using var _ = Origin.Enter();
        return Max(x, Axes.Range(0, x.Rank));
    }

    /// <inheritdoc cref="Max(Expr)"/>
    public static Expr Max(Expr x, int axis, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        return Max(x, [axis], keepDims);
    }

    /// <inheritdoc cref="Max(Expr)"/>
    public static Expr Max(Expr x, Axes axes, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        return Reduced(ReduceKind.MaximumOf, x, axes, keepDims);
    }

    /// <summary>The minimum, NaN if any element is; of nothing an error. The first of equals has the derivative.</summary>
    public static Expr Min(Expr x)
    {
        using var _ = Origin.Enter();
        return Min(x, Axes.Range(0, x.Rank));
    }

    /// <inheritdoc cref="Min(Expr)"/>
    public static Expr Min(Expr x, int axis, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        return Min(x, [axis], keepDims);
    }

    /// <inheritdoc cref="Min(Expr)"/>
    public static Expr Min(Expr x, Axes axes, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        return Reduced(ReduceKind.MinimumOf, x, axes, keepDims);
    }

    /// <summary>Whether all bools hold; true of nothing.</summary>
    public static Expr All(Expr x)
    {
        using var _ = Origin.Enter();
        return All(x, Axes.Range(0, x.Rank));
    }

    /// <inheritdoc cref="All(Expr)"/>
    public static Expr All(Expr x, int axis, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        return All(x, [axis], keepDims);
    }

    /// <inheritdoc cref="All(Expr)"/>
    public static Expr All(Expr x, Axes axes, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        RequireBools(x);
        return Reduced(ReduceKind.ProductOf, x, axes, keepDims);
    }

    /// <summary>Whether any bool holds; false of nothing.</summary>
    public static Expr Any(Expr x)
    {
        using var _ = Origin.Enter();
        return Any(x, Axes.Range(0, x.Rank));
    }

    /// <inheritdoc cref="Any(Expr)"/>
    public static Expr Any(Expr x, int axis, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        return Any(x, [axis], keepDims);
    }

    /// <inheritdoc cref="Any(Expr)"/>
    public static Expr Any(Expr x, Axes axes, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        RequireBools(x);
        return Reduced(ReduceKind.SumOf, x, axes, keepDims);
    }

    /// <summary>The mean of floats; NaN of nothing.</summary>
    public static Expr Mean(Expr x)
    {
        using var _ = Origin.Enter();
        return Mean(x, Axes.Range(0, x.Rank));
    }

    /// <inheritdoc cref="Mean(Expr)"/>
    public static Expr Mean(Expr x, int axis, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        return Mean(x, [axis], keepDims);
    }

    /// <inheritdoc cref="Mean(Expr)"/>
    public static Expr Mean(Expr x, Axes axes, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        RequireFloat(x);
        return Reduced(ReduceKind.SumOf, x, axes, keepDims) / Count(x, axes);
    }

    /// <summary>The Euclidean norm √Σx² of floats, with derivative 0 where it is 0.</summary>
    public static Expr Norm(Expr x)
    {
        using var _ = Origin.Enter();
        return Norm(x, Axes.Range(0, x.Rank));
    }

    /// <inheritdoc cref="Norm(Expr)"/>
    public static Expr Norm(Expr x, int axis, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        return Norm(x, [axis], keepDims);
    }

    /// <inheritdoc cref="Norm(Expr)"/>
    public static Expr Norm(Expr x, Axes axes, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        RequireFloat(x);
        return SafeSqrt(Reduced(ReduceKind.SumOf, x * x, axes, keepDims));
    }

    /// <summary>A norm of floats: Σ|x| for the order 1, √Σx² for 2, max |x| for ∞; the last one 0 of nothing.</summary>
    /// <param name="x">Floats.</param>
    /// <param name="axes">The axes to reduce.</param>
    /// <param name="order">1, 2 or <see cref="double.PositiveInfinity"/>.</param>
    /// <param name="keepDims">Whether they stay, with size 1.</param>
    /// <exception cref="GraphException">The order is another one.</exception>
    public static Expr Norm(Expr x, Axes axes, double order, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        RequireFloat(x);
        return order switch
        {
            1 => Reduced(ReduceKind.SumOf, x.Abs(), axes, keepDims),
            2 => Norm(x, axes, keepDims),
            double.PositiveInfinity =>
                Reduced(
                    axes.Any(axis => x.Shape[Shapes.Axis(x, axis)] == 0) ? ReduceKind.SumOf : ReduceKind.MaximumOf, x.Abs(),
                    axes, keepDims),
            _ => throw new GraphException(
                string.Create(CultureInfo.InvariantCulture, $"the order of a norm must be 1, 2 or infinity, got {order}")),
        };
    }

    /// <summary>
    /// The variance Σ(x − mean)² / (n − correction) of floats, in two passes; NaN of nothing. With a correction of n or more it is divided
    /// by 0, as NumPy does: ∞, or NaN where all elements are equal.
    /// </summary>
    public static Expr Variance(Expr x)
    {
        using var _ = Origin.Enter();
        return Variance(x, Axes.Range(0, x.Rank));
    }

    /// <inheritdoc cref="Variance(Expr, Axes, bool, double)"/>
    public static Expr Variance(Expr x, int axis, bool keepDims = false, double correction = 0)
    {
        using var _ = Origin.Enter();
        return Variance(x, [axis], keepDims, correction);
    }

    /// <inheritdoc cref="Variance(Expr)"/>
    /// <param name="x">Floats.</param>
    /// <param name="axes">The axes to reduce.</param>
    /// <param name="keepDims">Whether they stay, with size 1.</param>
    /// <param name="correction">What is subtracted from the count: 0 for the population, 1 for an unbiased estimate from a sample.</param>
    public static Expr Variance(Expr x, Axes axes, bool keepDims = false, double correction = 0)
    {
        using var _ = Origin.Enter();
        return Sum(Square(x - Mean(x, axes, keepDims: true)), axes, keepDims) / Math.Max(0, Count(x, axes) - correction);
    }

    /// <summary>The square root of the variance, with derivative 0 where it is 0.</summary>
    public static Expr StandardDeviation(Expr x)
    {
        using var _ = Origin.Enter();
        return StandardDeviation(x, Axes.Range(0, x.Rank));
    }

    /// <inheritdoc cref="StandardDeviation(Expr, Axes, bool, double)"/>
    public static Expr StandardDeviation(Expr x, int axis, bool keepDims = false, double correction = 0)
    {
        using var _ = Origin.Enter();
        return StandardDeviation(x, [axis], keepDims, correction);
    }

    /// <inheritdoc cref="StandardDeviation(Expr)"/>
    /// <param name="x">Floats.</param>
    /// <param name="axes">The axes to reduce.</param>
    /// <param name="keepDims">Whether they stay, with size 1.</param>
    /// <param name="correction">What is subtracted from the count: 0 for the population, 1 for an unbiased estimate from a sample.</param>
    public static Expr StandardDeviation(Expr x, Axes axes, bool keepDims = false, double correction = 0)
    {
        using var _ = Origin.Enter();
        return SafeSqrt(Variance(x, axes, keepDims, correction));
    }

    /// <summary>
    /// The place of the largest element of all, in row-major order, as i32; a NaN counts as it, and of equals the first is taken.
    /// </summary>
    public static Expr ArgMax(Expr x)
    {
        using var _ = Origin.Enter();
        return x.Reshape([x.Shape.ElementCount]).ArgReduce(ExtremumKind.Largest, 0);
    }

    /// <summary>The place of the largest element along an axis, as i32; a NaN counts as it, and of equals the first is taken.</summary>
    public static Expr ArgMax(Expr x, int axis, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        axis = Shapes.Axis(x, axis);
        Expr place = x.ArgReduce(ExtremumKind.Largest, axis);
        return keepDims ? place.Reshape(KeptShape(x, [axis])) : place;
    }

    /// <summary>
    /// The place of the least element of all, in row-major order, as i32; a NaN counts as it, and of equals the first is taken.
    /// </summary>
    public static Expr ArgMin(Expr x)
    {
        using var _ = Origin.Enter();
        return x.Reshape([x.Shape.ElementCount]).ArgReduce(ExtremumKind.Least, 0);
    }

    /// <summary>The place of the least element along an axis, as i32; a NaN counts as it, and of equals the first is taken.</summary>
    public static Expr ArgMin(Expr x, int axis, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        axis = Shapes.Axis(x, axis);
        Expr place = x.ArgReduce(ExtremumKind.Least, axis);
        return keepDims ? place.Reshape(KeptShape(x, [axis])) : place;
    }

    /// <summary>The running sum of numbers along an axis: element i combines the elements 0 … i.</summary>
    /// <param name="x">Numbers.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="reverse">Whether to go from the last element to the first: element i combines the elements from i to the end.</param>
    /// <param name="exclusive">Whether element i itself is left out, so that the first sum is 0.</param>
    /// <exception cref="ElementTypeException">It is of bools.</exception>
    public static Expr CumSum(Expr x, int axis, bool reverse = false, bool exclusive = false)
    {
        using var _ = Origin.Enter();
        RequireAddable(x);
        axis = Shapes.Axis(x, axis);
        Expr terms = reverse ? x.Reverse([axis]) : x;
        // Moved by one place before, since the sums less the elements would not be exact.
        terms = exclusive ? terms.PadAxis(axis, 1, 0).SliceAxis(axis, 0, x.Shape[axis]) : terms;
        Expr sums = terms.Cumulative(ReduceKind.SumOf, axis);
        return reverse ? sums.Reverse([axis]) : sums;
    }

    /// <summary>The running product of numbers along an axis: element i combines the elements 0 … i.</summary>
    public static Expr CumProd(Expr x, int axis)
    {
        using var _ = Origin.Enter();
        RequireAddable(x);
        return x.Cumulative(ReduceKind.ProductOf, Shapes.Axis(x, axis));
    }

    /// <summary>The running maximum along an axis: element i combines the elements 0 … i.</summary>
    public static Expr CumMax(Expr x, int axis)
    {
        using var _ = Origin.Enter();
        return x.Cumulative(ReduceKind.MaximumOf, Shapes.Axis(x, axis));
    }

    /// <summary>The running minimum along an axis: element i combines the elements 0 … i.</summary>
    public static Expr CumMin(Expr x, int axis)
    {
        using var _ = Origin.Enter();
        return x.Cumulative(ReduceKind.MinimumOf, Shapes.Axis(x, axis));
    }

    private static Expr Reduced(ReduceKind kind, Expr x, Axes axes, bool keepDims)
    {
        axes = Shapes.Ascending(x, axes);
        Expr reduced = x.Reduce(kind, axes);
        return keepDims ? reduced.Reshape(KeptShape(x, axes)) : reduced;
    }

    private static Shape KeptShape(Expr x, Axes axes) => [.. x.Shape.Select((size, axis) => axes.Contains(axis) ? 1 : size)];

    private static double Count(Expr x, Axes axes) => x.Shape.Select(Shapes.Ascending(x, axes)).ElementCount;

    // The derivative of √ at 0 is infinite, and infinity times the 0 that comes from behind it would be NaN.
    private static Expr SafeSqrt(Expr x)
    {
        Expr zero = Equal(x, 0);
        return Where(zero, 0, Where(zero, 1, x).Sqrt());
    }

    private static void RequireNumbers(Expr x)
    {
        if (!x.Element.IsNumeric)
        {
            throw new ElementTypeException($"it takes numbers, but {x.Describe()} is bool; use Any or All, or cast it first");
        }
    }

    private static void RequireAddable(Expr x)
    {
        if (!x.Element.IsNumeric)
        {
            throw new ElementTypeException($"it takes numbers, but {x.Describe()} is bool; cast it first");
        }
    }

    private static void RequireBools(Expr x)
    {
        if (x.Element != ElementType.Bool)
        {
            throw new ElementTypeException($"it takes bools, but {x.Describe()} is {x.Element.Mnemonic}; compare it first");
        }
    }
}
