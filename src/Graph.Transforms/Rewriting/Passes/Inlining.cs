namespace Graph.Transforms;

/// <summary>Calls that are not kept are replaced by the results of their bodies, at every level.</summary>
internal static class Inlining
{
    public static Computation Run(Computation computation, PassLog log) =>
        Bodies.Transform(computation, part => part.Nodes.Any(node => node.Op is Call { Keep: false })
            ? part.RebuildResults((_, updated) => updated.Op is Call { Keep: false } call ? Expand(call, updated, log) : null)
            : part);

    private static ImmutableArray<Expr> Expand(Call call, Expr node, PassLog log)
    {
        log.Count("inline");
        return call.Body.Inline(node.Inputs);
    }
}
