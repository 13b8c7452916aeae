namespace Graph.Transforms;

/// <summary>
/// One loop in place of several over the same operands that step their carries alike; it has the outputs of all. The derivative of a scan runs the scan
/// again with further outputs, so that without this a training step would run every loop forward twice.
/// </summary>
internal static class LoopMerging
{
    /// <summary>Merges loops, then those within the bodies of what is left: a body as it is tells whether it steps like another.</summary>
    public static Computation Run(Computation computation, PassLog log) =>
        Run(computation, log, new(ReferenceEqualityComparer.Instance));

    // A body that several calls share is worked on once: calls of calls would double the work with each level.
    private static Computation Run(Computation computation, PassLog log, Dictionary<Computation, Computation> done)
    {
        if (!done.TryGetValue(computation, out Computation? merged))
        {
            merged = Merge(computation, log).Rebuild(node => Bodies.WithBody(node, body => Run(body, log, done)));
            done.Add(computation, merged);
        }
        return merged;
    }

    private static Computation Merge(Computation computation, PassLog log)
    {
        Dictionary<Expr, Family> families = [];
        List<Family> all = [];
        foreach (Expr node in computation.Nodes.Where(node => node.Op is Scan))
        {
            Family? family = all.Find(family => family.TryJoin(node));
            if (family is null)
            {
                all.Add(family = new Family(node));
            }
            else
            {
                log.Count("loops-merged");
            }
            families.Add(node, family);
        }
        return all.Count == families.Count
            ? computation
            : computation.RebuildResults((node, updated) => families.TryGetValue(node, out Family? family) ? family.ResultsOf(node, updated.Inputs) : null);
    }

    /// <summary>Loops that become one.</summary>
    private sealed class Family
    {
        private readonly Expr first;
        private readonly Scan scan;
        private readonly Dictionary<Expr, ImmutableArray<int>> places = [];
        private Computation body;
        private Origin origin;
        private ImmutableArray<Expr> results = [];

        public Family(Expr first)
        {
            (this.first, scan, origin) = (first, (Scan)first.Op, first.Origin);
            body = scan.Body;
            places.Add(first, [.. Enumerable.Range(0, body.Results.Length)]);
        }

        /// <summary>Takes a loop in, if it has the same operands and steps its carries alike.</summary>
        public bool TryJoin(Expr node)
        {
            Scan other = (Scan)node.Op;
            bool sameSteps = (other.Length, other.Carries, other.Sequences, other.Reverse) == (scan.Length, scan.Carries, scan.Sequences, scan.Reverse);
            if (!sameSteps || !node.Inputs.AsSpan().SequenceEqual(first.Inputs.AsSpan()))
            {
                return false;
            }
            int own = body.Results.Length;
            Computation both = Computation.Create(body.Name, body.Parameters, [.. body.Results, .. other.Body.Inline([.. body.Parameters])]);
            both = ValueNumbering.Run(both, new PassLog());
            if (!both.Results[..scan.Carries].SequenceEqual(both.Results[own..(own + scan.Carries)]))
            {
                return false;
            }
            List<Expr> merged = [.. both.Results[..own]];
            List<int> at = [.. Enumerable.Range(0, scan.Carries)];
            foreach (Expr output in both.Results[(own + scan.Carries)..])
            {
                int known = merged.IndexOf(output, scan.Carries);
                at.Add(known < 0 ? merged.Count : known);
                if (known < 0)
                {
                    merged.Add(output);
                }
            }
            if (merged.Count > own)
            {
                body = Computation.Create(body.Name, body.Parameters, [.. merged]);
            }
            origin = Origin.Union(origin, node.Origin);
            places.Add(node, [.. at]);
            return true;
        }

        /// <summary>The results of a member, as results of the one loop; null where the loop has stayed alone.</summary>
        public ImmutableArray<Expr>? ResultsOf(Expr member, ImmutableArray<Expr> operands)
        {
            if (places.Count == 1)
            {
                return null;
            }
            if (results.IsEmpty)
            {
                results = first.Replace(scan with { Body = body }, operands).WithOrigin(origin).Results();
            }
            return [.. places[member].Select(place => results[place])];
        }
    }
}
