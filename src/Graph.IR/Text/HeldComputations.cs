namespace Graph.IR;

/// <summary>The computations that operators of a computation hold, and that operators of those hold.</summary>
internal static class HeldComputations
{
    /// <summary>Every computation that is held, once, each behind those that it holds, and at last the computation itself.</summary>
    public static ImmutableArray<Computation> InOrder(Computation root)
    {
        ImmutableArray<Computation>.Builder order = ImmutableArray.CreateBuilder<Computation>();
        HashSet<Computation> entered = new(ReferenceEqualityComparer.Instance) { root };
        Stack<(Computation Computation, ImmutableArray<Computation> Held, int Next)> path = new();
        path.Push((root, HeldBy(root), 0));
        while (path.TryPop(out (Computation Computation, ImmutableArray<Computation> Held, int Next) top))
        {
            if (top.Next == top.Held.Length)
            {
                order.Add(top.Computation);
                continue;
            }
            path.Push(top with { Next = top.Next + 1 });
            Computation held = top.Held[top.Next];
            if (entered.Add(held))
            {
                path.Push((held, HeldBy(held), 0));
            }
        }
        return order.DrainToImmutable();
    }

    private static ImmutableArray<Computation> HeldBy(Computation computation) =>
        [.. computation.Nodes.Where(node => OpSyntax.Of(node.Op).HoldsComputations).SelectMany(node => Verifier.Held(node.Op))];
}
