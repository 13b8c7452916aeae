namespace Graph.Transforms;

/// <summary>The passes, each a pure function from one computation to the next; all reach into the bodies of scans and calls.</summary>
public static class Passes
{
    /// <summary>Merges equal operators on equal operands.</summary>
    public static Pass NumberValues { get; } = new(
        "number-values",
        "Equal operators on equal operands are computed once, and rules that ask whether two operands are the same see that they are.",
        (computation, log) => Bodies.Transform(computation, part => ValueNumbering.Run(part, log)));

    /// <summary>Computes operators on constants, where the result has at most 1024 elements or is no larger than its operands.</summary>
    public static Pass FoldConstants { get; } = Rewriting(
        "fold-constants", "What depends on constants alone is computed now, by the interpreter, and not at every run.", Folding.Rules);

    /// <summary>Drops unused outputs, carries and operands of scans, and unused operands and results of calls.</summary>
    public static Pass EliminateDeadCode { get; } = new(
        "eliminate-dead-code",
        "A loop or call computes no result, carries no value and takes no operand that nobody uses.",
        DeadCode.Run);

    /// <summary>Replaces calls by what they compute, but for those to be kept.</summary>
    public static Pass InlineCalls { get; } = new(
        "inline-calls", "Rules do not see through a call; only a unit of compilation stays one.", Inlining.Run);

    /// <summary>Removes the operator that stops derivatives.</summary>
    public static Pass RemoveStopGradients { get; } = Rewriting(
        "remove-stop-gradients",
        "Behind differentiation the operator is the identity, and would only stand between operators that belong together.",
        Rule.At<StopGradient>(new Rule("stop-gradient", e => e.Inputs[0])));

    /// <summary>Makes loops over the same operands that step their carries alike one loop.</summary>
    public static Pass MergeScans { get; } = new(
        "merge-scans",
        "The derivative of a loop runs the loop again to save what it needs; this makes it the loop that runs anyway.",
        LoopMerging.Run);

    /// <summary>Makes operands of loops constants where no step changes them, and takes out of the loop what needs none.</summary>
    public static Pass SimplifyScans { get; } = new(
        "simplify-scans",
        "A carry that no step changes, an operand that is the same at every step and an output that is an operand need no loop.",
        (computation, log) => Bodies.Transform(computation, part => UntilStable(part, log, LoopSimplification.Run)));

    /// <summary>Moves what steps compute from constants or sequences alone in front of the loop.</summary>
    public static Pass HoistFromScans { get; } = new(
        "hoist-from-scans",
        "What no carry changes is computed in front of the loop, once, or for all steps at once: a contraction of the inputs is one large product of matrices.",
        (computation, log) => Bodies.Transform(computation, part => UntilStable(part, log, ScanHoisting.Run)));

    /// <summary>Makes carries that only add up into sums behind the loop.</summary>
    public static Pass SinkScanSums { get; } = new(
        "sink-scan-sums",
        "A sum over steps of contractions is one contraction of the stacked operands behind the loop, else every step rewrites a whole weight gradient.",
        (computation, log) => Bodies.Transform(computation, part => UntilStable(part, log, (part, log) => ScanSums.Run(part, log, factors: false))));

    /// <summary>
    /// Makes carries that only add up into sums behind the loop, and takes factors that are the same at every step out of the sums: equal in real
    /// arithmetic, but the sum of the unscaled terms may overflow where theirs does not.
    /// </summary>
    public static Pass SinkScaledScanSums { get; } = new(
        "sink-scaled-scan-sums",
        "A sum over steps of contractions is one contraction of the stacked operands behind the loop, and what scales every term scales the sum once.",
        (computation, log) => Bodies.Transform(computation, part => UntilStable(part, log, (part, log) => ScanSums.Run(part, log, factors: true))));

    /// <summary>Lays matrices out, in front of a loop, that every step of it contracts.</summary>
    /// <param name="sizes">Which are worth it; null for <see cref="LayoutSizes"/>' own.</param>
    public static Pass LayOutLoopConstants(LayoutSizes? sizes = null) => new(
        "lay-out-loop-constants",
        "A matrix is turned, or cut into panels, once, in front of the loop, so that each step's product reads it as it lies.",
        (computation, log) => Bodies.Transform(computation, part => LoopLayouts.Run(part, log, sizes ?? new LayoutSizes())));

    /// <summary>Makes behind the loop what steps only put out.</summary>
    public static Pass SinkScanOutputs { get; } = new(
        "sink-scan-outputs",
        "What a step puts out and no other step needs is computed behind the loop, for all steps at once, where it can be made of other outputs.",
        (computation, log) => Bodies.Transform(computation, part => UntilStable(part, log, ScanOutputs.Run)));

    /// <summary>Applies rules until none applies any more.</summary>
    public static Pass Simplify(string name, ImmutableArray<Rule> rules) => Rewriting(name, "Rules bring operators closer to what is cheapest to compute.", rules);

    /// <summary>Changes a float type throughout, leaves and constants included; a gradient check of an f32 model runs in f64.</summary>
    /// <param name="from">The float type to replace.</param>
    /// <param name="to">The float type to put in its place.</param>
    /// <exception cref="ElementTypeException">One of the types is no float; or, when the pass runs, the computation reads the bits of the replaced type.</exception>
    public static Pass Retype(ElementType from, ElementType to) => from.IsFloat && to.IsFloat
        ? new(
            $"retype-{from.Mnemonic}-{to.Mnemonic}",
            $"The same computation in {to.Mnemonic}, to see what rounding in {from.Mnemonic} hides or to save memory.",
            (computation, log) => new Retyping(from, to, log).Run(computation))
        : throw new ElementTypeException($"retyping goes from one float type to another, not from {from.Mnemonic} to {to.Mnemonic}");

    /// <summary>What a pass over loops has moved may free more to move; each round leaves less in the loop, so there is a last one.</summary>
    private static Computation UntilStable(Computation computation, PassLog log, Func<Computation, PassLog, Computation> round)
    {
        while (round(computation, log) is var next && !ReferenceEquals(next, computation))
        {
            computation = next;
        }
        return computation;
    }

    private static Pass Rewriting(string name, string why, ImmutableArray<Rule> rules)
    {
        Rewriter rewriter = new(rules);
        return new Pass(name, why, rewriter.Rewrite);
    }
}
