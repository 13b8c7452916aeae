namespace Graph.Lowering;

/// <summary>
/// The units of a computation, in an order in which each stands behind those that it reads from; and who computes what for whom.
/// </summary>
internal sealed class Units
{
    // How often a unit is looked at to find out whether a third one stands between two; beyond, it is taken to.
    private const int MostVisits = 128;

    private readonly Dictionary<Expr, Unit> owners = [];
    private readonly Dictionary<Expr, LinkedList<Unit>> readers = [];
    private readonly Dictionary<(Expr, Unit), LinkedListNode<Unit>> places = [];
    private readonly HashSet<Expr> results;
    private readonly List<Unit?> order = [];

    public Units(Computation computation) => results = [.. computation.Results];

    /// <summary>How often a unit was looked at in search of a third one between two.</summary>
    public long Visits { get; private set; }

    /// <summary>The units in order.</summary>
    public IEnumerable<Unit> InOrder => order.OfType<Unit>();

    /// <summary>Adds a unit behind all others; those that it reads from are there.</summary>
    public void Add(Unit unit)
    {
        unit.Position = order.Count;
        order.Add(unit);
        foreach (Expr root in unit.Roots)
        {
            owners[root] = unit;
        }
        foreach (Expr source in SourcesOf(unit))
        {
            places.Add((source, unit), ReadersOf(source).AddLast(unit));
        }
    }

    public bool Contains(Unit unit) => ReferenceEquals(order[unit.Position], unit);

    /// <summary>The units that compute what a unit reads.</summary>
    public IEnumerable<Unit> ProducersOf(Unit unit) =>
        unit.Inputs.Select(input => owners.GetValueOrDefault(Source(input))).OfType<Unit>().Distinct();

    /// <summary>The units that read what a unit computes.</summary>
    public IEnumerable<Unit> ConsumersOf(Unit unit) => unit.Roots.SelectMany(ReadersOf).Distinct();

    /// <summary>
    /// The units that stand next to a unit among those that read a tensor, not just a number, that it reads: those behind it first.
    /// </summary>
    /// <param name="unit">The unit.</param>
    /// <param name="most">How many for each tensor.</param>
    public IEnumerable<Unit> SiblingsOf(Unit unit, int most)
    {
        IEnumerable<LinkedListNode<Unit>> own =
            [.. unit.Inputs.Where(input => !input.IsTuple
                && input.Type.ElementCount > 1).Select(Source).Distinct().Select(source => places[(source, unit)])];
        IEnumerable<Unit> behind = own.SelectMany(place => Walk(place, node => node.Next).Take(most));
        return behind.Concat(own.SelectMany(place => Walk(place, node => node.Previous).Take(most))).Distinct();
    }

    /// <summary>Whether something else needs the root when these units are one.</summary>
    public bool IsNeededOutside(Expr root, Unit first, Unit second) =>
        results.Contains(root) || (readers.TryGetValue(root, out LinkedList<Unit>? users)
            && users.Any(user => !ReferenceEquals(user, first) && !ReferenceEquals(user, second)));

    /// <summary>Whether two units can be one: nothing that needs the first is needed by the second.</summary>
    /// <param name="first">The one that stands first.</param>
    /// <param name="second">The one that stands behind it.</param>
    public bool CanJoin(Unit first, Unit second) =>
        Before(first, second) is { } before && (before.Count == 0 || Behind(first, second) is not null);

    /// <summary>Puts one unit in the place of two that can be joined.</summary>
    public void Join(Unit first, Unit second, Unit merged)
    {
        List<Unit> before = Before(first, second)!;
        List<Unit> behind = before.Count == 0 ? [] : Behind(first, second)!;
        order[first.Position] = order[second.Position] = null;
        if (before.Count == 0 || behind.Count == 0)
        {
            merged.Position = before.Count == 0 ? first.Position : second.Position;
        }
        else
        {
            // What the second needs comes first, what needs the first comes last, in the places that both had.
            Unit[] moved = [.. before.OrderBy(unit => unit.Position), merged, .. behind.OrderBy(unit => unit.Position)];
            int[] free = [.. before.Concat(behind).Append(first).Append(second).Select(unit => unit.Position).Order()];
            (int place, int gap) = (0, before.Count + 1);
            for (int slot = 0; slot < free.Length; slot++)
            {
                order[free[slot]] = slot == gap ? null : moved[place++];
                if (slot != gap)
                {
                    moved[place - 1].Position = free[slot];
                }
            }
        }
        order[merged.Position] = merged;
        Reconnect(first, second, merged);
    }

    /// <summary>
    /// The units behind the first that the second needs; null where it needs the first by way of them, or where there are too many to tell.
    /// </summary>
    private List<Unit>? Before(Unit first, Unit second) =>
        Search(second, ProducersOf, unit => unit.Position > first.Position, unit => ReferenceEquals(unit, first));

    /// <summary>The units before the second that need the first; null where there are too many to tell.</summary>
    private List<Unit>? Behind(Unit first, Unit second) =>
        Search(first, ConsumersOf, unit => unit.Position < second.Position, unit => ReferenceEquals(unit, second));

    private List<Unit>? Search(Unit start, Func<Unit, IEnumerable<Unit>> next, Predicate<Unit> isBetween, Predicate<Unit> isForbidden)
    {
        List<Unit> found = [];
        HashSet<Unit> seen = [start];
        long last = Visits + MostVisits;
        for (int place = -1; place < found.Count; place++)
        {
            foreach (Unit unit in next(place < 0 ? start : found[place]))
            {
                if (++Visits > last || (place >= 0 && isForbidden(unit)))
                {
                    return null;
                }
                if (isBetween(unit) && seen.Add(unit))
                {
                    found.Add(unit);
                }
            }
        }
        return found;
    }

    private void Reconnect(Unit first, Unit second, Unit merged)
    {
        HashSet<Expr> sources = [.. SourcesOf(merged)];
        foreach (Unit unit in (Unit[])[second, first])
        {
            foreach (Expr source in SourcesOf(unit))
            {
                places.Remove((source, unit), out LinkedListNode<Unit>? place);
                if (sources.Remove(source))
                {
                    place!.Value = merged;
                    places.Add((source, merged), place);
                }
                else
                {
                    ReadersOf(source).Remove(place!);
                }
            }
        }
        foreach (Expr root in first.Roots.Concat(second.Roots))
        {
            owners.Remove(root);
        }
        foreach (Expr root in merged.Roots)
        {
            owners.Add(root, merged);
        }
        foreach (Expr source in sources)
        {
            places.Add((source, merged), ReadersOf(source).AddLast(merged));
        }
    }

    private LinkedList<Unit> ReadersOf(Expr source)
    {
        if (!readers.TryGetValue(source, out LinkedList<Unit>? users))
        {
            readers.Add(source, users = []);
        }
        return users;
    }

    private static IEnumerable<Expr> SourcesOf(Unit unit) => unit.Inputs.Select(Source).Distinct();

    private static IEnumerable<Unit> Walk(LinkedListNode<Unit> start, Func<LinkedListNode<Unit>, LinkedListNode<Unit>?> step)
    {
        for (LinkedListNode<Unit>? node = step(start); node is not null; node = step(node))
        {
            yield return node.Value;
        }
    }

    /// <summary>The operator with several results that a projection is of.</summary>
    private static Expr Source(Expr node) => node.Op is Project ? node.Inputs[0] : node;
}
