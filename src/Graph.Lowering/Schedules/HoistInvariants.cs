namespace Graph.Lowering;

/// <summary>Computes once a call what depends on no axis: a learning rate times a constant, the split of a random key.</summary>
internal static class HoistInvariants
{
    public static LoopKernel Apply(LoopKernel kernel)
    {
        int before = kernel.Stages.TakeWhile(stage => stage.Phase == StagePhase.BeforePoints).Count();
        BodyBuilder hoisted = new();
        List<Effect> kept = [];
        List<Stage> stages = [];
        for (int number = before; number < kernel.Stages.Count; number++)
        {
            Stage stage = kernel.Stages[number];
            stages.Add(kernel.PointsOf(stage) > 1 ? Hoist(kernel, stage, before, hoisted, kept) : stage);
        }
        if (kept.Count == 0)
        {
            return kernel;
        }
        // References to the new stage are negative until the others have moved up.
        Sequence<Stage> behind = stages.Relink(earlier =>
            earlier.Stage < 0
            ? earlier with { Stage = before }
            : earlier.Stage >= before
            ? earlier with { Stage = earlier.Stage + 1 }
            : earlier);
        Stage first = new(StagePhase.BeforePoints, [], hoisted.ToBody(), [.. kept]);
        return kernel with { Stages = [.. kernel.Stages.Take(before), first.WithoutUnused(), .. behind] };
    }

    private static Stage Hoist(LoopKernel kernel, Stage stage, int before, BodyBuilder hoisted, List<Effect> kept)
    {
        bool[] isInvariant = new bool[stage.Body.Count];
        for (int place = 0; place < stage.Body.Count; place++)
        {
            isInvariant[place] = IsInvariant(stage.Body[place], isInvariant, before);
        }
        HashSet<int> needed = [.. stage.Effects.SelectMany(effect => effect.Arguments)];
        needed.UnionWith(stage.Body.Where((_, place) => !isInvariant[place]).SelectMany(instruction => instruction.Arguments));
        int[] outside = new int[stage.Body.Count];
        List<Instruction> body = [];
        bool isChanged = false;
        for (int place = 0; place < stage.Body.Count; place++)
        {
            Instruction instruction = stage.Body[place];
            bool moves = isInvariant[place] && instruction is not (Immediate or IndexValue or Earlier);
            outside[place] = isInvariant[place] && instruction is not Earlier
                ? hoisted.Emit(instruction.Renumber(argument => outside[argument]))
                : -1;
            if (isInvariant[place] && instruction is Earlier)
            {
                outside[place] = hoisted.Emit(instruction);
            }
            bool isTaken = moves && needed.Contains(place) && !IsReadByTiles(stage, place);
            isChanged |= isTaken;
            body.Add(isTaken ? new Earlier(-1, Keep(kept, outside[place]), instruction.Element) : instruction);
        }
        return isChanged ? (stage with { Body = [.. body] }).WithoutUnused() : stage;
    }

    /// <summary>Whether tiles read it from memory as a factor of their terms.</summary>
    private static bool IsReadByTiles(Stage stage, int place) =>
        stage.Body[place] is Load && stage.Effects.OfType<ProductTotal>().Any(total => total.Arguments.Contains(place));

    private static bool IsInvariant(Instruction instruction, bool[] isInvariant, int before) => instruction switch
    {
        Immediate or Compute or MultiplyAdd => instruction.Arguments.All(argument => isInvariant[argument]),
        Earlier(var stage, _, _) => stage < before,
        IndexValue or Test or Load or RandomWord =>
            instruction.Maps().All(map => map.IsConstant) && instruction.Arguments.All(argument => isInvariant[argument]),
        _ => throw new System.Diagnostics.UnreachableException($"{instruction.GetType().Name} depends on what is unknown"),
    };

    private static int Keep(List<Effect> kept, int value)
    {
        int place = kept.IndexOf(new Keep(value));
        if (place < 0)
        {
            place = kept.Count;
            kept.Add(new Keep(value));
        }
        return place;
    }
}
