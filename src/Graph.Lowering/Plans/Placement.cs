namespace Graph.Lowering;

/// <summary>Brings the steps into their final order and gives each buffer its place in memory.</summary>
internal sealed class Placement
{
    private readonly BufferTable table;
    private readonly Location?[] locations;
    private readonly Dictionary<int, int> timesAResult;
    private readonly List<string> remarks = [];
    private readonly List<int> given = [];
    private readonly StepOrder order;
    private readonly ImmutableArray<PlanStep> steps;
    private readonly Lifetimes lifetimes;
    private long arenaBytes;

    public Placement(BufferTable table, IReadOnlyList<PlanStep> unordered, IReadOnlyList<(int Parameter, int Result)> donated)
    {
        this.table = table;
        locations = new Location?[table.Count];
        timesAResult = table.Results.CountBy(number => number).ToDictionary();
        steps = [.. unordered];
        order = new StepOrder(steps, table.Count);
        PlaceGiven();
        foreach ((int parameter, int result) in donated)
        {
            Donate(parameter, result);
        }
        PlaceResults();
        steps = order.Sort(buffer => locations[buffer] is null ? table[buffer].Type.ByteCount : 0);
        lifetimes = new Lifetimes(steps, table.Count);
        PlaceIntermediates();
    }

    public ExecutionPlan ToPlan(string name) => new(
        name,
        [.. Enumerable.Range(0, table.Count).Select(number => new PlanBuffer(table[number].Name, table[number].Type, locations[number]!))],
        [.. table.Parameters],
        [.. table.Results],
        [.. steps],
        arenaBytes,
        [.. given],
        [.. remarks]);

    private void PlaceGiven()
    {
        for (int place = 0; place < table.Parameters.Length; place++)
        {
            locations[table.Parameters[place]] = new InArgument(place);
        }
        for (int number = 0; number < table.Count; number++)
        {
            locations[number] = table[number].Value is { } value ? new InConstant(value) : locations[number];
        }
    }

    /// <summary>
    /// Lets a result take the memory of a parameter, if all that read the parameter can come before the step that writes the result.
    /// </summary>
    private void Donate(int parameter, int result)
    {
        (int from, int to) = (table.Parameters[parameter], table.Results[result]);
        string what = $"%{table[to].Name} is not written over %{table[from].Name}: ";
        if (table[from].Type != table[to].Type)
        {
            throw new ShapeException(
                $"parameter %{table[from].Name} {table[from].Type} cannot be donated to result %{table[to].Name} {table[to].Type}");
        }
        given.Add(parameter);
        if (locations[to] is not null || timesAResult[to] > 1 || timesAResult.ContainsKey(from))
        {
            remarks.Add(what + "the result is a parameter, a constant, or another result too");
            return;
        }
        int writer = order.WriterOf(to);
        if (steps[writer].Reads.Contains(from) && !CanOverwrite(steps[writer], from, to))
        {
            remarks.Add(what + "the step that writes it reads other elements of it");
            return;
        }
        if (order.PutBehindReaders(writer, from) is { } objection)
        {
            remarks.Add(what + objection);
            return;
        }
        locations[to] = new InArgument(parameter);
    }

    private static bool CanOverwrite(PlanStep step, int from, int to) =>
        step is KernelStep kernel
            && InPlace.IsSafe(kernel.Kernel, kernel.Reads.IndexOf(from), kernel.Reads.Count + kernel.Writes.IndexOf(to));

    private void PlaceResults()
    {
        for (int place = 0; place < table.Results.Length; place++)
        {
            locations[table.Results[place]] ??= new InResult(place);
        }
    }

    /// <summary>
    /// Intermediates lie in the arena, one over another where a step may write over what it is the last to read; or in a result's memory,
    /// before that is written.
    /// </summary>
    private void PlaceIntermediates()
    {
        Slots slots = new(table.Count);
        for (int step = 0; step < steps.Length; step++)
        {
            foreach (int buffer in steps[step].Writes.Where(buffer => locations[buffer] is null or InResult))
            {
                foreach (int read in steps[step].Reads.Where(read => locations[read] is null && lifetimes.LastOf(read) == step))
                {
                    if (slots.IsLast(read) && CanOverwrite(steps[step], read, buffer))
                    {
                        slots.PutOver(read, buffer);
                        break;
                    }
                }
            }
        }
        foreach (int buffer in steps.Reverse().SelectMany(step => step.Writes))
        {
            locations[buffer] ??= slots.Over(buffer) is { } over ? locations[over] as InResult : null;
        }
        PlaceInArena(slots);
    }

    private void PlaceInArena(Slots slots)
    {
        ImmutableArray<int> starts = [.. steps.SelectMany(step => step.Writes).Where(buffer => locations[buffer] is null
            && slots.Under(buffer) is null)];
        (InArena[] places, arenaBytes) = Packing.Pack(
            [.. starts.Select(start => new Claim(table[start].Type.ByteCount, lifetimes.FirstOf(start),
                lifetimes.LastOf(slots.EndOf(start))))]);
        for (int chain = 0; chain < starts.Length; chain++)
        {
            for (int? buffer = starts[chain]; buffer is { } own; buffer = slots.Over(own))
            {
                locations[own] = places[chain];
            }
        }
    }

    /// <summary>Chains of buffers that lie one over another, one after the other.</summary>
    private sealed class Slots(int count)
    {
        private readonly int[] over = [.. Enumerable.Repeat(-1, count)];
        private readonly int[] under = [.. Enumerable.Repeat(-1, count)];

        /// <summary>Whether no other buffer comes to lie over it.</summary>
        public bool IsLast(int buffer) => over[buffer] < 0;

        /// <summary>The buffer that comes to lie over it.</summary>
        public int? Over(int buffer) => IsLast(buffer) ? null : over[buffer];

        /// <summary>The buffer that lay there before.</summary>
        public int? Under(int buffer) => under[buffer] < 0 ? null : under[buffer];

        /// <summary>The last buffer of the chain.</summary>
        public int EndOf(int buffer)
        {
            int end = buffer;
            while (!IsLast(end))
            {
                end = over[end];
            }
            return end;
        }

        public void PutOver(int lower, int upper) => (over[lower], under[upper]) = (upper, lower);
    }
}
