using static Graph.IR.CompareKind;

namespace Graph.Transforms;

/// <summary>Identities of comparisons.</summary>
internal static class ComparisonRules
{
    /// <summary>Rules at a comparison.</summary>
    public static ImmutableArray<Rule> Exact { get; } = Rule.At<Compare>(
        // c < x is x > c
        new("compare-constant-right", e => e is (Compare(var kind), [{ IsKnown: true } c, { IsKnown: false } x]) ? x.Is(Flipped(kind), c) : null),
        // x < x never holds; x = x does, but for NaN
        new("compare-self", e => e is (Compare(var kind), [var x, var y]) && ReferenceEquals(x, y) && (!x.IsReal || kind is LessThan or GreaterThan)
            ? Known.Truth(x, kind is EqualTo or LessOrEqualTo or GreaterOrEqualTo) : null),
        // nothing unsigned is below 0
        new("compare-unsigned", e => e is (Compare(LessThan or GreaterOrEqualTo) op, [{ IsWhole: true } x, { IsZero: true }]) && !x.Element.IsSigned
            ? Known.Truth(x, op == new Compare(GreaterOrEqualTo)) : null),
        // b = true is b, b = false is not b
        new("compare-truth", e => e is (Compare(EqualTo or NotEqualTo) op, [{ IsLogical: true } x, { Splat: not null } c])
            ? c.IsOne == (op == new Compare(EqualTo)) ? x : ~x : null),
        // a bool as a number differs from 0 where it is true
        new("compare-cast-bool", e => e is (Compare(NotEqualTo), [(Cast, [{ IsLogical: true } x]), { Splat: { } c }]) && c.ToDouble(0) == 0 ? x : null));

    /// <summary>Whether a comparison asks for equality only.</summary>
    public static bool IsEquality(CompareKind kind) => kind is EqualTo or NotEqualTo;

    /// <summary>The comparison that holds where the given one does not, where there is no NaN.</summary>
    public static CompareKind Opposite(CompareKind kind) => kind switch
    {
        EqualTo => NotEqualTo,
        NotEqualTo => EqualTo,
        LessThan => GreaterOrEqualTo,
        LessOrEqualTo => GreaterThan,
        GreaterThan => LessOrEqualTo,
        GreaterOrEqualTo => LessThan,
    };

    /// <summary>The comparison that says the same of operands in opposite order.</summary>
    private static CompareKind Flipped(CompareKind kind) => kind switch
    {
        EqualTo => EqualTo,
        NotEqualTo => NotEqualTo,
        LessThan => GreaterThan,
        LessOrEqualTo => GreaterOrEqualTo,
        GreaterThan => LessThan,
        GreaterOrEqualTo => LessOrEqualTo,
    };
}
