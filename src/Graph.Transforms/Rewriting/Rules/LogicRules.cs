using static Graph.IR.BinaryKind;

namespace Graph.Transforms;

/// <summary>Identities of bits, truth values and choices.</summary>
internal static class LogicRules
{
    /// <summary>Rules of bitwise operators and shifts.</summary>
    public static ImmutableArray<Rule> OfBits { get; } = Rule.At<Binary>(
        new("bits-self", e => e is (Binary(BitwiseAnd or BitwiseOr), [var x, var y]) && ReferenceEquals(x, y) ? x : null),
        new("xor-self", e => e is (Binary(BitwiseXor), [var x, var y]) && ReferenceEquals(x, y) ? Primitives.Zeros(x.Type) : null),
        new("bits-zero", e => e is (Binary(BitwiseOr or BitwiseXor), [var x, { IsZero: true }]) ? x : null),
        new("and-ones", e => e is (Binary(BitwiseAnd), [var x, { IsAllOnes: true }]) ? x : null),
        new("and-zero", e => e is (Binary(BitwiseAnd), [_, { IsZero: true } zero]) ? zero : null),
        new("or-ones", e => e is (Binary(BitwiseOr), [_, { IsAllOnes: true } ones]) ? ones : null),
        new("xor-ones", e => e is (Binary(BitwiseXor), [var x, { IsAllOnes: true }]) ? ~x : null),
        new("shift-zero", e => e is (Binary(ShiftLeft or ShiftRight), [var x, { IsZero: true }]) ? x : null),
        // 0 shifted is 0, and so is what is shifted out to the left as a whole
        new("zero-shift", e => e is (Binary(ShiftLeft or ShiftRight), [{ IsZero: true } zero, _]) ? zero : null),
        new("shift-out", e => e is (Binary(ShiftLeft), [var x, { Splat: { } count }]) && IsOutside(count, x.Element) ? Primitives.Zeros(x.Type) : null));

    /// <summary>Rules of the elementwise choice.</summary>
    public static ImmutableArray<Rule> OfSelect { get; } = Rule.At<Select>(
        new("select-same", e => e is (Select, [_, var x, var y]) && Slices.IsSameFill(x, y) ? x : null),
        new("select-true", e => e is (Select, [{ IsOne: true }, var x, _]) ? x : null),
        new("select-false", e => e is (Select, [{ IsZero: true }, _, var y]) ? y : null),
        new("select-not", e => e is (Select, [(Unary(UnaryKind.Complement), [var c]), var x, var y]) ? Primitives.Select(c, y, x) : null),
        // of bools: c ? true : x is c or x; c ? x : false is c and x; and so on
        new("select-truth", e => e is (Select, [var c, { IsLogical: true, IsOne: true }, var x]) ? c.Apply(BitwiseOr, x) : null),
        new("select-falsehood", e => e is (Select, [var c, var x, { IsLogical: true, IsZero: true }]) ? c.Apply(BitwiseAnd, x) : null),
        new("select-false-else", e => e is (Select, [var c, { IsLogical: true, IsZero: true }, var x]) ? (~c).Apply(BitwiseAnd, x) : null),
        new("select-else-true", e => e is (Select, [var c, var x, { IsLogical: true, IsOne: true }]) ? (~c).Apply(BitwiseOr, x) : null),
        // what is chosen under c again
        new("select-nested-true", e => e is (Select, [var c, (Select, [var d, var x, _]), var y]) && ReferenceEquals(c, d) ? Primitives.Select(c, x, y) : null),
        new("select-nested-false", e => e is (Select, [var c, var x, (Select, [var d, _, var y])]) && ReferenceEquals(c, d) ? Primitives.Select(c, x, y) : null));

    private static bool IsOutside(Literal count, ElementType element) => count.ToDouble(0) < 0 || count.ToDouble(0) >= 8 * element.ByteSize;
}
