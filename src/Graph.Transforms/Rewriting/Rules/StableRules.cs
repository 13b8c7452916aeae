using static Graph.IR.BinaryKind;
using static Graph.IR.ReduceKind;
using static Graph.IR.UnaryKind;

namespace Graph.Transforms;

/// <summary>
/// Forms that are equal in real arithmetic and never less accurate. Each rule says why; most of them remove a rounding, a cancellation or an overflow.
/// </summary>
internal static class StableRules
{
    // Every count up to here is an f32.
    private const long MostExactCount = 1L << 24;

    /// <summary>Rules at a logarithm or a root.</summary>
    public static ImmutableArray<Rule> OfLogarithm { get; } = Rule.At<Unary>(
        // log(e^z / Σ e^z) = z − m − log Σ e^(z−m), m = max z: no term overflows, and no sum of probabilities is rounded to 0
        new("log-softmax", e => e is (Unary(NaturalLogarithm), [(Binary(Divide), [(Unary(Exponential), [var z]) exp, (Broadcast(_, var kept), [(Reduce(SumOf, var axes), [var terms])])])])
            && ReferenceEquals(exp, terms) && kept == axes.Complement(z.Rank) && z.Type.ElementCount > 0 ? LogSoftmax(z, axes) : null),
        // log Σ e^z = m + log Σ e^(z−m): the largest term is 1; a sum of one term is for other rules
        new("log-sum-exp", e => e is (Unary(NaturalLogarithm), [(Reduce(SumOf, var axes), [(Unary(Exponential), [var z])])]) && !IsShifted(z, axes) && z.Type.ElementCount > 0 && z.Shape.Select(axes).ElementCount > 1
            ? LogSumExp(z, axes) : null),
        // log(c · e^x) = x + log c
        new("log-scaled-exp", e => e is (Unary(NaturalLogarithm), [(Binary(Multiply), [(Unary(Exponential), [var x]), { Splat: { } c }])]) && c.ToDouble(0) is > 0 and < double.PositiveInfinity
            ? x + Math.Log(c.ToDouble(0)) : null),
        // log(1 + x) loses the digits of a small x in the sum
        new("log-one-plus", e => e is (Unary(NaturalLogarithm), [(Binary(Add), [var x, { IsOne: true }])]) ? x.Apply(Logarithm1Plus) : null),
        new("log-one-minus", e => e is (Unary(NaturalLogarithm), [(Binary(Subtract), [{ IsOne: true }, var x])]) ? (-x).Apply(Logarithm1Plus) : null),
        // log(1 + e^x) = max(x, 0) + log(1 + e^−|x|): nothing overflows
        new("softplus", e => e is (Unary(Logarithm1Plus), [(Unary(Exponential), [var x])]) && !IsNonPositive(x) ? Softplus(x) : null),
        // log(logistic x) = −log(1 + e^−x): a logistic of 0 has a logarithm all the same
        new("log-logistic", e => e is (Unary(NaturalLogarithm), [(Unary(Logistic), [var x])]) ? -Softplus(-x) : null),
        // log(a + b) of exponentials: the larger one out of the sum; where both are equal (and perhaps infinite) the sum is twice either
        new("log-add-exp", e => e is (Unary(NaturalLogarithm), [(Binary(Add), [(Unary(Exponential), [var a]), (Unary(Exponential), [var b])])]) ? LogAddExp(a, b) : null),
        // √(x · x) = |x|: the square neither overflows nor underflows
        new("sqrt-square", e => e is (Unary(SquareRoot), [(Binary(Multiply), [var a, var b])]) && ReferenceEquals(a, b) ? a.Abs() : null),
        // log √x = (log x) / 2 keeps the digits that the root rounds away
        new("log-sqrt", e => e is (Unary(NaturalLogarithm), [(Unary(SquareRoot), [var x])]) ? x.Log() * 0.5 : null));

