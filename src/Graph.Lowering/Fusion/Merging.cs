namespace Graph.Lowering;

/// <summary>Merges units, two at a time, until none is left whose neighbours were not tried.</summary>
/// <remarks>
/// Linear in the number of units: only a unit that is new tries its neighbours, and no more than some of each kind; so attempts, and with
/// them what is recorded, are bounded by a multiple of the units there were. A pair is tried once.
/// </remarks>
internal sealed class Merging(Units units, NodeNames names)
{
    // Scalars of a kernel; more and the compiler of the runtime runs out of what it tracks. What functions add to that is in the code's size.
    private const int MostInstructions = 300;

    // Members of a kernel: each may be visited many times while it is lowered, and recursion is as deep.
    private const int MostMembers = 512;

    // Neighbours that a new unit tries.
    private const int MostProducers = 32;
    private const int MostConsumers = 8;
    private const int MostSiblings = 4;

    private readonly HashSet<(Unit, Unit)> tried = [];
    private readonly Dictionary<(Unit, Unit), Unit> postponed = [];
    private readonly Queue<Unit> forProducers = [];
    private readonly Queue<Unit> forSiblings = [];
    private bool mayTotal;

    /// <summary>What was fused and what was refused.</summary>
    public List<FusionDecision> Decisions { get; } = [];

    /// <summary>How many kernels were made to see whether they can be.</summary>
    public long Lowered { get; private set; }

    /// <summary>
    /// Merges, first without totals behind all points, then with them: else the maximum of a row would be taken over the axes of the
    /// contraction that makes the row, and be lost to the softmax that needs it.
    /// </summary>
    public void Run()
    {
        foreach (bool totals in (bool[])[false, true])
        {
            mayTotal = totals;
            foreach (Unit unit in units.InOrder)
            {
                forProducers.Enqueue(unit);
                forSiblings.Enqueue(unit);
            }
            while (forProducers.Count + forSiblings.Count > 0)
            {
                MergeAll(forProducers, MergeWithProducer);
                MergeAll(forSiblings, unit => MergeWithAny(unit, units.SiblingsOf(unit, MostSiblings), "both read the same"));
            }
        }
    }

    private void MergeAll(Queue<Unit> queue, Func<Unit, Unit?> merge)
    {
        while (queue.TryDequeue(out Unit? unit))
        {
            if (units.Contains(unit) && merge(unit) is { } merged)
            {
                forProducers.Enqueue(merged);
                forSiblings.Enqueue(merged);
                foreach (Unit consumer in units.ConsumersOf(merged).Take(MostConsumers))
                {
                    forProducers.Enqueue(consumer);
                }
            }
        }
    }

    private Unit? MergeWithProducer(Unit unit) =>
        MergeWithAny(unit, units.ProducersOf(unit).Take(MostProducers), "its value is used where it is made");

    private Unit? MergeWithAny(Unit unit, IEnumerable<Unit> neighbours, string reason) =>
        neighbours.Select(other => other.Position < unit.Position ? TryMerge(other, unit, reason) : TryMerge(unit, other, reason))
            .FirstOrDefault(merged => merged is not null);

    private Unit? TryMerge(Unit first, Unit second, string reason)
    {
        if (first.Lowered is null || second.Lowered is null || !tried.Add((first, second)))
        {
            return null;
        }
        if (Obstacle(first, second) is { } obstacle)
        {
            return Refuse(first, second, obstacle);
        }
        if (!postponed.Remove((first, second), out Unit? merged))
        {
            (merged, string refusal) = Lower(first, second);
            if (merged is null)
            {
                return Refuse(first, second, refusal);
            }
        }
        if (!mayTotal && merged.Lowered!.Kernel.Stages.Any(stage => stage.Phase == StagePhase.AfterPoints))
        {
            tried.Remove((first, second));
            postponed.Add((first, second), merged);
            return null;
        }
        long saved = first.Bytes + second.Bytes - merged.Bytes;
        long added = merged.Operations - first.Operations - second.Operations;
        if (Objection(first, second, merged, saved, added) is { } objection)
        {
            return Refuse(first, second, objection, saved, added);
        }
        Record(first, second, true, reason, saved, added);
        units.Join(first, second, merged);
        return merged;
    }

    /// <summary>What is known to stand in the way before a kernel for both is made.</summary>
    private string? Obstacle(Unit first, Unit second) =>
        first.Contractions + second.Contractions > 1 ? "a kernel has one contraction at most"
        : first.IsScatter || second.IsScatter ? "a scatter is a kernel of its own"
        : first.Instructions + second.Instructions > MostInstructions || first.Code + second.Code > CodeSize.Most
            || first.Members.Count + second.Members.Count > MostMembers ? "the kernel would be too long"
        : !units.CanJoin(first, second) ? "a third step stands between them"
        : null;

    private (Unit? Merged, string Refusal) Lower(Unit first, Unit second)
    {
        Lowered++;
        ImmutableArray<Expr> roots =
        [
            .. second.Roots.Concat(first.Roots).Where(root => units.IsNeededOutside(root, first, second))
                .OrderByDescending(root => root.Type.ElementCount).ThenBy(names.PlaceOf),
        ];
        if (roots.IsEmpty)
        {
            // Their users turned out to read elements of them at no point.
            return (null, "nobody reads what they compute");
        }
        KernelGroup group = new(roots, (HashSet<Expr>)[.. first.Members, .. second.Members]);
        (LoweredGroup? lowered, string refusal) = GroupLowering.Lower(group);
        return (lowered is null ? null : Unit.Of(group, lowered), refusal);
    }

    private static string? Objection(Unit first, Unit second, Unit merged, long saved, long added)
    {
        if (merged.Instructions > MostInstructions || merged.Code > CodeSize.Most)
        {
            return "the kernel would be too long";
        }
        if (saved <= 0 || added > saved * CostModel.OperationsPerByte)
        {
            return "it would compute more again than it saves";
        }
        if (merged.Contractions > 0 && merged.Divisions > first.Divisions + second.Divisions)
        {
            return "a contraction would find its terms by division";
        }
        bool losesTasks = merged.Tasks < CostModel.FewTasks && merged.Tasks < Math.Max(first.Tasks, second.Tasks);
        LoopKernel kernel = merged.Lowered!.Kernel;
        return losesTasks && kernel.Stages.Sum(kernel.PointsOf) > CostModel.MuchWork ? "too few points would be left to run at once" : null;
    }

    private Unit? Refuse(Unit first, Unit second, string reason, long saved = 0, long added = 0)
    {
        Record(first, second, false, reason, saved, added);
        return null;
    }

    private void Record(Unit first, Unit second, bool isMade, string reason, long saved, long added) =>
        Decisions.Add(new FusionDecision(first.Name(names), second.Name(names), isMade, reason, saved, added));
}
