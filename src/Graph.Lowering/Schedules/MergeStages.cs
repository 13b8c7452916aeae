namespace Graph.Lowering;

/// <summary>
/// Makes one stage of two neighbouring ones over the same axes where the second needs no total of the first: several sums of one row read
/// it once.
/// </summary>
internal static class MergeStages
{
    // Two bodies that fill the registers are better off apart.
    private const int MostInstructions = 96;

    public static LoopKernel Apply(LoopKernel kernel)
    {
        for (int first = 0; first + 1 < kernel.Stages.Count; first++)
        {
            while (first + 1 < kernel.Stages.Count && CanMerge(kernel, first))
            {
                kernel = Merge(kernel, first);
            }
        }
        return kernel;
    }

    private static bool CanMerge(LoopKernel kernel, int first)
    {
        (Stage one, Stage two) = (kernel.Stages[first], kernel.Stages[first + 1]);
        return one.Phase != StagePhase.BeforePoints && two.Phase == one.Phase && one.Axes == two.Axes
            && one.Body.Count + two.Body.Count <= MostInstructions
            && two.Body.OfType<Earlier>().All(earlier => earlier.Stage != first || one.Effects[earlier.Effect] is Keep)
            && !one.Effects.Concat(two.Effects).Any(effect => effect is Store { Place.Indirection: not null });
    }

    private static LoopKernel Merge(LoopKernel kernel, int first)
    {
        (Stage one, Stage two) = (kernel.Stages[first], kernel.Stages[first + 1]);
        BodyBuilder body = new();
        int[] left = [.. Append(body, one, _ => null)];
        int[] right = [.. Append(body, two, earlier => earlier.Stage == first ? left[one.Effects[earlier.Effect].Value] : null)];
        HashSet<int> needed = [.. kernel.Stages.Skip(first + 2).SelectMany(stage => stage.Body).OfType<Earlier>()
            .Where(own => own.Stage == first).Select(own => own.Effect)];
        List<Effect> effects = [];
        Dictionary<(int, int), int> places = [];
        for (int place = 0; place < one.Effects.Count; place++)
        {
            if (one.Effects[place] is not Keep || needed.Contains(place))
            {
                places[(first, place)] = effects.Count;
                effects.Add(one.Effects[place].Renumber(value => left[value]));
            }
        }
        for (int place = 0; place < two.Effects.Count; place++)
        {
            places[(first + 1, place)] = effects.Count;
            effects.Add(two.Effects[place].Renumber(value => right[value]));
        }
        Stage merged = one with { Body = body.ToBody(), Effects = [.. effects] };
        IEnumerable<Stage> behind = kernel.Stages.Skip(first + 2).Relink(earlier => earlier.Stage < first ? earlier
            : earlier.Stage > first + 1 ? earlier with { Stage = earlier.Stage - 1 }
            : earlier with { Stage = first, Effect = places[(earlier.Stage, earlier.Effect)] });
        return kernel with { Stages = [.. kernel.Stages.Take(first), merged.WithoutUnused(), .. behind] };
    }

    /// <summary>Puts a stage's instructions behind others and gives the number of each; some are found there already.</summary>
    private static List<int> Append(BodyBuilder body, Stage stage, Func<Earlier, int?> find)
    {
        List<int> numbers = [];
        foreach (Instruction instruction in stage.Body)
        {
            numbers.Add(
                (instruction is Earlier earlier ? find(earlier) : null) ?? body.Emit(instruction.Renumber(argument => numbers[argument])));
        }
        return numbers;
    }
}
