namespace Graph.Transforms;

/// <summary>
/// A computation in another float type: leaves, constants, counters, conversions and bodies. Random bits stay as they are, so that what is drawn from
/// them keeps its value.
/// </summary>
internal sealed class Retyping(ElementType from, ElementType to, PassLog log)
{
    private readonly Dictionary<Computation, Computation> bodies = new(ReferenceEqualityComparer.Instance);

    /// <summary>Retypes a computation with its parameters.</summary>
    public Computation Run(Computation computation)
    {
        if (bodies.TryGetValue(computation, out Computation? known))
        {
            return known;
        }
        Dictionary<Expr, Expr> table = new(computation.Nodes.Length);
        foreach (Expr node in computation.Nodes)
        {
            table[node] = Retype(node, table);
        }
        ImmutableArray<Expr> parameters = [.. computation.Parameters.Select(leaf => table[leaf])];
        ImmutableArray<Expr> results = [.. computation.Results.Select(result => table[result])];
        bool same = parameters.AsSpan().SequenceEqual(computation.Parameters.AsSpan()) && results.AsSpan().SequenceEqual(computation.Results.AsSpan());
        return bodies[computation] = same ? computation : Computation.Create(computation.Name, parameters, results, computation.ResultNames);
    }

    private Expr Retype(Expr node, Dictionary<Expr, Expr> table)
    {
        Op op = Retype(node);
        if (op is Cast cast && table[node.Inputs[0]].Element == cast.To)
        {
            return table[node.Inputs[0]];
        }
        if (ReferenceEquals(op, node.Op))
        {
            return node.WithInputs(table);
        }
        log.Count(op.Name);
        return node.Replace(op, [.. node.Inputs.Select(input => table[input])]);
    }

    private Op Retype(Expr node) => node.Op switch
    {
        Parameter op when op.Type.Element == from => op with { Type = op.Type.With(to) },
        Constant op when op.Value.Element == from => new Constant(Known.Evaluate(new Cast(to), [op.Value])),
        Iota op when op.Type.Element == from => op with { Type = op.Type.With(to) },
        Cast op when op.To == from => new Cast(to),
        Bitcast op when op.To == from || node.Inputs[0].Element == from => throw new ElementTypeException(
            $"a computation that reads the bits of {from.Mnemonic} cannot be retyped to {to.Mnemonic}: {node.Op.Name} of {node.Inputs[0].Describe()} to {op.To.Mnemonic}"),
        Scan op when Run(op.Body) is var body && !ReferenceEquals(body, op.Body) => op with { Body = body },
        Call op => Retype(op),
        Op op => op,
    };

    private Call Retype(Call call)
    {
        Computation body = Run(call.Body);
        Computation? pullback = call.Pullback is null ? null : Run(call.Pullback);
        Computation? pushforward = call.Pushforward is null ? null : Run(call.Pushforward);
        bool same = ReferenceEquals(body, call.Body) && ReferenceEquals(pullback, call.Pullback) && ReferenceEquals(pushforward, call.Pushforward);
        return same ? call : call with { Body = body, Pullback = pullback, Pushforward = pushforward };
    }
}
