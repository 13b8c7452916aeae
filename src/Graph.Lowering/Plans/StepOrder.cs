namespace Graph.Lowering;

/// <summary>
/// In which order steps may run: a step comes behind those that write what it reads, and a step that overwrites a donated parameter behind all others that
/// read the old value (an anti-dependency).
/// </summary>
internal sealed class StepOrder
{
    private readonly ImmutableArray<PlanStep> steps;
    private readonly ImmutableArray<HashSet<int>> successors;

    public StepOrder(ImmutableArray<PlanStep> steps)
    {
        this.steps = steps;
        successors = [.. steps.Select(_ => new HashSet<int>())];
        Dictionary<int, int> writers = [];
        for (int step = 0; step < steps.Length; step++)
        {
            foreach (int buffer in steps[step].Reads)
            {
                if (writers.TryGetValue(buffer, out int writer))
                {
                    successors[writer].Add(step);
                }
            }
            foreach (int buffer in steps[step].Writes)
            {
                writers.Add(buffer, step);
            }
        }
    }

    /// <summary>Demands that a step comes behind all others that read a buffer, unless some of them must come behind it.</summary>
    public bool TryPutBehindReaders(int writer, int buffer)
    {
        ImmutableArray<int> readers = [.. Enumerable.Range(0, steps.Length).Where(step => step != writer && steps[step].Reads.Contains(buffer))];
        HashSet<int> behind = Behind(writer);
        if (readers.Any(behind.Contains))
        {
            return false;
        }
        foreach (int reader in readers)
        {
            successors[reader].Add(writer);
        }
        return true;
    }

    /// <summary>The steps in an order that keeps all demands, and otherwise the one they were given in.</summary>
    public ImmutableArray<PlanStep> Sort()
    {
        int[] missing = new int[steps.Length];
        foreach (int successor in successors.SelectMany(own => own))
        {
            missing[successor]++;
        }
        SortedSet<int> ready = [.. Enumerable.Range(0, steps.Length).Where(step => missing[step] == 0)];
        ImmutableArray<PlanStep>.Builder sorted = ImmutableArray.CreateBuilder<PlanStep>(steps.Length);
        while (ready.Count > 0)
        {
            int next = ready.Min;
            ready.Remove(next);
            sorted.Add(steps[next]);
            foreach (int successor in successors[next])
            {
                if (--missing[successor] == 0)
                {
                    ready.Add(successor);
                }
            }
        }
        return sorted.MoveToImmutable();
    }

    private HashSet<int> Behind(int step)
    {
        HashSet<int> behind = [];
        Stack<int> toVisit = new([step]);
        while (toVisit.TryPop(out int from))
        {
            foreach (int successor in successors[from])
            {
                if (behind.Add(successor))
                {
                    toVisit.Push(successor);
                }
            }
        }
        return behind;
    }
}
