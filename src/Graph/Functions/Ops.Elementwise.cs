using System.Runtime.CompilerServices;

namespace Graph;

// Elementwise functions of one operand. Those that the representation has no operator for are written with those that it has, in forms that
// neither cancel nor overflow on the way; derivatives follow from the forms, so none may have a corner that the function does not have.
public static partial class Ops
{
    // Above it x² + 1 and x² − 1 are x² in f64 too, and below it x² is finite in f32.
    private const double LargeArgument = 1e9;

    private static readonly double ln2 = Math.Log(2);
    private static readonly double ln10 = Math.Log(10);

    /// <summary>e^x.</summary>
    public static Expr Exp(Expr x) => Unary(UnaryKind.Exponential, x);

    /// <summary>2^x.</summary>
    public static Expr Exp2(Expr x) => Unary(UnaryKind.Exponential2, x);

    /// <summary>e^x − 1, accurate near 0.</summary>
    public static Expr Expm1(Expr x) => Unary(UnaryKind.ExponentialMinusOne, x);

    /// <summary>ln x: NaN below 0, −∞ at 0.</summary>
    public static Expr Log(Expr x) => Unary(UnaryKind.NaturalLogarithm, x);

    /// <summary>ln(1 + x), accurate near 0.</summary>
    public static Expr Log1p(Expr x) => Unary(UnaryKind.Logarithm1Plus, x);

    /// <summary>√x, correctly rounded.</summary>
    public static Expr Sqrt(Expr x) => Unary(UnaryKind.SquareRoot, x);

    /// <summary>|x|, with derivative 0 at 0.</summary>
    public static Expr Abs(Expr x) => Unary(UnaryKind.Absolute, x);

    /// <summary>−1, 0 or 1; keeps ±0 and NaN.</summary>
    public static Expr Sign(Expr x) => Unary(UnaryKind.Signum, x);

    /// <summary>The largest integer not above x.</summary>
    public static Expr Floor(Expr x) => Unary(UnaryKind.RoundDown, x);

    /// <summary>The least integer not below x.</summary>
    public static Expr Ceil(Expr x) => Unary(UnaryKind.RoundUp, x);

    /// <summary>The nearest integer, ties to even.</summary>
    public static Expr Round(Expr x) => Unary(UnaryKind.RoundToEven, x);

    /// <summary>sin x, x in radians.</summary>
    public static Expr Sin(Expr x) => Unary(UnaryKind.Sine, x);

    /// <summary>cos x, x in radians.</summary>
    public static Expr Cos(Expr x) => Unary(UnaryKind.Cosine, x);

    /// <summary>arctan x, in radians.</summary>
    public static Expr Atan(Expr x) => Unary(UnaryKind.Arctangent, x);

    /// <summary>sinh x.</summary>
    public static Expr Sinh(Expr x) => Unary(UnaryKind.HyperbolicSine, x);

    /// <summary>cosh x.</summary>
    public static Expr Cosh(Expr x) => Unary(UnaryKind.HyperbolicCosine, x);

    /// <summary>tanh x.</summary>
    public static Expr Tanh(Expr x) => Unary(UnaryKind.HyperbolicTangent, x);

    /// <summary>erf x = 2/√π ∫₀ˣ e^(−t²) dt.</summary>
    public static Expr Erf(Expr x) => Unary(UnaryKind.ErrorFunction, x);

    /// <summary>The logistic function σ(x) = 1 / (1 + e^(−x)).</summary>
    public static Expr Sigmoid(Expr x) => Unary(UnaryKind.Logistic, x);

    /// <summary>log₂ x, as ln x / ln 2.</summary>
    public static Expr Log2(Expr x)
    {
        using var _ = Origin.Enter();
        return x.Log() / ln2;
    }

    /// <summary>log₁₀ x, as ln x / ln 10.</summary>
    public static Expr Log10(Expr x)
    {
        using var _ = Origin.Enter();
        return x.Log() / ln10;
    }

    /// <summary>1 / √x.</summary>
    public static Expr Rsqrt(Expr x)
    {
        using var _ = Origin.Enter();
        return 1 / x.Sqrt();
    }

    /// <summary>x².</summary>
    public static Expr Square(Expr x)
    {
        using var _ = Origin.Enter();
        return x * x;
    }

    /// <summary>x without its fraction: rounded toward 0.</summary>
    public static Expr Trunc(Expr x)
    {
        using var _ = Origin.Enter();
        return Where(x < 0, Ceil(x), Floor(x));
    }

    /// <summary>tan x = sin x / cos x, x in radians.</summary>
    public static Expr Tan(Expr x)
    {
        using var _ = Origin.Enter();
        return x.Sin() / x.Cos();
    }

