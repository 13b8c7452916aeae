using static Graph.IR.BinaryKind;
using static Graph.IR.UnaryKind;

namespace Graph.Transforms;

/// <summary>Identities of arithmetic that hold to the bit: for NaN, infinities, zeros of both signs, subnormals and integers that wrap.</summary>
internal static class ArithmeticRules
{
    /// <summary>Rules at an operator of one operand.</summary>
    public static ImmutableArray<Rule> OfOne { get; } = Rule.At<Unary>(
        // −(−x) = x
        new("negate-negate", e => e is (Unary(Negate), [(Unary(Negate), [var x])]) ? x : null),
        // −(x · c) = x · (−c): a product's sign is the product of the signs
        new("negate-product", e => e is (Unary(Negate), [(Binary(Multiply), [var x, { IsKnown: true } c])]) && Known.Compute(Negate, c) is { } d ? x * d : null),
        // −(x − y) = y − x, but not of floats: −(1 − 1) = −0
        new("negate-difference", e => e is (Unary(Negate), [(Binary(Subtract), [var x, var y])]) && e.IsWhole ? y - x : null),
        // not not x = x
        new("not-not", e => e is (Unary(Complement), [(Unary(Complement), [var x])]) ? x : null),
        // not (x = y) is x ≠ y; orders have an opposite only without NaN
        new("not-compare", e => e is (Unary(Complement), [(Compare(var kind), [var x, var y])]) && (ComparisonRules.IsEquality(kind) || !x.IsReal)
            ? x.Is(ComparisonRules.Opposite(kind), y) : null),
        // |−x| = |x| of signed numbers, the least one included
        new("abs-negate", e => e is (Unary(Absolute), [(Unary(Negate), [var x])]) && x.Element.IsSigned ? x.Abs() : null),
        // |x| = x where x has no sign: unsigned, a magnitude, a square, e^x
        new("abs-nonnegative", e => e is (Unary(Absolute), [var x]) && IsNonNegative(x) ? x : null),
        // cos(−x) = cos(|x|) = cos x, and so cosh
        new("even-function", e => e is (Unary(Cosine or HyperbolicCosine) f, [(Unary(Negate or Absolute), [var x])]) ? Expr.Create(f, x) : null),
        // rounding what is whole already changes nothing
        new("round-whole", e => e is (Unary(RoundDown or RoundUp or RoundToEven), [var x]) && IsWholeNumber(x) ? x : null),
        // sign(sign x) = sign x
        new("sign-sign", e => e is (Unary(Signum), [(Unary(Signum), _) x]) ? x : null));

