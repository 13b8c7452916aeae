namespace Graph;

/// <summary>
/// A function written as a C# lambda, made closed: what it uses from outside has become further parameters. Numbers that are cheap to make
/// (splats and counters) stay inside.
/// </summary>
/// <param name="Body">Takes the parameters, then one for each captured expression.</param>
/// <param name="Captured">What the lambda uses from outside, in the order of the parameters that stand for it.</param>
internal sealed record Closure(Computation Body, ImmutableArray<Expr> Captured)
{
    /// <summary>Closes results over all but some leaves.</summary>
    /// <param name="name">The name of the body.</param>
    /// <param name="parameters">The leaves that the lambda was given.</param>
    /// <param name="results">What it returned.</param>
    /// <param name="keepConstants">Whether what depends on no leaf at all stays inside, instead of being computed once outside.</param>
    public static Closure Of(string name, ImmutableArray<Expr> parameters, ImmutableArray<Expr> results, bool keepConstants = false)
    {
        ImmutableArray<Expr> order = Traversal.TopologicalOrder(results);
        HashSet<Expr> inside = ReachedFrom(parameters, order);
        HashSet<Expr> open = keepConstants ? ReachedFrom(order.Where(node => node.Op is IR.Parameter), order) : [.. order];
        Dictionary<Expr, Expr> replaced = [];
        ImmutableArray<Expr>.Builder captured = ImmutableArray.CreateBuilder<Expr>();
        ImmutableArray<Expr>.Builder standIns = ImmutableArray.CreateBuilder<Expr>();
        HashSet<string> labels = [.. parameters.Select(Binding.Label)];

        Expr Capture(Expr outer)
        {
            Expr standIn = Primitives.Leaf(FreeLabel(outer, labels), outer.Type);
            captured.Add(outer);
            standIns.Add(standIn);
            return standIn;
        }

        Expr Resolve(Expr node)
        {
            if (!replaced.TryGetValue(node, out Expr? inner))
            {
                inner = inside.Contains(node) || !open.Contains(node) || IsCheap(node) ? node : Capture(node);
                replaced.Add(node, inner);
            }
            return inner;
        }

        foreach (Expr node in order.Where(node => inside.Contains(node) && node.Inputs.Length > 0))
        {
            replaced.Add(node, node.Update([.. node.Inputs.Select(Resolve)]));
        }
        ImmutableArray<Expr> closed = [.. results.Select(Resolve)];
        return new Closure(Computation.Create(name, [.. parameters, .. standIns], closed), captured.ToImmutable());
    }

    // Some expressions and all that depends on them.
    private static HashSet<Expr> ReachedFrom(IEnumerable<Expr> expressions, ImmutableArray<Expr> order)
    {
        HashSet<Expr> reached = [.. expressions];
        foreach (Expr node in order)
        {
            if (node.Inputs.Any(reached.Contains))
            {
                reached.Add(node);
            }
        }
        return reached;
    }

    private static bool IsCheap(Expr node) => node.Op is Iota || (!node.IsTuple && node.Splat is not null);

    private static string FreeLabel(Expr outer, HashSet<string> labels)
    {
        string wanted = outer.Op is IR.Parameter leaf ? leaf.Label : "captured";
        string free = wanted;
        for (int number = 1; !labels.Add(free); number++)
        {
            free = FormattableString.Invariant($"{wanted}_{number}");
        }
        return free;
    }
}
