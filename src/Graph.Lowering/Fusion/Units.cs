namespace Graph.Lowering;

/// <summary>The units of a computation, and who computes what.</summary>
internal sealed class Units(Computation computation, NodeNames names)
{
    private readonly HashSet<Unit> all = [];
    private readonly Dictionary<Expr, Unit> owners = [];
    private readonly Dictionary<Expr, HashSet<Unit>> readers = [];
    private readonly HashSet<Expr> results = [.. computation.Results];

    public void Add(Unit unit)
    {
        all.Add(unit);
        foreach (Expr root in unit.Roots)
        {
            owners[root] = unit;
        }
        foreach (Expr input in unit.Inputs)
        {
            if (!readers.TryGetValue(Source(input), out HashSet<Unit>? users))
            {
                readers.Add(Source(input), users = []);
            }
            users.Add(unit);
        }
    }

    /// <summary>The units in an order in which each stands behind those that it reads from.</summary>
    public ImmutableArray<Unit> InOrder()
    {
        ImmutableArray<Unit>.Builder order = ImmutableArray.CreateBuilder<Unit>(all.Count);
        HashSet<Unit> entered = [];
        Stack<(Unit Unit, bool IsLeaving)> path = new(all.OrderByDescending(FirstPlace).Select(unit => (unit, false)));
        while (path.TryPop(out (Unit Unit, bool IsLeaving) top))
        {
            if (top.IsLeaving)
            {
                order.Add(top.Unit);
            }
            else if (entered.Add(top.Unit))
            {
                path.Push((top.Unit, true));
                foreach (Unit producer in ProducersOf(top.Unit).OrderByDescending(FirstPlace))
                {
                    path.Push((producer, false));
                }
            }
        }
        return order.DrainToImmutable();
    }

    public bool Contains(Unit unit) => all.Contains(unit);

    /// <summary>The units that compute what a unit reads.</summary>
    public IEnumerable<Unit> ProducersOf(Unit unit) => unit.Inputs.Select(input => owners.GetValueOrDefault(Source(input))).OfType<Unit>().Distinct();

    /// <summary>The units that read a tensor, not just a number, that a unit reads.</summary>
    public IEnumerable<Unit> SiblingsOf(Unit unit) =>
        unit.Inputs.Where(input => !input.IsTuple && input.Type.ElementCount > 1).SelectMany(input => readers[Source(input)]).Distinct().Where(other => !ReferenceEquals(other, unit)).OrderBy(FirstPlace);

    /// <summary>Whether something else needs the root when these units are one.</summary>
    public bool IsNeededOutside(Expr root, Unit first, Unit second) =>
        results.Contains(root) || (readers.TryGetValue(root, out HashSet<Unit>? users) && users.Any(user => !ReferenceEquals(user, first) && !ReferenceEquals(user, second)));

    /// <summary>Whether a unit needs another by way of a third.</summary>
    public bool IsReachedAround(Unit from, Unit to)
    {
        HashSet<Unit> seen = [from];
        Stack<Unit> toVisit = new(ProducersOf(to).Where(seen.Add));
        while (toVisit.TryPop(out Unit? unit))
        {
            foreach (Unit producer in ProducersOf(unit))
            {
                if (ReferenceEquals(producer, from))
                {
                    return true;
                }
                if (seen.Add(producer))
                {
                    toVisit.Push(producer);
                }
            }
        }
        return false;
    }

    /// <summary>Puts one unit in the place of two.</summary>
    public void Replace(Unit first, Unit second, Unit merged)
    {
        foreach (Unit unit in (Unit[])[first, second])
        {
            all.Remove(unit);
            foreach (Expr input in unit.Inputs)
            {
                readers[Source(input)].Remove(unit);
            }
            foreach (Expr root in unit.Roots)
            {
                owners.Remove(root);
            }
        }
        Add(merged);
    }

    /// <summary>The operator with several results that a projection is of.</summary>
    private static Expr Source(Expr node) => node.Op is Project ? node.Inputs[0] : node;

    private int FirstPlace(Unit unit) => unit.Roots.Min(names.PlaceOf);
}
