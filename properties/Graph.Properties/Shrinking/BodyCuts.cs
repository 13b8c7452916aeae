using Graph.Properties.Checking;
using Graph.Properties.Generation;

namespace Graph.Properties.Shrinking;

/// <summary>Smaller bodies of scans and calls: a node of a body replaced by what it is made of, or by zeros.</summary>
public static class BodyCuts
{
    /// <summary>Every cut of a case.</summary>
    public static IEnumerable<Case> Of(Case subject) =>
        from cut in Of(subject.Computation)
        select StructureCuts.WithResults(subject with { Computation = cut }, cut.Results);

    private static IEnumerable<Computation> Of(Computation whole)
    {
        foreach (Expr holder in whole.Nodes)
        {
            foreach (Op op in Smaller(holder.Op))
            {
                yield return Rewiring.Rebuild(whole, (x, inputs) => ReferenceEquals(x, holder) ? Expr.Create(op, inputs) : x.Update(inputs));
            }
        }
    }

    private static IEnumerable<Op> Smaller(Op op) => op switch
    {
        Scan scan => SmallerBodies(scan.Body).Select(body => scan with { Body = body }),
        Call call => (call.Pullback is null && call.Pushforward is null ? Enumerable.Empty<Op>() : [call with { Pullback = null, Pushforward = null }])
            .Concat(SmallerBodies(call.Body).Select(body => call with { Body = body })),
        _ => [],
    };

    private static IEnumerable<Computation> SmallerBodies(Computation body)
    {
        foreach (Expr node in body.Nodes.Reverse().Where(x => !x.IsTuple && x.Op is not (Parameter or Constant)))
        {
            foreach (Expr stand in StructureCuts.StandIns(node).Append(Primitives.Constant(Generation.Values.Everywhere(node.Type, 0))))
            {
                yield return body.WithResults(Rewiring.Replace(body, node, stand));
            }
        }
        foreach (Computation inner in Of(body))
        {
            yield return inner;
        }
    }
}
