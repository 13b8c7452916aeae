namespace Graph.Transforms;

/// <summary>The rules, by how much they may change.</summary>
public static class RuleSets
{
    /// <summary>
    /// Equal to the last bit for every input: NaN (whatever its payload), infinities, zeros of both signs, subnormals, integers that wrap.
    /// </summary>
    public static ImmutableArray<Rule> Exact { get; } =
    [
        .. ArithmeticRules.OfOne,
        .. ArithmeticRules.OfTwo,
        .. LogicRules.OfBits,
        .. LogicRules.OfSelect,
        .. ComparisonRules.Exact,
        .. CastRules.OfValues,
        .. CastRules.OfBits,
        .. MotionRules.Exact,
        .. MovementRules.OfReshape,
        .. MovementRules.OfTranspose,
        .. MovementRules.OfBroadcast,
        .. MovementRules.OfReverse,
        .. MovementRules.OfConcatenate,
        .. SliceRules.OfSlice,
        .. SliceRules.OfPad,
        .. ReductionRules.OfReduce,
        .. ReductionRules.OfSingle,
        .. ContractionRules.OfContract,
        .. ContractionRules.OfAxisNumbers,
        .. ContractionRules.OfViews,
        .. LookupRules.OfRows,
        .. DilationRules.OfConvolve,
    ];

    /// <summary>
    /// Equal in real arithmetic and never less accurate; may turn an overflow into the finite value that it stands for.
    /// </summary>
    public static ImmutableArray<Rule> Stable { get; } = [.. StableRules.OfLogarithm, .. StableRules.OfTwo, .. StableRules.OfReduce];

    /// <summary>Equal in real arithmetic for finite values; may lose NaN, infinities, the sign of zero and digits. Only where asked for.</summary>
    public static ImmutableArray<Rule> Relaxed { get; } =
    [
        .. RelaxedRules.OfOne,
        .. RelaxedRules.OfTwo,
        .. RelaxedRules.OfReduce,
        .. RelaxedRules.OfContract,
        .. LookupRules.OfSums,
        .. LookupRules.OfScatter,
    ];
}