    /// <summary>Rules at an operator of two operands; constants are put on the right first, so that the others look for them there only.</summary>
    public static ImmutableArray<Rule> OfTwo { get; } = Rule.At<Binary>(
        new("constant-right", e => e is (Binary(Add or Multiply or Larger or Smaller or BitwiseAnd or BitwiseOr or BitwiseXor) op,
            [{ IsKnown: true } c, { IsKnown: false } x]) ? Expr.Create(op, x, c) : null),

        // x + (−0) = x; x + 0 = x not for x = −0, but of integers
        new("add-zero", e => e is (Binary(Add), [var x, { Splat: not null } c]) && (c.IsNegativeZero || (c.IsZero && !x.IsReal)) ? x : null),
        // x + (−y) = x − y = (−y) + x
        new("add-negative", e => e is (Binary(Add), [var x, (Unary(Negate), [var y])]) ? x - y : null),
        new("negative-add", e => e is (Binary(Add), [(Unary(Negate), [var y]), var x]) ? x - y : null),

        // x − c = x + (−c), so that constants meet in sums only
        new("subtract-constant", e => e is (Binary(Subtract), [{ IsKnown: false } x, { IsKnown: true } c]) && Known.Compute(Negate, c) is { } d ? x + d : null),
        new("subtract-negative", e => e is (Binary(Subtract), [var x, (Unary(Negate), [var y])]) ? x + y : null),
        // −0 − x = −x; 0 − x = −x not for x = 0, but of integers
        new("zero-subtract", e => e is (Binary(Subtract), [{ Splat: not null } c, var x]) && (c.IsNegativeZero || (c.IsZero && !x.IsReal)) ? -x : null),
        // x − x = 0, but not of ∞ and NaN
        new("subtract-self", e => e is (Binary(Subtract), [var x, var y]) && ReferenceEquals(x, y) && x.IsWhole ? Primitives.Zeros(x.Type) : null),

        new("multiply-one", e => e is (Binary(Multiply), [var x, { IsOne: true }]) ? x : null),
        new("multiply-minus-one", e => e is (Binary(Multiply), [var x, { IsMinusOne: true }]) ? -x : null),
        // x · 0 = 0, but not of ∞, NaN and negative x
        new("multiply-zero", e => e is (Binary(Multiply), [{ IsWhole: true }, { IsZero: true } zero]) ? zero : null),
        // signs move out of products, where they meet others: (−x) · c = x · (−c), (−x) · y = −(x · y)
        new("multiply-negative-constant", e => e is (Binary(Multiply), [(Unary(Negate), [var x]), { IsKnown: true } c])
            && Known.Compute(Negate, c) is { } d ? x * d : null),
        new("negative-multiply", e => e is (Binary(Multiply), [(Unary(Negate), [var x]), var y]) ? -(x * y) : null),
        new("multiply-negative", e => e is (Binary(Multiply), [var x, (Unary(Negate), [var y])]) ? -(x * y) : null),
        // |x| · |x| = x · x
        new("square-magnitude", e => e is (Binary(Multiply), [(Unary(Absolute), [var x]) a, var b]) && ReferenceEquals(a, b) ? x * x : null),

        new("divide-one", e => e is (Binary(Divide), [var x, { IsOne: true }]) ? x : null),
        // of integers too: MIN / −1 = MIN = −MIN
        new("divide-minus-one", e => e is (Binary(Divide), [var x, { IsMinusOne: true }]) ? -x : null),
        // x / 2^k = x · 2^−k
        new("divide-power-of-two", e => e is (Binary(Divide), [var x, var c]) && Known.ExactReciprocal(c) is { } r ? x * r : null),
        new("negative-divide", e => e is (Binary(Divide), [(Unary(Negate), [var x]), var y]) && x.IsReal ? -(x / y) : null),
        new("divide-negative", e => e is (Binary(Divide), [var x, (Unary(Negate), [var y])]) && x.IsReal ? -(x / y) : null),
        // of unsigned integers: x / 2^k = x >> k, x % 2^k = x & (2^k − 1)
        new("divide-by-shift", e => e is (Binary(Divide), [var x, var c]) && !x.Element.IsSigned && Known.Log2(c) is { } k
            ? x.Apply(ShiftRight, Known.Number(x, k)) : null),
        new("remainder-by-mask", e => e is (Binary(Remainder), [var x, var c]) && !x.Element.IsSigned && Known.Log2(c) is { } k
            ? x.Apply(BitwiseAnd, Known.Number(x, (1L << k) - 1)) : null),
        new("remainder-one", e => e is (Binary(Remainder), [{ IsWhole: true } x, var c]) && (c.IsOne || c.IsMinusOne) ? Primitives.Zeros(x.Type) : null),

        // IEEE 754 pow: x^1 = x, x^0 = 1 and 1^x = 1, of NaN too
        new("power-one", e => e is (Binary(Power), [var x, { IsOne: true }]) ? x : null),
        new("power-zero", e => e is (Binary(Power), [var x, var c]) && (c.IsZero || c.IsNegativeZero) ? Known.One(x) : null),
        new("one-power", e => e is (Binary(Power), [{ IsOne: true } one, _]) ? one : null),

        new("extremum-self", e => e is (Binary(Larger or Smaller), [var x, var y]) && ReferenceEquals(x, y) ? x : null),
        // max(x, −∞) = min(x, ∞) = x; of integers the least and the greatest
        new("extremum-neutral", e => e is (Binary(Larger or Smaller) f, [var x, var c]) && (f.Kind == Larger ? c.IsLeast : c.IsGreatest) ? x : null),
        // of integers also max(x, MAX) = MAX, min(x, MIN) = MIN; NaN stays NaN
        new("extremum-bound", e => e is (Binary(Larger or Smaller) f, [{ IsWhole: true }, var c]) && (f.Kind == Larger ? c.IsGreatest : c.IsLeast) ? c : null),
        // max(max(x, y), y) = max(x, y)
        new("extremum-repeated", e => e is (Binary(Larger or Smaller) f, [(Binary(Larger or Smaller) g, [var x, var y]) inner, var z])
            && f == g && (ReferenceEquals(x, z) || ReferenceEquals(y, z)) ? inner : null),

        // (x ∘ c) ∘ d = x ∘ (c ∘ d) where ∘ is associative to the bit
        new("associate-constants", e => e is (Binary(var f), [(Binary(var g), [var x, { IsKnown: true } c]), { IsKnown: true } d])
            && f == g && IsAssociative(f, x.Element) && Known.Compute(f, c, d) is { } cd ? x.Apply(f, cd) : null));

    /// <summary>Whether the grouping of operands does not change a bit of the result.</summary>
    private static bool IsAssociative(BinaryKind kind, ElementType element) => kind switch
    {
        Add or Multiply => element.IsInteger,
        Larger or Smaller or BitwiseAnd or BitwiseOr or BitwiseXor => true,
        Subtract or Divide or Remainder or Power or ShiftLeft or ShiftRight => false,
    };

    /// <summary>Whether no element is below 0, as far as it shows from the operator; one may be NaN.</summary>
    public static bool IsNonNegative(Expr x) => x switch
    {
        (Unary(Absolute or Exponential or Exponential2 or Logistic or HyperbolicCosine), _) => true,
        (Binary(Multiply), [{ IsReal: true } a, var b]) when ReferenceEquals(a, b) => true,
        _ => x.IsWhole && !x.Element.IsSigned,
    };

    private static bool IsWholeNumber(Expr x) => x.Op switch
    {
        Unary(RoundDown or RoundUp or RoundToEven or Signum) => true,
        Cast => !x.Inputs[0].IsReal,
        _ => false,
    };
}
