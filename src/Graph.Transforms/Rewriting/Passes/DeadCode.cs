namespace Graph.Transforms;

/// <summary>
/// What a computation does not need is not reachable from its results, so it is gone already. What is left are the parts of a scan or call that
/// nobody uses: outputs, carries, sequences, constants, operands.
/// </summary>
internal static class DeadCode
{
    public static Computation Run(Computation computation, PassLog log)
    {
        if (!computation.Nodes.Any(node => node.Op is Scan or Call))
        {
            return computation;
        }
        Liveness liveness = new(computation);
        return computation.RebuildResults(
            (node, updated) => node.Op switch
            {
                Scan => TrimScan(updated, liveness.UsedResults(node), log),
                Call call => TrimCall(call, updated, liveness.UsedResults(node), log),
                _ => null,
            },
            liveness.IsLive);
    }

    private static ImmutableArray<Expr>? TrimScan(Expr node, bool[] used, PassLog log)
    {
        Loop loop = new(node);
        int carries = loop.Carries.Count;
        for (int place = used.Length - 1; place >= 0; place--)
        {
            if (used[place])
            {
                continue;
            }
            if (place < carries)
            {
                log.Count("drop-carry");
                loop.Carries.RemoveAt(place);
            }
            else
            {
                log.Count("drop-output");
                loop.Outputs.RemoveAt(place - carries);
            }
        }
        ImmutableArray<Expr> results = loop.Results;
        ImmutableArray<Expr> trimmed = Run(Computation.Create("body", loop.Leaves, results), log).Results;
        loop.SetResults(trimmed);
        int operands = loop.Leaves.Length;
        ImmutableArray<Expr> built = loop.Build();
        for (int dropped = loop.Leaves.Length; dropped < operands; dropped++)
        {
            log.Count("drop-operand");
        }
        bool same = loop.Leaves.Length == node.Inputs.Length && used.All(flag => flag) && results.AsSpan().SequenceEqual(trimmed.AsSpan());
        return same ? null : Spread(built, used);
    }

    private static ImmutableArray<Expr>? TrimCall(Call call, Expr node, bool[] used, PassLog log)
    {
        Computation inner = Run(call.Body, log);
        if (call.Pullback is not null || call.Pushforward is not null)
        {
            return ReferenceEquals(inner, call.Body) ? null : node.Replace(call with { Body = inner }, node.Inputs).Results();
        }
        ImmutableArray<Expr> results = [.. inner.Results.Where((_, place) => used[place])];
        HashSet<Expr> needed = [.. Traversal.TopologicalOrder(results)];
        ImmutableArray<int> places = [.. Enumerable.Range(0, inner.Parameters.Length).Where(place => needed.Contains(inner.Parameters[place]))];
        if (results.Length == inner.Results.Length && places.Length == inner.Parameters.Length && ReferenceEquals(inner, call.Body))
        {
            return null;
        }
        for (int count = places.Length; count < inner.Parameters.Length; count++)
        {
            log.Count("drop-operand");
        }
        ImmutableArray<string> names = [.. inner.ResultNames.Where((_, place) => used[place])];
        Computation body = Computation.Create(inner.Name, [.. places.Select(place => inner.Parameters[place])], results, names);
        return Spread(node.Replace(call with { Body = body }, [.. places.Select(place => node.Inputs[place])]).Results(), used);
    }

    /// <summary>The results that are left, each at its old place; nobody asks for the others.</summary>
    private static ImmutableArray<Expr> Spread(ImmutableArray<Expr> left, bool[] kept)
    {
        int next = 0;
        return [.. kept.Select(keep => keep ? left[next++] : left[0])];
    }

    /// <summary>Which nodes, and which results of those that have several, the results of a computation need.</summary>
    private sealed class Liveness
    {
        private readonly HashSet<Expr> live;
        private readonly Dictionary<Expr, bool[]> used = [];

        public Liveness(Computation computation)
        {
            live = [.. computation.Results];
            foreach (Expr node in computation.Nodes.Reverse())
            {
                if (live.Contains(node))
                {
                    MarkOperands(node);
                }
            }
        }

        public bool IsLive(Expr node) => live.Contains(node);

        /// <summary>The results of a scan or call that are needed; of a scan also the carries that they come from.</summary>
        public bool[] UsedResults(Expr node) => used[node];

        private void MarkOperands(Expr node)
        {
            if (node.Op is Project(var index))
            {
                Expr tuple = node.Inputs[0];
                live.Add(tuple);
                Flags(tuple)[index] = true;
                return;
            }
            if (node.Op is Call { Pullback: not null } or Call { Pushforward: not null })
            {
                AllOfSingle(node);
            }
            HashSet<Expr>? needed = node.Op switch
            {
                Scan scan => NeededOf(scan, AllOfSingle(node)),
                Call { Pullback: null, Pushforward: null } call => Needed(call.Body, AllOfSingle(node)),
                _ => null,
            };
            for (int place = 0; place < node.Inputs.Length; place++)
            {
                if (needed is null || needed.Contains(Verifier.Held(node.Op)[0].Parameters[place]))
                {
                    live.Add(node.Inputs[place]);
                }
            }
        }

        private bool[] AllOfSingle(Expr node)
        {
            bool[] flags = Flags(node);
            if (!node.IsTuple)
            {
                flags[0] = true;
            }
            return flags;
        }

        private bool[] Flags(Expr node)
        {
            if (!used.TryGetValue(node, out bool[]? flags))
            {
                flags = new bool[node.ResultType.Tensors.Length];
                used.Add(node, flags);
            }
            return flags;
        }

        /// <summary>What the used results of a scan need within the body; a carry that is needed makes its next value needed.</summary>
        private static HashSet<Expr> NeededOf(Scan scan, bool[] flags)
        {
            while (true)
            {
                HashSet<Expr> needed = Needed(scan.Body, flags);
                bool changed = false;
                for (int carry = 0; carry < scan.Carries; carry++)
                {
                    if (!flags[carry] && needed.Contains(scan.Body.Parameters[carry]))
                    {
                        flags[carry] = true;
                        changed = true;
                    }
                }
                if (!changed)
                {
                    needed.UnionWith(scan.Body.Parameters[..scan.Carries].Where((_, carry) => flags[carry]));
                    return needed;
                }
            }
        }

        private static HashSet<Expr> Needed(Computation body, bool[] flags) =>
            [.. Traversal.TopologicalOrder([.. body.Results.Where((_, place) => flags[place])])];
    }
}
