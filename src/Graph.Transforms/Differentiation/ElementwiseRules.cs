using static Graph.IR.BinaryKind;
using static Graph.IR.Primitives;
using static Graph.IR.UnaryKind;

namespace Graph.Transforms;

/// <summary>
/// The partial derivatives of the elementwise operators, each times a given <c>d</c>. Their Jacobians are diagonal, hence their own transposes:
/// reverse mode takes them with the cotangent of the result for <c>d</c>, forward mode with the tangent of the operand.
/// A zero tensor says that the derivative is zero where it exists, null that there is nothing to differentiate.
/// </summary>
internal static class ElementwiseRules
{
    private const double NaturalLogarithmOf2 = 0.69314718055994530942;
    private const double TwoOverRootPi = 1.12837916709551257390;

    /// <summary>An operand that no derivative is taken by: an integer, an index, a predicate, a key.</summary>
    private static Expr? None => null;

    /// <summary>d · f′(x), where y = f(x).</summary>
    public static Expr? Partial(UnaryKind kind, Expr x, Expr y, Expr d) => kind switch
    {
        Negate => -d,
        Absolute => Select(x.Is(CompareKind.EqualTo, Zeros(x.Type)), Zeros(d.Type), d * x.Sign()),
        Signum or RoundDown or RoundUp or RoundToEven => Zeros(x.Type),
        SquareRoot => d * 0.5 / y,
        Exponential => d * y,
        Exponential2 => d * y * NaturalLogarithmOf2,
        ExponentialMinusOne => d * x.Exp(),
        NaturalLogarithm => d / x,
        Logarithm1Plus => d / (x + 1),
        Sine => d * x.Cos(),
        Cosine => -(d * x.Sin()),
        Arctangent => d / (x * x + 1),
        HyperbolicSine => d * x.Apply(HyperbolicCosine),
        HyperbolicCosine => d * x.Apply(HyperbolicSine),
        HyperbolicTangent => d * (1 - y * y),
        ErrorFunction => d * (-(x * x)).Exp() * TwoOverRootPi,
        Logistic => d * (y * (1 - y)),
        Complement => None,
    };

    /// <summary>d · ∂f/∂a and d · ∂f/∂b, where y = f(a, b).</summary>
    public static ImmutableArray<Expr?> Partials(BinaryKind kind, Expr a, Expr b, Expr y, Expr d) => kind switch
    {
        Add => [d, d],
        Subtract => [d, -d],
        Multiply => [d * b, d * a],
        Divide => [d / b, -(d / b * y)],
        Remainder => [d, -(d * ((a - y) / b).Apply(RoundToEven))],
        Power => [PowerByBase(a, b, d), PowerByExponent(a, b, y, d)],
        Larger => [Share(a > b, a, b, d), Share(a < b, a, b, d)],
        Smaller => [Share(a < b, a, b, d), Share(a > b, a, b, d)],
        BitwiseAnd or BitwiseOr or BitwiseXor or ShiftLeft or ShiftRight => [None, None],
    };

    // b · a^(b−1), and 0 for b = 0 whatever a is. The exponent is kept away from −1 there, so that no infinity meets the zero at any order.
    private static Expr PowerByBase(Expr a, Expr b, Expr d)
    {
        Expr constant = b.Is(CompareKind.EqualTo, Zeros(b.Type));
        Expr exponent = Select(constant, Fill(b.Type, 1), b) - 1;
        return Select(constant, Zeros(d.Type), d * b * a.Pow(exponent));
    }

    // a^b · ln a. 0^b is 0 for every b > 0, so its derivative there is 0 (and at the jump b = 0 is taken to be 0).
    private static Expr PowerByExponent(Expr a, Expr b, Expr y, Expr d)
    {
        Expr constant = a.Is(CompareKind.EqualTo, Zeros(a.Type)) & (b >= 0);
        return d * y * Select(constant, Fill(a.Type, 1), a).Log();
    }

    // All of d where an operand wins, half of it at a tie, nothing where it loses; chosen, not multiplied, so that no infinity becomes a NaN.
    private static Expr Share(Expr wins, Expr a, Expr b, Expr d) =>
        Select(wins, d, Select(a.Is(CompareKind.EqualTo, b), d * 0.5, Zeros(d.Type)));
}
