namespace Graph.Lowering;

/// <summary>
/// Takes the total of a stage's inner axes before it is combined over the points, where none of these axes is kept: accumulators are in
/// registers then, long rows are summed block by block, and a chunk holds one partial total.
/// </summary>
internal static class TotalsBeforeCombining
{
    public static LoopKernel Apply(LoopKernel kernel)
    {
        int end = kernel.Stages.TakeWhile(stage => stage.Phase != StagePhase.AfterPoints).Count();
        List<Stage> stages = [.. kernel.Stages.Take(end)];
        List<Instruction> body = [];
        List<Effect> effects = [];
        Dictionary<(int, int), int> moved = [];
        for (int number = 0; number < end; number++)
        {
            Stage stage = stages[number];
            for (int place = 0; place < stage.Effects.Count; place++)
            {
                if (stage.Effects[place] is Combine(var kind, var value, var kept) && stage.Axes.Count > 0
                    && !stage.Axes.Any(kept.Contains))
                {
                    moved.Add((number, place), effects.Count);
                    effects.Add(new Combine(kind, body.Count, kept));
                    body.Add(new Earlier(number, place, stage.Body[value].Element));
                    int own = place;
                    stages[number] = stages[number]
                        with
                    {
                        Effects = [.. stages[number].Effects.Select((effect, at) =>
                            at == own ? new Total(kind, value, Guard.Always) : effect)]
                    };
                }
            }
        }
        if (moved.Count == 0)
        {
            return kernel;
        }
        Sequence<Stage> behind = kernel.Stages.Skip(end).Relink(earlier => moved.TryGetValue((earlier.Stage, earlier.Effect), out int place)
            ? earlier with { Stage = end, Effect = place }
            : earlier);
        return kernel with { Stages = [.. stages, new Stage(StagePhase.AtPoint, [], [.. body], [.. effects]), .. behind] };
    }
}
