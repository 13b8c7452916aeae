using static Graph.IR.BinaryKind;
using static Graph.IR.ReduceKind;
using static Graph.IR.UnaryKind;

namespace Graph.Transforms;

/// <summary>
/// Identities of real numbers that floats keep only for finite values, or only up to rounding: they may lose a NaN, an infinity, the sign of a zero, or digits.
/// </summary>
internal static class RelaxedRules
{
    /// <summary>Rules at an operator of one operand.</summary>
    public static ImmutableArray<Rule> OfOne { get; } = Rule.At<Unary>(
        new("log-exp", e => e is (Unary(NaturalLogarithm), [(Unary(Exponential), [var x])]) ? x : null),
        // lost for x < 0
        new("exp-log", e => e is (Unary(Exponential), [(Unary(NaturalLogarithm), [var x])]) ? x : null),
        new("log-power", e => e is (Unary(NaturalLogarithm), [(Binary(Power), [var x, var c])]) ? x.Log() * c : null),
        new("negate-difference-of-floats", e => e is (Unary(Negate), [(Binary(Subtract), [var x, var y])]) ? y - x : null));

    /// <summary>Rules at an operator of two operands.</summary>
    public static ImmutableArray<Rule> OfTwo { get; } = Rule.At<Binary>(
        new("multiply-any-zero", e => e is (Binary(Multiply), [_, var c]) && IsAnyZero(c) ? Primitives.Zeros(e.Type) : null),
        new("add-any-zero", e => e is (Binary(Add), [var x, var c]) && IsAnyZero(c) ? x : null),
        new("any-zero-subtract", e => e is (Binary(Subtract), [var c, var x]) && IsAnyZero(c) ? -x : null),
        new("subtract-same", e => e is (Binary(Subtract), [var x, var y]) && ReferenceEquals(x, y) ? Primitives.Zeros(x.Type) : null),
        new("divide-same", e => e is (Binary(Divide), [{ IsReal: true } x, var y]) && ReferenceEquals(x, y) ? Known.One(x) : null),
        new("subtract-added", e => e is (Binary(Subtract), [(Binary(Add), [var x, var y]), var z]) && (ReferenceEquals(y, z) || ReferenceEquals(x, z))
            ? ReferenceEquals(y, z) ? x : y : null),
        new("power-half", e => e is (Binary(Power), [var x, var c]) && c.IsNumber(0.5) ? x.Sqrt() : null),
        new("power-minus-half", e => e is (Binary(Power), [var x, var c]) && c.IsNumber(-0.5) ? Known.One(x) / x.Sqrt() : null),
        new("power-three", e => e is (Binary(Power), [var x, var c]) && c.IsNumber(3) ? x * x * x : null),
        new("power-four", e => e is (Binary(Power), [var x, var c]) && c.IsNumber(4) && x * x is var square ? square * square : null),
        new("power-minus-two", e => e is (Binary(Power), [var x, var c]) && c.IsNumber(-2) ? Known.One(x) / (x * x) : null),
        new("sqrt-times-sqrt", e => e is (Binary(Multiply), [(Unary(SquareRoot), [var x]) a, var b]) && ReferenceEquals(a, b) ? x : null),
        new("exp-times-exp", e => e is (Binary(Multiply), [(Unary(Exponential), [var x]), (Unary(Exponential), [var y])]) ? (x + y).Exp() : null),
        new("exp-over-exp", e => e is (Binary(Divide), [(Unary(Exponential), [var x]), (Unary(Exponential), [var y])]) ? (x - y).Exp() : null),

        // x / c = x · (1 / c), rounded twice
        new("divide-constant", e => e is (Binary(Divide), [{ IsReal: true, IsKnown: false } x, { IsKnown: true } c]) && !IsAnyZero(c)
            && Known.Compute(Divide, Known.One(c), c) is { } r ? x * r : null),
        // x / broadcast y = x · broadcast (1 / y): one division for each y
        new("divide-broadcast", e => e is (Binary(Divide), [{ IsReal: true } x, (Broadcast(var shape, var axes), [{ IsKnown: false } y]) b])
            && y.Type.ElementCount < b.Type.ElementCount ? x * (Known.One(y) / y).Broadcast(shape, axes) : null),
        // constants meet, and then leave: (x ∘ c) ∘ d = x ∘ (c ∘ d), (x ∘ c) ∘ y = (x ∘ y) ∘ c
        new("associate-float-constants", e => e is (Binary(Add or Multiply) f, [(Binary(var g), [var x, { IsKnown: true } c]), { IsKnown: true } d])
            && f.Kind == g && Known.Compute(g, c, d) is { } cd ? x.Apply(g, cd) : null),
        new("constant-out-left", e => e is (Binary(Add or Multiply) f, [(Binary(var g), [var x, { IsKnown: true } c]), { IsKnown: false } y]) && f.Kind == g
            ? x.Apply(g, y).Apply(g, c) : null),
        new("constant-out-right", e => e is (Binary(Add or Multiply) f, [{ IsKnown: false } x, (Binary(var g), [var y, { IsKnown: true } c])]) && f.Kind == g
            ? x.Apply(g, y).Apply(g, c) : null),
        // (x + broadcast a) + broadcast b = x + broadcast (a + b); constants leave instead
        new("add-broadcasts", e => e is (Binary(Add), [(Binary(Add), [{ Op: not Broadcast } x, (Broadcast f, _) a]), (Broadcast g, _) b]) && f == g && !a.IsKnown && !b.IsKnown
            ? x + (a + b) : null),
        // a · b + a · c = a · (b + c)
        new("factor-left", e => e is (Binary(Add or Subtract) op, [(Binary(Multiply), [var a, var b]), (Binary(Multiply), [var c, var d])]) && ReferenceEquals(a, c)
            ? a * Expr.Create(op, b, d) : null),
        new("factor-right", e => e is (Binary(Add or Subtract) op, [(Binary(Multiply), [var a, { IsKnown: false } b]), (Binary(Multiply), [var c, var d])]) && ReferenceEquals(b, d)
            ? Expr.Create(op, a, c) * b : null));

