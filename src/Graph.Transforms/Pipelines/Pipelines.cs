namespace Graph.Transforms;

/// <summary>The pipelines, by how much their rules may change.</summary>
public static class Pipelines
{
    /// <summary>Keeps every bit of a result, but for the order of sums over the steps of a loop.</summary>
    public static Pipeline Exact { get; } = Build("exact", Passes.Simplify("simplify-exact", RuleSets.Exact), Passes.SinkScanSums);

    /// <summary>With exact and stable rules: equal in real arithmetic and never less accurate.</summary>
    public static Pipeline Default { get; } = Build("default", Passes.Simplify("simplify", [.. RuleSets.Exact, .. RuleSets.Stable]), Passes.SinkScanSums);

    /// <summary>With all rules: equal in real arithmetic for finite values.</summary>
    public static Pipeline Relaxed { get; } = Build("relaxed", Passes.Simplify("simplify-relaxed", [.. RuleSets.Exact, .. RuleSets.Stable, .. RuleSets.Relaxed]), Passes.SinkScaledScanSums);

    private static Pipeline Build(string name, Pass simplify, Pass sinkSums) => new(
        name,
        [
            new(Passes.InlineCalls, "first, since no other pass sees through a call"),
            new(Passes.RemoveStopGradients, "before rules, whose patterns they would break up"),
            new(Passes.NumberValues, "before rules that ask whether two operands are the same"),
            new(Passes.MergeScans, "on merged operands, and before anything makes the steps of a loop and of its double differ"),
            new(simplify, "on merged values, before anything is folded or moved: most of a gradient goes away here"),
            new(Passes.FoldConstants, "behind rules that bring constants together"),
            new(Passes.EliminateDeadCode, "before loops are taken apart: what nobody uses would keep carries from being plain sums"),
            new(Passes.SimplifyScans, "behind simplified bodies: a carry shows as unchanged only then"),
            new(simplify, "again: bodies now know the constants that they were handed"),
            new(sinkSums, "before hoisting, which would stack the terms of a sum rather than what they are made of"),
            new(Passes.SinkScanOutputs, "behind sinking of sums, which puts out what these outputs may be made of"),
            new(Passes.HoistFromScans, "behind sinking: its outputs that need no carry are computed for all steps at once"),
            new(Passes.SimplifyScans, "again: what has moved out shows as an output or constant that needs no loop"),
            new(Passes.EliminateDeadCode, "again: sequences that fed only what has moved are unused"),
            new(Passes.NumberValues, "again: rules and loops have made equal nodes"),
            new(simplify, "again: merged and folded values, and what has left a loop, match rules that they did not before"),
            new(Passes.FoldConstants, "again: what the last rules have left constant"),
            new(Passes.SimplifyScans, "again: a product of looked-up rows has become a look-up"),
            new(Passes.LayOutLoopConstants(), "behind all rules, which would look for the matrix as it was"),
            new(Passes.NumberValues, "at the end, so that nothing is computed twice"),
        ]);
}
