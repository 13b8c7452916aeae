namespace Graph.Lowering;

/// <summary>
/// In which order steps may run: a step comes behind those that write what it reads, and a step that overwrites a donated parameter behind
/// all others that read the old value (an anti-dependency). A valid order is kept at all times (Pearce and Kelly, 2006), so that a demand
/// is checked between two places only.
/// </summary>
internal sealed class StepOrder
{
    // How many steps are looked at for one demand; where more stand between, the demand is refused.
    private const int MostVisited = 2048;

    private readonly ImmutableArray<PlanStep> steps;
    private readonly List<int>[] successors;
    private readonly List<int>[] predecessors;
    private readonly List<int>[] readers;
    private readonly int[] writers;
    private readonly int[] places;

    public StepOrder(ImmutableArray<PlanStep> steps, int buffers)
    {
        this.steps = steps;
        successors = Lists(steps.Length);
        predecessors = Lists(steps.Length);
        readers = Lists(buffers);
        writers = new int[buffers];
        places = [.. Enumerable.Range(0, steps.Length)];
        Array.Fill(writers, -1);
        for (int step = 0; step < steps.Length; step++)
        {
            foreach (int buffer in steps[step].Reads.Distinct())
            {
                readers[buffer].Add(step);
                if (writers[buffer] >= 0)
                {
                    Connect(writers[buffer], step);
                }
            }
            foreach (int buffer in steps[step].Writes)
            {
                writers[buffer] = step;
            }
        }
    }

    /// <summary>The step that writes a buffer, or −1.</summary>
    public int WriterOf(int buffer) => writers[buffer];

    /// <summary>The steps that read a buffer.</summary>
    public IReadOnlyList<int> ReadersOf(int buffer) => readers[buffer];

    /// <summary>Demands that a step comes behind all others that read a buffer, or says why it cannot.</summary>
    public string? PutBehindReaders(int writer, int buffer)
    {
        int kept = predecessors[writer].Count;
        foreach (int reader in readers[buffer].Where(reader => reader != writer))
        {
            if (PutBehind(writer, reader) is { } objection)
            {
                foreach (int step in predecessors[writer].Skip(kept))
                {
                    successors[step].RemoveAt(successors[step].LastIndexOf(writer));
                }
                predecessors[writer].RemoveRange(kept, predecessors[writer].Count - kept);
                return objection;
            }
        }
        return null;
    }

    /// <summary>
    /// The steps in an order that keeps all demands and needs little memory: the one kept, or one that runs as soon as it can what frees
    /// more than it takes.
    /// </summary>
    /// <param name="bytes">What a buffer takes of the arena.</param>
    public ImmutableArray<PlanStep> Sort(Func<int, long> bytes)
    {
        int[] kept = [.. Enumerable.Range(0, steps.Length).OrderBy(step => places[step])];
        int[] thrifty = Thrifty(bytes);
        return [.. (Peak(thrifty, bytes) < Peak(kept, bytes) ? thrifty : kept).Select(step => steps[step])];
    }

    private static List<int>[] Lists(int count) => [.. Enumerable.Range(0, count).Select(_ => new List<int>())];

    private void Connect(int from, int to)
    {
        successors[from].Add(to);
        predecessors[to].Add(from);
    }

    private string? PutBehind(int step, int other)
    {
        (int low, int high) = (places[step], places[other]);
        if (high > low)
        {
            List<int>? behind = Reach(step, successors, next => places[next] <= high);
            if (behind?.Contains(other) == true)
            {
                return "a step that needs the new value, or another update, reads the old one";
            }
            if (behind is null || Reach(other, predecessors, next => places[next] >= low) is not { } before)
            {
                return "more steps than are looked through stand between it and one that reads the old value";
            }
            int[] free = [.. before.Concat(behind).Select(own => places[own]).Order()];
            int place = 0;
            foreach (int own in (int[])[.. before.OrderBy(own => places[own]), .. behind.OrderBy(own => places[own])])
            {
                places[own] = free[place++];
            }
        }
        Connect(other, step);
        return null;
    }

    private static List<int>? Reach(int start, List<int>[] edges, Predicate<int> isBetween)
    {
        List<int> found = [start];
        HashSet<int> seen = [start];
        for (int place = 0; place < found.Count; place++)
        {
            found.AddRange(edges[found[place]].Where(next => isBetween(next) && seen.Add(next)));
            if (found.Count > MostVisited)
            {
                return null;
            }
        }
        return found;
    }

    private int[] Thrifty(Func<int, long> bytes)
    {
        int[] missing = [.. predecessors.Select(own => own.Count)];
        int[] unread = [.. readers.Select(own => own.Count)];
        long[] growth = [.. steps.Select(step => step.Writes.Sum(bytes) - step.Reads.Distinct()
            .Where(buffer => unread[buffer] == 1).Sum(bytes))];
        SortedSet<(bool Grows, int Place, int Step)> ready = [];
        (bool, int, int) Entry(int step) => (growth[step] > 0, places[step], step);
        ready.UnionWith(Enumerable.Range(0, steps.Length).Where(step => missing[step] == 0).Select(Entry));
        List<int> sorted = [];
        while (ready.Count > 0)
        {
            (_, _, int next) = ready.Min;
            ready.Remove(ready.Min);
            sorted.Add(next);
            missing[next] = -1;
            foreach (int buffer in steps[next].Reads.Distinct().Where(buffer => --unread[buffer] == 1))
            {
                // Whoever is left frees the buffer.
                int last = readers[buffer].First(reader => missing[reader] >= 0);
                bool isReady = ready.Remove(Entry(last));
                growth[last] -= bytes(buffer);
                _ = isReady && ready.Add(Entry(last));
            }
            foreach (int successor in successors[next])
            {
                if (--missing[successor] == 0)
                {
                    ready.Add(Entry(successor));
                }
            }
        }
        return [.. sorted];
    }

    /// <summary>The most bytes that are in use at once in an order.</summary>
    private long Peak(int[] sorted, Func<int, long> bytes)
    {
        int[] unread = [.. readers.Select(own => own.Count)];
        (long now, long peak) = (0, 0);
        foreach (PlanStep step in sorted.Select(number => steps[number]))
        {
            now += step.Writes.Sum(bytes);
            peak = Math.Max(peak, now);
            now -= step.Reads.Distinct().Where(buffer => --unread[buffer] == 0).Sum(bytes) + step.Writes
                .Where(buffer => unread[buffer] == 0).Sum(bytes);
        }
        return peak;
    }
}