    /// <summary>Rules at a reduction.</summary>
    public static ImmutableArray<Rule> OfReduce { get; } = Rule.At<Reduce>(
        new("sum-sum", e => e is (Reduce(SumOf, var outer), [(Reduce(SumOf, var inner), [var x])]) ? x.Sum(ReductionRules.Union(inner, outer, x.Rank)) : null),
        new("sum-transpose", e => e is (Reduce(SumOf, var axes), [(Transpose(var p), [var x])])
            ? x.Sum([.. axes.Select(a => p[a]).Order()]).Transpose(ReductionRules.Remaining(p, axes)) : null),
        new("sum-reverse", e => e is (Reduce(SumOf, var axes), [(Reverse(var reversed), [var x])]) && reversed.Any(axes.Contains)
            ? x.Reverse([.. reversed.Where(a => !axes.Contains(a))]).Sum(axes) : null),
        // Σ c · x = c · Σ x
        new("sum-scaled", e => e is (Reduce(SumOf, var axes), [(Binary(Multiply), [var x, { Splat: { } c }])]) && !c.Element.IsInteger
            ? x.Sum(axes) * Primitives.Constant(c).Broadcast(e.Shape, []) : null),
        new("sum-negated", e => e is (Reduce(SumOf, var axes), [(Unary(Negate), [var x])]) ? -x.Sum(axes) : null));

    /// <summary>Rules at a contraction.</summary>
    public static ImmutableArray<Rule> OfContract { get; } = Rule.At<Contract>(
        // a factor goes where it multiplies the fewest elements
        new("contract-scaled-left", e => e is (Contract op, [(Binary(Multiply), [var x, { Splat: { } c }]), var y]) ? Scaled(op, x, y, c, e, x) : null),
        new("contract-scaled-right", e => e is (Contract op, [var x, (Binary(Multiply), [var y, { Splat: { } c }])]) ? Scaled(op, x, y, c, e, y) : null),
        new("contract-negated-left", e => e is (Contract op, [(Unary(Negate), [var x]), var y]) ? -Expr.Create(op, x, y) : null),
        new("contract-negated-right", e => e is (Contract op, [var x, (Unary(Negate), [var y])]) ? -Expr.Create(op, x, y) : null),
        // (x · A) · B = x · (A · B)
        new("collapse-linear", e => e is (Contract op, [(Contract, _) inner, var b]) ? LinearMaps.Collapse(op, inner, b) : null),
        // (x · A + a) · B = x · (A · B) + a · B
        new("collapse-affine", e => e is (Contract op, [(Binary(Add), [(Contract, _) inner, (Broadcast, _) bias]), var b]) && LinearMaps.Collapse(op, inner, b) is { } map
            ? map + Expr.Create(op, bias, b) : null));

    private static bool IsAnyZero(Expr x) => x.IsNumber(0) && x.IsReal;

    private static Expr? Scaled(Contract op, Expr x, Expr y, Literal factor, Expr result, Expr scaled)
    {
        Expr other = ReferenceEquals(scaled, x) ? y : x;
        Expr Times(Expr z) => z * Primitives.Constant(factor).Broadcast(z.Shape, []);
        if (result.Type.ElementCount < scaled.Type.ElementCount && result.Type.ElementCount <= other.Type.ElementCount)
        {
            return Times(Expr.Create(op, x, y));
        }
        if (other.Type.ElementCount < scaled.Type.ElementCount)
        {
            return ReferenceEquals(scaled, x) ? Expr.Create(op, x, Times(y)) : Expr.Create(op, Times(x), y);
        }
        return null;
    }
}