    /// <summary>Rules at an operator of two operands.</summary>
    public static ImmutableArray<Rule> OfTwo { get; } = Rule.At<Binary>(
        // e^x − 1 loses the digits of a small x in the difference
        new("exp-minus-one", e => e is (Binary(Add), [(Unary(Exponential), [var x]), { IsMinusOne: true }]) ? x.Apply(ExponentialMinusOne) : null),
        // 1 − logistic x = logistic(−x), of which the difference keeps no digit where x is large
        new("one-minus-logistic", e => e is (Binary(Subtract), [{ IsOne: true }, (Unary(Logistic), [var x])]) ? (-x).Logistic() : null),
        // 1 / (1 + e^−x): one rounding in place of three, and no infinity on the way
        new("logistic", e => e is (Binary(Divide), [{ IsOne: true }, (Binary(Add), [(Unary(Exponential), [var x]), { IsOne: true }])]) ? (-x).Logistic() : null),
        // e^x / (1 + e^x): likewise, and not ∞ / ∞
        new("logistic-ratio", e => e is (Binary(Divide), [(Unary(Exponential), [var x]) a, (Binary(Add), [var b, { IsOne: true }])]) && ReferenceEquals(a, b) ? x.Logistic() : null),
        // logistic(−x) · e^x = logistic x, and c / (1 + e^x) · e^x = c · logistic x: not 0 · ∞
        new("logistic-product", e => e is (Binary(Multiply), [(Unary(Logistic), [(Unary(Negate), [var x])]), (Unary(Exponential), [var y])]) && ReferenceEquals(x, y)
            ? x.Logistic() : null),
        new("logistic-scaled", e => e is (Binary(Multiply), [(Binary(Divide), [{ IsKnown: true } c, (Binary(Add), [(Unary(Exponential), [var x]) a, { IsOne: true }])]), var b])
            && ReferenceEquals(a, b) ? x.Logistic() * c : null),
        // (e^x − e^−x) / (e^x + e^−x): one rounding in place of five, no cancellation near 0, no ∞ / ∞
        new("tanh", e => e is (Binary(Divide), [(Binary(Subtract), [var a, var b]), (Binary(Add), [var c, var d])]) && ReferenceEquals(a, c) && ReferenceEquals(b, d)
            && (a, b) is ((Unary(Exponential), [var x]), (Unary(Exponential), [(Unary(Negate), [var y])])) && ReferenceEquals(x, y) ? x.Tanh() : null),
        // a product is rounded correctly, a power at best so
        new("power-two", e => e is (Binary(Power), [var x, var c]) && c.IsNumber(2) ? x * x : null),
        new("power-minus-one", e => e is (Binary(Power), [var x, { IsMinusOne: true }]) ? Known.One(x) / x : null),
        new("power-of-two", e => e is (Binary(Power), [var c, var x]) && c.IsNumber(2) ? x.Apply(Exponential2) : null),
        // where a sum starts from 0, only the sign of a zero changes
        new("add-sum-to-zero", e => e is (Binary(Add), [var sum, { IsZero: true }]) && IsSum(sum) ? sum : null),
        // neighbours, each padded by zeros to the whole, are one concatenation; only the sign of a zero that met a zero changes
        new("add-of-parts", e => e is (Binary(Add), [var a, var b]) && (a.Op is Pad || b.Op is Pad) ? PaddedParts.Join(e) : null));

    /// <summary>Rules at a reduction.</summary>
    public static ImmutableArray<Rule> OfReduce { get; } = Rule.At<Reduce>(
        // n equal terms: one rounding in place of n − 1
        new Rule("sum-of-equals", e => e is (Reduce(SumOf, _) op, [(Broadcast(var shape, var axes), [{ IsReal: true } x])])
            && ReductionRules.Repeated(op, e.Inputs[0]).ToArray() is [_, ..] some && ReductionRules.Count(shape, some) <= MostExactCount
            ? ReductionRules.OverKept(op, e.Inputs[0], x, axes) * (double)ReductionRules.Count(shape, some) : null));

    private static Expr Softplus(Expr x) => x.Apply(Larger, Primitives.Zeros(x.Type)) + (-x.Abs()).Exp().Apply(Logarithm1Plus);

    private static Expr LogAddExp(Expr a, Expr b) => Primitives.Select(
        a.Is(CompareKind.EqualTo, b), a + Math.Log(2), a.Apply(Larger, b) + (-(a - b).Abs()).Exp().Apply(Logarithm1Plus));

    private static bool IsSum(Expr e)
    {
        while (e is (Reshape or Transpose or Slice, [var x]))
        {
            e = x;
        }
        return e.Op is Contract or Reduce(SumOf, _) or Scatter { Kind: ScatterKind.Accumulate };
    }

    private static Expr LogSoftmax(Expr z, Axes axes)
    {
        Expr shifted = IsShifted(z, axes) ? z : z - FiniteMaximum(z, axes).BroadcastLike(z, axes);
        return shifted - shifted.Exp().Sum(axes).Log().BroadcastLike(z, axes);
    }

    private static Expr LogSumExp(Expr z, Axes axes)
    {
        Expr most = FiniteMaximum(z, axes);
        return (z - most.BroadcastLike(z, axes)).Exp().Sum(axes).Log() + most;
    }

    /// <summary>The maximum where it is finite. An infinite one is not subtracted: ∞ − ∞ would be NaN where the sum is infinite or nothing.</summary>
    private static Expr FiniteMaximum(Expr z, Axes axes)
    {
        Expr most = z.Reduce(MaximumOf, axes);
        return Primitives.Select(most.Abs().Is(CompareKind.LessThan, Primitives.Fill(most.Type, double.PositiveInfinity)), most, Primitives.Zeros(most.Type));
    }

    /// <summary>Whether the maximum over these axes, or what stands for it, has been subtracted already.</summary>
    private static bool IsShifted(Expr z, Axes axes) =>
        z is (Binary(Subtract), [_, (Broadcast(_, var kept), [var shift])]) && kept == axes.Complement(z.Rank) && HoldsMaximum(shift);

    private static bool HoldsMaximum(Expr shift) => shift switch
    {
        (Reduce(MaximumOf, _), _) => true,
        (Select, [_, (Reduce(MaximumOf, _), _), _]) => true,
        (Reshape or StopGradient, [var x]) => HoldsMaximum(x),
        _ => false,
    };

    /// <summary>Whether a value is known to be no more than 0: −|x|, said so or by cases, or the like.</summary>
    private static bool IsNonPositive(Expr e) => (e is (Unary(Negate), [var w]) && ArithmeticRules.IsNonNegative(w))
        || (e is (Select, [(Compare(CompareKind.GreaterThan or CompareKind.GreaterOrEqualTo), [var x, { IsZero: true }]), (Unary(Negate), [var y]), var z])
            && ReferenceEquals(x, y) && ReferenceEquals(y, z));
}
