namespace Graph.Transforms;

/// <summary>Carrying a transform into the bodies of scans and calls.</summary>
internal static class Bodies
{
    /// <summary>Transforms the innermost bodies first, the computation itself last. A body that several operators hold is transformed once.</summary>
    /// <param name="computation">The computation.</param>
    /// <param name="transform">What to do with each; it keeps the signature.</param>
    public static Computation Transform(Computation computation, Func<Computation, Computation> transform) =>
        Transform(computation, transform, new Dictionary<Computation, Computation>(ReferenceEqualityComparer.Instance));

    private static Computation Transform(
        Computation computation, Func<Computation, Computation> transform, Dictionary<Computation, Computation> done)
    {
        if (done.TryGetValue(computation, out Computation? known))
        {
            return known;
        }
        bool holds = computation.Nodes.Any(node => node.Op is Scan or Call);
        Computation inner = holds ? computation.Rebuild(node => WithBody(node, body => Transform(body, transform, done))) : computation;
        return done[computation] = transform(inner);
    }

    /// <summary>The node with the computation it holds transformed; the node itself where it holds none or that stays.</summary>
    public static Expr WithBody(Expr node, Func<Computation, Computation> transform) => node.Op switch
    {
        Scan scan when transform(scan.Body) is var body => ReferenceEquals(body, scan.Body) ? node : node.Replace(scan with { Body = body }, node.Inputs),
        Call call when transform(call.Body) is var body => ReferenceEquals(body, call.Body) ? node : node.Replace(call with { Body = body }, node.Inputs),
        _ => node,
    };
}
