namespace Graph.Lowering;

/// <summary>
/// The form of a kernel that takes totals of its points' terms and then does something with them: a stage of totals over inner axes, and
/// one without axes behind it.
/// </summary>
/// <param name="Before">The stages before the points.</param>
/// <param name="Terms">The stage that takes the totals.</param>
/// <param name="Rest">The stage that uses them.</param>
internal sealed record RowTotals(ImmutableArray<Stage> Before, Stage Terms, Stage Rest)
{
    /// <summary>The parts of a kernel of this form, or null for any other.</summary>
    public static RowTotals? Of(LoopKernel kernel)
    {
        ImmutableArray<Stage> before = [.. kernel.Stages.TakeWhile(stage => stage.Phase == StagePhase.BeforePoints)];
        if (kernel.Stages.Count != before.Length + 2)
        {
            return null;
        }
        (Stage terms, Stage rest) = (kernel.Stages[before.Length], kernel.Stages[before.Length + 1]);
        return terms is { Phase: StagePhase.AtPoint, Axes.Count: > 0 } && rest is { Phase: StagePhase.AtPoint, Axes.Count: 0 }
            && terms.Effects.All(effect => effect is Total { Guard.IsAlways: true }) && rest.Effects.All(effect => effect is Store)
            ? new RowTotals(before, terms, rest)
            : null;
    }

    /// <summary>The kernel that combines the scalars of a stage at each of the new points, and has the rest behind all of them.</summary>
    /// <param name="kernel">The kernel of this form.</param>
    /// <param name="axes">The new outer axes, those of the kernel among them.</param>
    /// <param name="stages">The stages at the points. The last one combines.</param>
    public LoopKernel WithRestBehind(LoopKernel kernel, Sequence<LoopAxis> axes, params ImmutableArray<Stage> stages)
    {
        int shift = stages.Length - 1;
        Stage behind = Rest with { Phase = StagePhase.AfterPoints, Axes = kernel.Axes };
        ImmutableArray<Stage> linked =
            [.. new[] { behind }.Relink(earlier =>
                earlier.Stage < Before.Length ? earlier : earlier with { Stage = earlier.Stage + shift })];
        return kernel with { Axes = axes, Stages = [.. Before, .. stages, .. linked] };
    }

    /// <summary>Instead of the totals, combinations that keep the kernel's own axes.</summary>
    public Sequence<Effect> Combinations(LoopKernel kernel, Func<int, int> valueOf) =>
        [.. Terms.Effects.Select((effect, place) => effect is Total(var kind, _, _)
            ? new Combine(kind, valueOf(place), kernel.Axes)
            : throw new System.Diagnostics.UnreachableException("the stage has nothing but totals"))];
}
