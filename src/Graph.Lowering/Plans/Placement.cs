namespace Graph.Lowering;

/// <summary>Brings the steps into their final order and gives each buffer its place in memory.</summary>
internal sealed class Placement
{
    private readonly BufferTable table;
    private readonly Location?[] locations;
    private readonly int[] lastReads;
    private readonly List<string> remarks = [];
    private readonly List<int> given = [];
    private readonly StepOrder order;
    private readonly ImmutableArray<PlanStep> steps;
    private long arenaBytes;

    public Placement(BufferTable table, IReadOnlyList<PlanStep> unordered, IReadOnlyList<(int Parameter, int Result)> donated)
    {
        this.table = table;
        locations = new Location?[table.Count];
        lastReads = new int[table.Count];
        steps = [.. unordered];
        order = new StepOrder(steps);
        PlaceGiven();
        foreach ((int parameter, int result) in donated)
        {
            Donate(parameter, result);
        }
        steps = order.Sort();
        PlaceResults();
        FindLastReads();
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

    /// <summary>Lets a result take the memory of a parameter, if all that read the parameter can come before the step that writes the result.</summary>
    private void Donate(int parameter, int result)
    {
        (int from, int to) = (table.Parameters[parameter], table.Results[result]);
        string what = $"%{table[to].Name} is not written over %{table[from].Name}: ";
        if (table[from].Type != table[to].Type)
        {
            throw new ShapeException($"parameter %{table[from].Name} {table[from].Type} cannot be donated to result %{table[to].Name} {table[to].Type}");
        }
        given.Add(parameter);
        if (locations[to] is not null || table.Results.Count(number => number == to) > 1 || table.Results.Contains(from))
        {
            remarks.Add(what + "the result is a parameter, a constant, or another result too");
            return;
        }
        int writer = Enumerable.Range(0, steps.Length).Single(step => steps[step].Writes.Contains(to));
        if (steps[writer].Reads.Contains(from) && !CanOverwrite(steps[writer], from, to))
        {
            remarks.Add(what + "the step that writes it reads other elements of it");
            return;
        }
        if (!order.TryPutBehindReaders(writer, from))
        {
            remarks.Add(what + "a step that needs the new value, or another update, reads the old one");
            return;
        }
        locations[to] = new InArgument(parameter);
    }

    private static bool CanOverwrite(PlanStep step, int from, int to) =>
        step is KernelStep kernel && InPlace.IsSafe(kernel.Kernel, kernel.Reads.IndexOf(from), kernel.Reads.Count + kernel.Writes.IndexOf(to));

    private void PlaceResults()
    {
        for (int place = 0; place < table.Results.Length; place++)
        {
            locations[table.Results[place]] ??= new InResult(place);
        }
    }

    private void FindLastReads()
    {
        Array.Fill(lastReads, -1);
        for (int step = 0; step < steps.Length; step++)
        {
            foreach (int buffer in steps[step].Reads)
            {
                lastReads[buffer] = step;
            }
        }
    }

    private void PlaceIntermediates()
    {
        Arena arena = new();
        for (int step = 0; step < steps.Length; step++)
        {
            HashSet<int> taken = [];
            foreach (int buffer in steps[step].Writes.Where(buffer => locations[buffer] is null))
            {
                int over = steps[step].Reads.FirstOrDefault(
                    read => locations[read] is InArena && lastReads[read] == step && !taken.Contains(read) && CanOverwrite(steps[step], read, buffer), -1);
                locations[buffer] = over >= 0 && taken.Add(over) ? locations[over] : arena.Take(table[buffer].Type.ByteCount);
            }
            foreach (int buffer in steps[step].Reads.Distinct().Where(buffer => lastReads[buffer] == step && !taken.Contains(buffer)))
            {
                arena.Release(locations[buffer] as InArena);
            }
            foreach (int buffer in steps[step].Writes.Where(buffer => lastReads[buffer] < step))
            {
                arena.Release(locations[buffer] as InArena);
            }
        }
        arenaBytes = arena.Size;
    }
}
