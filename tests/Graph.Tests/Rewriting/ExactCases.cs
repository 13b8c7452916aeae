using static Graph.ElementType;
using static Graph.IR.BinaryKind;
using static Graph.IR.CompareKind;
using static Graph.IR.UnaryKind;

namespace Graph.Tests.Rewriting;

/// <summary>At least one expression for each exact rule that is not about shapes.</summary>
internal static class ExactCases
{
    private static readonly ElementType[] reals = [F32, F64];
    private static readonly ElementType[] wholes = [I32, I64, U32, U8];
    private static readonly ElementType[] numbers = [F32, F64, I32, I64, U32, U8];
    private static readonly ElementType[] unsigned = [U32, U8];
    private static readonly ElementType[] bits = [I32, I64, U32, U8, Bool];
    private static readonly ElementType[] all = [F32, F64, I32, I64, U32, U8, Bool];

    public static ImmutableArray<RuleCase> Arithmetic { get; } =
    [
        new("negate-negate", numbers, v => -(-v.In(40))),
        new("negate-product", numbers, v => -(v.In(40) * 3)),
        new("negate-difference", wholes, v => -(v.In(40) - v.In(40))),
        new("not-not", bits, v => ~~v.In(40)),
        new("not-compare", all, v => !v.In(40).Is(EqualTo, v.In(40))),
        new("not-compare", wholes, v => !(v.In(40) < v.In(40))),
        new("not-compare", wholes, v => !(v.In(40) <= v.In(40))),
        new("not-compare", wholes, v => !(v.In(40) > v.In(40))),
        new("not-compare", wholes, v => !(v.In(40) >= v.In(40))),
        new("not-compare", all, v => !v.In(40).Is(NotEqualTo, v.In(40))),
        new("abs-negate", [F32, F64, I32, I64], v => (-v.In(40)).Abs()),
        new("abs-nonnegative", unsigned, v => v.In(40).Abs()),
        new("abs-nonnegative", numbers, v => v.In(40).Abs().Abs()),
        new("abs-nonnegative", reals, v => v.In(40).Exp().Abs()),
        new("abs-nonnegative", reals, v => v.In(40) is var x ? (x * x).Abs() : x),
        new("even-function", reals, v => (-v.In(40)).Cos()),
        new("even-function", reals, v => v.In(40).Abs().Apply(HyperbolicCosine)),
        new("round-whole", reals, v => v.In(40).Apply(RoundDown).Apply(RoundUp)),
        new("round-whole", reals, v => v.Of(I32, 40).Cast(v.Element).Apply(RoundToEven)),
        new("sign-sign", numbers, v => v.In(40).Sign().Sign()),

        new("constant-right", numbers, v => 3 + v.In(40)),
        new("constant-right", numbers, v => v.Number(3, 40).Apply(Larger, v.In(40))),
        new("constant-right", bits, v => Primitives.Zeros(new(v.Element, [40])).Apply(BitwiseXor, v.In(40))),
        new("add-zero", reals, v => v.In(40) + -0.0),
        new("add-zero", wholes, v => v.In(40) + 0),
        new("add-negative", numbers, v => v.In(40) + -v.In(40)),
        new("negative-add", numbers, v => -v.In(40) + v.In(40)),
        new("subtract-constant", numbers, v => v.In(40) - 3),
        new("subtract-constant", numbers, v => v.In(40) - 0),
        new("subtract-negative", numbers, v => v.In(40) - -v.In(40)),
        new("zero-subtract", reals, v => -0.0 - v.In(40)),
        new("zero-subtract", wholes, v => 0 - v.In(40)),
        new("subtract-self", wholes, v => v.In(40) is var x ? x - x : x),
        new("multiply-one", numbers, v => v.In(40) * 1),
        new("multiply-minus-one", [F32, F64, I32, I64], v => v.In(40) * -1),
        new("multiply-zero", wholes, v => v.In(40) * 0),
        new("multiply-negative-constant", numbers, v => -v.In(40) * 5),
        new("negative-multiply", numbers, v => -v.In(40) * v.In(40)),
        new("multiply-negative", numbers, v => v.In(40) * -v.In(40)),
        new("square-magnitude", numbers, v => v.In(40).Abs() is var a ? a * a : a),
        new("divide-one", numbers, v => v.In(40) / 1),
        new("divide-minus-one", [F32, F64, I32, I64], v => v.In(40) / -1),
        new("divide-power-of-two", reals, v => v.In(400) / 8),
        new("divide-power-of-two", reals, v => v.In(400) / -0.25),
        new("divide-power-of-two", reals, v => v.In(400) / Math.ScaleB(1, 127)),
        new("negative-divide", reals, v => -v.In(40) / v.In(40)),
        new("divide-negative", reals, v => v.In(40) / -v.In(40)),
        new("divide-by-shift", unsigned, v => v.In(40) / 8),
        new("divide-by-shift", [U32], v => v.In(40) / (1L << 31)),
        new("remainder-by-mask", unsigned, v => v.In(40) % 16),
        new("remainder-one", wholes, v => v.In(40) % 1),
        new("remainder-one", [I32, I64], v => v.In(40) % -1),
        new("power-one", reals, v => v.In(40).Pow(v.Number(1, 40))),
        new("power-zero", reals, v => v.In(40).Pow(v.Number(0, 40))),
        new("power-zero", reals, v => v.In(40).Pow(v.Number(-0.0, 40))),
        new("one-power", reals, v => v.Number(1, 40).Pow(v.In(40))),
        new("extremum-self", numbers, v => v.In(40) is var x ? x.Apply(Larger, x) : x),
        new("extremum-neutral", reals, v => v.In(40).Apply(Larger, v.Number(double.NegativeInfinity, 40))),
        new("extremum-neutral", [I32], v => v.In(40).Apply(Larger, v.Number(int.MinValue, 40))),
        new("extremum-neutral", [U8], v => v.In(40).Apply(Smaller, v.Number(255, 40))),
        new("extremum-bound", [I64], v => v.In(40).Apply(Smaller, v.Number(long.MinValue, 40))),
        new("extremum-bound", [U32], v => v.In(40).Apply(Larger, v.Number(uint.MaxValue, 40))),
        new("extremum-repeated", numbers, v => (v.In(40), v.In(40)) is var (x, y) ? x.Apply(Smaller, y).Apply(Smaller, y) : null!),
        new("extremum-repeated", numbers, v => (v.In(40), v.In(40)) is var (x, y) ? x.Apply(Larger, y).Apply(Larger, x) : null!),
        new("associate-constants", wholes, v => v.In(40) + 3 + 5),
        new("associate-constants", wholes, v => v.In(40) * 3 * 5),
        new("associate-constants", numbers, v => v.In(40).Apply(Smaller, v.Number(7, 40)).Apply(Smaller, v.Number(5, 40))),
        new("associate-constants", wholes, v => v.In(40).Apply(BitwiseAnd, v.Number(7, 40)).Apply(BitwiseAnd, v.Number(13, 40))),
        new("associate-constants", wholes, v => v.In(2) + Primitives.Constant(Ramp(v.Element)) + Primitives.Constant(Ramp(v.Element))),
    ];

