namespace Graph.Lowering;

/// <summary>Merges units, two at a time, until no merge is left that can be made and pays.</summary>
internal sealed class Merging(Units units, NodeNames names, List<FusionDecision> decisions)
{
    // Scalars of a kernel; more and the compiler of the runtime runs out of what it tracks.
    private const int MostInstructions = 300;

    // A kernel with fewer points than this cannot use the cores, which matters where there is much to do.
    private const long FewPoints = 8;
    private const long MuchWork = 1 << 15;

    private readonly HashSet<(Unit, Unit)> tried = [];
    private bool mayTotal;

    /// <summary>
    /// Merges, first without totals behind all points, then with them: else the maximum of a row would be taken over the axes of the contraction that makes the row,
    /// and be lost to the softmax that needs it.
    /// </summary>
    public void Run()
    {
        foreach (bool totals in (bool[])[false, true])
        {
            mayTotal = totals;
            while (MergeAll(units.ProducersOf, "its value is used where it is made") || MergeAll(units.SiblingsOf, "both read the same"))
            {
            }
        }
    }

    private bool MergeAll(Func<Unit, IEnumerable<Unit>> neighbours, string reason)
    {
        bool changed = false;
        foreach (Unit unit in units.InOrder())
        {
            changed |= MergeAround(unit, neighbours, reason);
        }
        return changed;
    }

    private bool MergeAround(Unit unit, Func<Unit, IEnumerable<Unit>> neighbours, string reason)
    {
        bool changed = false;
        Unit? current = unit;
        while (current is not null && units.Contains(current))
        {
            Unit consumer = current;
            current = neighbours(consumer).Select(other => TryMerge(other, consumer, reason)).FirstOrDefault(merged => merged is not null);
            changed |= current is not null;
        }
        return changed;
    }

    private Unit? TryMerge(Unit producer, Unit consumer, string reason)
    {
        if (!tried.Add((producer, consumer)) || producer.Lowered is null || consumer.Lowered is null)
        {
            return null;
        }
        if (units.IsReachedAround(producer, consumer) || units.IsReachedAround(consumer, producer))
        {
            return Refuse(producer, consumer, "a third step stands between them");
        }
        ImmutableArray<Expr> roots =
        [
            .. consumer.Roots.Concat(producer.Roots).Where(root => units.IsNeededOutside(root, producer, consumer))
                .OrderByDescending(root => root.Type.ElementCount).ThenBy(names.PlaceOf),
        ];
        KernelGroup group = new(roots, producer.Members.Union(consumer.Members));
        if (group.Members.Count(member => member.Op is Contract or Convolve) > 1)
        {
            return Refuse(producer, consumer, "a kernel has one contraction at most");
        }
        if (group.Members.Any(member => member.Op is Scatter && !GroupLowering.IsOneHot(member)))
        {
            return Refuse(producer, consumer, "a scatter is a kernel of its own");
        }
        (LoweredGroup? lowered, string refusal) = GroupLowering.Lower(group);
        if (lowered is null)
        {
            return Refuse(producer, consumer, refusal);
        }
        if (!mayTotal && lowered.Kernel.Stages.Any(stage => stage.Phase == StagePhase.AfterPoints))
        {
            tried.Remove((producer, consumer));
            return null;
        }
        Unit merged = Unit.Of(group, lowered);
        long saved = producer.Bytes + consumer.Bytes - merged.Bytes;
        long added = merged.Operations - producer.Operations - consumer.Operations;
        if (Objection(producer, consumer, merged, saved, added) is { } objection)
        {
            return Refuse(producer, consumer, objection, saved, added);
        }
        decisions.Add(new FusionDecision(names.Span(producer.Members), names.Span(consumer.Members), true, reason, saved, added));
        units.Replace(producer, consumer, merged);
        return merged;
    }

    private static string? Objection(Unit producer, Unit consumer, Unit merged, long saved, long added)
    {
        LoopKernel kernel = merged.Lowered!.Kernel;
        if (kernel.Stages.Sum(stage => stage.Body.Count) > MostInstructions)
        {
            return "the kernel would be too long";
        }
        if (saved <= 0 || added > saved * CostModel.OperationsPerByte)
        {
            return "it would compute more again than it saves";
        }
        long points = Points(kernel);
        bool loses = points < Points(producer.Lowered!.Kernel) && points < Points(consumer.Lowered!.Kernel);
        return loses && points < FewPoints && kernel.Stages.Sum(kernel.PointsOf) > MuchWork ? "too few points would be left to run at once" : null;
    }

    private static long Points(LoopKernel kernel) => kernel.Axes.Aggregate(1L, (points, axis) => points * axis.Size);

    private Unit? Refuse(Unit producer, Unit consumer, string reason, long saved = 0, long added = 0)
    {
        decisions.Add(new FusionDecision(names.Span(producer.Members), names.Span(consumer.Members), false, reason, saved, added));
        return null;
    }
}