    /// <summary>
    /// arcsin x, in radians; NaN outside of [−1, 1]. Computed as 2 arctan(x / (1 + √(1 − x) √(1 + x))); its derivative at ±1 is ∞.
    /// </summary>
    public static Expr Asin(Expr x)
    {
        using var _ = Origin.Enter();
        // Of one root of the product the derivative at ±1 would be ∞ · 0.
        return 2 * Atan(x / (1 + ((1 - x).Sqrt() * (1 + x).Sqrt())));
    }

    /// <summary>
    /// arccos x, in radians; NaN outside of [−1, 1]. Computed as 2 arctan(√(1 − x) / √(1 + x)), below 0 as π − arccos(−x); its derivative
    /// at ±1 is −∞.
    /// </summary>
    public static Expr Acos(Expr x)
    {
        using var _ = Origin.Enter();
        // Near −1 the quotient would grow without limit, where arctan has no derivative left.
        Expr negative = x < 0;
        Expr size = Where(negative, -x, x);
        Expr angle = 2 * Atan((1 - size).Sqrt() / (1 + size).Sqrt());
        return Where(negative, Math.PI - angle, angle);
    }

    /// <summary>The angle of the point (x, y), in radians from −π to π; 0 at the origin. The signs of zeros are not told apart.</summary>
    /// <param name="y">The ordinate, a float.</param>
    /// <param name="x">The abscissa; the two are broadcast.</param>
    public static Expr Atan2(Expr y, Expr x)
    {
        using var _ = Origin.Enter();
        (y, x) = Together(y, x);
        Expr ax = Where(x < 0, -x, x);
        Expr ay = Where(y < 0, -y, y);
        // The quotient of the smaller by the larger leg lies in [0, 1]; of two infinite legs it is 1, of two zeros 0.
        Expr steep = ay > ax;
        Expr larger = Where(steep, ay, ax);
        Expr undefined = Equal(larger, 0) | (IsInfinite(ay) & IsInfinite(ax));
        Expr quotient = Where(steep, ax, ay) / Where(undefined, 1, larger);
        Expr angle = Atan(Where(undefined, Where(Equal(larger, 0), ay, Ones(ay.Shape, ay.Element)), quotient));
        angle = Where(steep, (Math.PI / 2) - angle, angle);
        angle = Where(x < 0, Math.PI - angle, angle);
        return Where(y < 0, -angle, angle);
    }

    /// <summary>The inverse of sinh: ln(x + √(x² + 1)), in a form that is accurate near 0 and does not overflow.</summary>
    public static Expr Asinh(Expr x)
    {
        using var _ = Origin.Enter();
        Expr a = Where(x < 0, -x, x);
        Expr small = Where(a > LargeArgument, 1, a);
        Expr square = small * small;
        Expr y = Where(a > LargeArgument, Where(a > LargeArgument, a, 1).Log() + ln2, Log1p(small + (square / (1 + (1 + square).Sqrt()))));
        return Where(x < 0, -y, y);
    }

    /// <summary>
    /// The inverse of cosh on [1, ∞): ln(x + √(x² − 1)), in a form that is accurate near 1 and does not overflow; NaN below 1.
    /// </summary>
    public static Expr Acosh(Expr x)
    {
        using var _ = Origin.Enter();
        Expr t = Where(x > LargeArgument, 2, x) - 1;
        return Where(x > LargeArgument, Where(x > LargeArgument, x, 1).Log() + ln2, Log1p(t + (t.Sqrt() * (t + 2).Sqrt())));
    }

    /// <summary>The inverse of tanh on (−1, 1): ½ (ln(1 + x) − ln(1 − x)); ±∞ at ±1, NaN outside.</summary>
    public static Expr Atanh(Expr x)
    {
        using var _ = Origin.Enter();
        return (Log1p(x) - Log1p(-x)) * 0.5;
    }

    /// <summary>
    /// Converts the values: float to integer toward zero, saturating, NaN to 0; integers wrap; to bool whether it is not 0.
    /// </summary>
    public static Expr Cast(Expr x, ElementType to)
    {
        using var _ = Origin.Enter();
        return x.Cast(to);
    }

    /// <summary>Reads the bits as another element type of the same size.</summary>
    /// <exception cref="ElementTypeException">The sizes differ, or a type is bool.</exception>
    public static Expr Bitcast(Expr x, ElementType to)
    {
        using var _ = Origin.Enter();
        return x.Bitcast(to);
    }

    /// <summary>The value, with a derivative of zero.</summary>
    public static Expr StopGradient(Expr x)
    {
        using var _ = Origin.Enter();
        return x.StopGradient();
    }

    private static Expr Unary(UnaryKind kind, Expr x, [CallerMemberName] string name = "")
    {
        using var _ = Origin.Enter(name);
        return x.Apply(kind);
    }
}