    public static ImmutableArray<RuleCase> Logic { get; } =
    [
        new("bits-self", bits, v => v.In(40) is var x ? x.Apply(BitwiseAnd, x) : x),
        new("bits-self", bits, v => v.In(40) is var x ? x.Apply(BitwiseOr, x) : x),
        new("xor-self", bits, v => v.In(40) is var x ? x.Apply(BitwiseXor, x) : x),
        new("bits-zero", bits, v => v.In(40).Apply(BitwiseOr, Primitives.Zeros(new(v.Element, [40])))),
        new("bits-zero", bits, v => v.In(40).Apply(BitwiseXor, Primitives.Zeros(new(v.Element, [40])))),
        new("and-ones", [U8], v => v.In(40).Apply(BitwiseAnd, v.Number(255, 40))),
        new("and-ones", [I32, I64], v => v.In(40).Apply(BitwiseAnd, v.Number(-1, 40))),
        new("and-ones", [U32], v => v.In(40).Apply(BitwiseAnd, v.Number(uint.MaxValue, 40))),
        new("and-ones", [Bool], v => v.In(40).Apply(BitwiseAnd, v.Number(true, 40))),
        new("and-zero", bits, v => v.In(40).Apply(BitwiseAnd, Primitives.Zeros(new(v.Element, [40])))),
        new("or-ones", [I32, I64], v => v.In(40).Apply(BitwiseOr, v.Number(-1, 40))),
        new("or-ones", [Bool], v => v.In(40).Apply(BitwiseOr, v.Number(true, 40))),
        new("xor-ones", [I32, I64], v => v.In(40).Apply(BitwiseXor, v.Number(-1, 40))),
        new("xor-ones", [Bool], v => v.In(40).Apply(BitwiseXor, v.Number(true, 40))),
        new("shift-zero", wholes, v => v.In(40).Apply(ShiftLeft, v.Number(0, 40))),
        new("shift-zero", wholes, v => v.In(40).Apply(ShiftRight, v.Number(0, 40))),
        new("zero-shift", wholes, v => v.Number(0, 40).Apply(ShiftRight, v.In(40))),
        new("shift-out", wholes, v => v.In(40).Apply(ShiftLeft, v.Number(64, 40))),
        new("shift-out", [I32, I64], v => v.In(40).Apply(ShiftLeft, v.Number(-1, 40))),

        new("select-same", all, v => v.In(40) is var x ? Primitives.Select(v.Of(Bool, 40), x, x) : x),
        new("select-true", all, v => Primitives.Select(Truth(true), v.In(40), v.In(40))),
        new("select-false", all, v => Primitives.Select(Truth(false), v.In(40), v.In(40))),
        new("select-not", all, v => Primitives.Select(!v.Of(Bool, 40), v.In(40), v.In(40))),
        new("select-truth", [Bool], v => Primitives.Select(v.In(40), Truth(true), v.In(40))),
        new("select-falsehood", [Bool], v => Primitives.Select(v.In(40), v.In(40), Truth(false))),
        new("select-false-else", [Bool], v => Primitives.Select(v.In(40), Truth(false), v.In(40))),
        new("select-else-true", [Bool], v => Primitives.Select(v.In(40), v.In(40), Truth(true))),
        new("select-nested-true", all, v => v.Of(Bool, 40) is var c ? Primitives.Select(c, Primitives.Select(c, v.In(40), v.In(40)), v.In(40)) : c),
        new("select-nested-false", all, v => v.Of(Bool, 40) is var c ? Primitives.Select(c, v.In(40), Primitives.Select(c, v.In(40), v.In(40))) : c),

        new("compare-constant-right", numbers, v => 3 < v.In(40)),
        new("compare-constant-right", numbers, v => 3 >= v.In(40)),
        new("compare-constant-right", numbers, v => 3 > v.In(40)),
        new("compare-constant-right", numbers, v => 3 <= v.In(40)),
        new("compare-constant-right", numbers, v => v.Number(1, 40).Is(NotEqualTo, v.In(40))),
        new("compare-self", numbers, v => v.In(40) is var x ? x.Is(LessThan, x) : x),
        new("compare-self", wholes, v => v.In(40) is var x ? x.Is(LessOrEqualTo, x) : x),
        new("compare-self", bits, v => v.In(40) is var x ? x.Is(NotEqualTo, x) : x),
        new("compare-unsigned", unsigned, v => v.In(40) < 0),
        new("compare-unsigned", unsigned, v => v.In(40) >= 0),
        new("compare-truth", [Bool], v => v.In(40).Is(EqualTo, Truth(true))),
        new("compare-truth", [Bool], v => v.In(40).Is(EqualTo, Truth(false))),
        new("compare-truth", [Bool], v => v.In(40).Is(NotEqualTo, Truth(true))),
        new("compare-cast-bool", numbers, v => v.Of(Bool, 40).Cast(v.Element).Is(NotEqualTo, v.Number(0, 40))),

        new("cast-same", all, v => v.In(40) is var x ? Expr.Create(new Cast(x.Element), x) : x),
        new("cast-cast", [F32], v => v.In(40).Cast(F64).Cast(F32)),
        new("cast-cast", [F32], v => v.In(40).Cast(F64).Cast(I32)),
        new("cast-cast", [F32], v => v.In(40).Cast(F64).Cast(Bool)),
        new("cast-cast", [I32], v => v.In(40).Cast(F64).Cast(I32)),
        new("cast-cast", [I32, U32], v => v.In(40).Cast(F64).Cast(F32)),
        new("cast-cast", [I32, I64], v => v.In(40).Cast(U32).Cast(U8)),
        new("cast-cast", [U32], v => v.In(40).Cast(I32).Cast(U32)),
        new("cast-cast", [U8], v => v.In(40).Cast(I32).Cast(F32)),
        new("cast-cast", [Bool], v => v.In(40).Cast(F32).Cast(I64)),
        new("cast-iota", [I32, U8, F32], v => Primitives.Iota(new(v.Element, [3, 40]), 1).Cast(F64)),
        new("cast-iota", [I64], v => Primitives.Iota(new(v.Element, [250]), 0).Cast(U8)),
        new("bitcast-same", [F32], v => Expr.Create(new Bitcast(F32), v.In(40))),
        new("bitcast-bitcast", [F32, I32], v => v.In(40).Bitcast(U32).Bitcast(v.Element)),
    ];

