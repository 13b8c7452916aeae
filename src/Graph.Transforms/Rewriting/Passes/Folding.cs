namespace Graph.Transforms;

/// <summary>Operators on constants are computed by the interpreter, within bounds on what that costs and on what it leaves behind.</summary>
internal static class Folding
{
    // A result beyond this many elements is a constant only where it is smaller than what it is computed from.
    private const long MostElements = 1024;
    private const long MostOperandElements = 1 << 16;
    private const long MostProducts = 1 << 20;

    /// <summary>The rule; a broadcast of one number stays one, a loop, a call or random bits are never folded.</summary>
    public static ImmutableArray<Rule> Rules { get; } =
    [
        .. Rule.At(
            [typeof(Unary), typeof(Binary), typeof(Compare), typeof(Select), typeof(Cast), typeof(Bitcast)],
            new Rule("fold-repeated", e => e.Inputs.All(operand => operand.Splat is not null) && e.Rank > 0 ? Known.Compute(e.Op, e.Inputs) : null)),
        new Rule("fold", e => e.Inputs.Length > 0 && IsFoldable(e.Op) && e.Inputs.All(operand => operand.Op is Constant) && Pays(e)
            ? Primitives.Constant(Known.Evaluate(e.Op, [.. e.Inputs.Select(operand => ((Constant)operand.Op).Value)])) : null),
    ];

    private static bool IsFoldable(Op op) => op is not (Scan or Call or Project or Sort or RandomBits or Broadcast or StopGradient);

    private static bool Pays(Expr e)
    {
        long operands = e.Inputs.Sum(operand => operand.Type.ElementCount);
        long result = e.Type.ElementCount;
        bool small = result <= MostElements || result <= operands;
        bool products = e.Op is not (Contract or Convolve) || result * e.Inputs.Max(operand => operand.Type.ElementCount) <= MostProducts;
        return small && products && operands <= MostOperandElements;
    }
}
