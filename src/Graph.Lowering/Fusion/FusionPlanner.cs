namespace Graph.Lowering;

/// <summary>
/// Decides which nodes share a kernel. First, what costs nothing to compute again or has one user is computed where it is used. Then
/// kernels are merged, producers into consumers, as long as lowering finds one iteration space for both and it saves more than it costs;
/// then kernels that read the same.
/// </summary>
/// <remarks>
/// Whether a merge is possible is answered by lowering it: there is no second opinion that could differ. Each attempt is recorded.
/// </remarks>
public static class FusionPlanner
{
    /// <summary>Plans a computation.</summary>
    /// <param name="computation">What to compute.</param>
    /// <param name="merges">Whether kernels are merged; without, each reduction ends in a kernel of its own.</param>
    public static FusionPlan Plan(Computation computation, bool merges = true)
    {
        NodeNames names = new(computation);
        Units units = new(computation);
        Inlining inlining = new(computation);
        foreach (Expr root in computation.Nodes.Where(inlining.IsMaterialised))
        {
            units.Add(Inlining.IsOpaque(root) ? Unit.Of(root) : LowerAlone(inlining, root));
        }
        Merging merging = new(units, names);
        if (merges)
        {
            merging.Run();
        }
        ImmutableArray<FusedStep> steps =
        [
            .. units.InOrder.Select(unit => new FusedStep(unit.Name(names), unit.Lowered, unit.Roots, unit.Inputs)),
        ];
        return new FusionPlan(computation, steps, [.. merging.Decisions], new PlanningEffort(merging.Decisions.Count, merging.Lowered,
            units.Visits));
    }

    private static Unit LowerAlone(Inlining inlining, Expr root)
    {
        KernelGroup group = new([root], inlining.MembersOf(root));
        (LoweredGroup? lowered, string refusal) = GroupLowering.Lower(group);
        return lowered is null
            ? throw new System.Diagnostics.UnreachableException($"{root.Describe()} cannot be lowered alone: {refusal}")
            : Unit.Of(group, lowered);
    }
}