    /// <summary>Conversions that look like one step and are not: the rule must leave them alone.</summary>
    public static ImmutableArray<RuleCase> Refused { get; } =
    [
        new("cast-cast", [I32], v => v.In(40).Cast(F64).Cast(U8)),
        new("cast-cast", [I32], v => v.In(40).Cast(F32).Cast(I32)),
        new("cast-cast", [I32], v => v.In(40).Cast(U32).Cast(I64)),
        new("cast-cast", [F32, I32], v => v.In(40).Cast(U8).Cast(F32)),
        new("cast-cast", [F32], v => v.In(40).Cast(I32).Cast(F32)),
        new("cast-iota", [I32], v => Primitives.Iota(new(v.Element, [300]), 0).Cast(U8)),
        new("gather-iota", [F32], v => v.In(300, 1).Gather(Primitives.Iota(new(U8, [300]), 0))),
        // As many rows as indices; a sum of no terms is 0 where a row out of range would be NaN; the indices are summed over.
        new("contract-gather-left", [F32, I32], v => v.In(5, 4).Gather(v.Of(I32, 5)).Contract(v.In(4, 6), [1], [0])),
        new("contract-gather-left", [F32], v => v.In(3, 0).Gather(v.Of(I32, 5)).Contract(v.In(0, 6), [1], [0])),
        new("contract-gather-left", [F32], v => v.In(3, 4).Gather(v.Of(I32, 5)).Contract(v.In(5, 6), [0], [0])),
        new("contract-gather-right", [F32], v => v.In(5, 2).Contract(v.In(5, 3, 4).Gather(v.Of(I32, 5, 9), batch: 1), [0], [0])),
        // The phases are not of one size; each step is over some phases only.
        new("convolve-dilated-in-phases", [F32], v => Expr.Create(new Convolve([0, 1, 2], [0, 1, 2], [0, 1, 2], [1], [1], [1], [2], [1], 1), v.In(2, 3, 5), v.In(4, 3, 3))),
        new("convolve-dilated-in-phases", [F32], v => Expr.Create(new Convolve([0, 1, 2], [0, 1, 2], [0, 1, 2], [3], [1], [2], [2], [1], 1), v.In(2, 3, 5), v.In(4, 3, 3))),
        // To slide the kernel over the input is more work.
        new("convolve-dilated-by-larger", [F32], v => Expr.Create(new Convolve([0, 1, 2], [0, 1, 2], [0, 1, 2], [1], [1], [2], [2], [1], 1), v.In(2, 3, 5), v.In(4, 3, 3))),
        new("add-zero", reals, v => v.In(40) + 0),
        new("zero-subtract", reals, v => 0 - v.In(40)),
        new("multiply-zero", reals, v => v.In(40) * 0),
        new("subtract-self", reals, v => v.In(40) is var x ? x - x : x),
        new("compare-self", reals, v => v.In(40) is var x ? x.Is(EqualTo, x) : x),
        new("not-compare", reals, v => !(v.In(40) < v.In(40))),
        new("negate-difference", reals, v => -(v.In(40) - v.In(40))),
        new("associate-constants", reals, v => v.In(40) + 3 + 5),
        new("divide-power-of-two", reals, v => v.In(40) / 3),
        new("divide-power-of-two", reals, v => v.In(40) / double.PositiveInfinity),
        new("divide-by-shift", [I32, I64], v => v.In(40) / 8),
        new("abs-nonnegative", [I32, I64], v => v.In(40) is var x ? (x * x).Abs() : x),
        new("abs-negate", unsigned, v => (-v.In(40)).Abs()),
        new("extremum-bound", reals, v => v.In(40).Apply(Larger, v.Number(double.PositiveInfinity, 40))),
        new("reduce-reduce", reals, v => v.In(3, 4, 5).Sum([1]).Sum([0])),
        new("reduce-transpose", reals, v => v.In(3, 4).Transpose([1, 0]).Sum([0, 1])),
        new("slice-pad", reals, v => v.In(3).PadAxis(0, -1, 2).SliceAxis(0, 0, 3)),
    ];

    private static Expr Truth(bool value) => Primitives.Fill(new TensorType(Bool, [40]), value);

    private static Literal Ramp(ElementType element) => element switch
    {
        I32 => Literal.Create<int>([2], [1, 2]),
        I64 => Literal.Create<long>([2], [1, 2]),
        U32 => Literal.Create<uint>([2], [1, 2]),
        U8 => Literal.Create<byte>([2], [1, 2]),
        F32 => Literal.Create<float>([2], [1, 2]),
        F64 => Literal.Create<double>([2], [1, 2]),
        Bool => Literal.Create<bool>([2], [true, false]),
    };
}
