namespace Graph.Properties.Checking;

/// <summary>Makes a computation anew, node by node.</summary>
public static class Rewiring
{
    /// <summary>The computation with each node that is no parameter replaced by what <paramref name="map"/> makes of it and its new operands.</summary>
    public static Computation Rebuild(Computation computation, Func<Expr, ImmutableArray<Expr>, Expr> map)
    {
        Dictionary<Expr, Expr> made = [];
        foreach (Expr node in computation.Nodes)
        {
            made.Add(node, node.Op is Parameter ? node : map(node, [.. node.Inputs.Select(input => made[input])]));
        }
        return Computation.Create(computation.Name, computation.Parameters, [.. computation.Results.Select(result => made[result])]);
    }

    /// <summary>The results of a computation with a node, which may be a parameter, replaced by an expression that does not need it.</summary>
    public static ImmutableArray<Expr> Replace(Computation computation, Expr node, Expr replacement)
    {
        Dictionary<Expr, Expr> made = [];
        foreach (Expr x in computation.Nodes)
        {
            made.Add(x, ReferenceEquals(x, node) ? replacement : x.Update([.. x.Inputs.Select(input => made[input])]));
        }
        return [.. computation.Results.Select(result => made[result])];
    }

    /// <summary>
    /// The computation without calls and loops: bodies are written out in place, once for each step. It means the same, and shows every intermediate value.
    /// </summary>
    public static Computation Flatten(Computation computation) =>
        computation.Nodes.Any(node => node.Op is Scan or Call)
            ? Computation.Create(computation.Name, computation.Parameters, Inline(computation, computation.Parameters))
            : computation;

    private static ImmutableArray<Expr> Inline(Computation body, ImmutableArray<Expr> operands)
    {
        Dictionary<Expr, ImmutableArray<Expr>> made = [];
        for (int place = 0; place < operands.Length; place++)
        {
            made.Add(body.Parameters[place], [operands[place]]);
        }
        foreach (Expr node in body.Nodes)
        {
            if (made.ContainsKey(node))
            {
                continue;
            }
            ImmutableArray<Expr> inputs = [.. node.Inputs.Select(input => made[input][0])];
            made[node] = node.Op switch
            {
                Call call => Inline(call.Body, inputs),
                Scan scan => Unroll(scan, inputs),
                Project(var index) => [made[node.Inputs[0]][index]],
                Sort => node.Update(inputs).Results(),
                _ => [node.Update(inputs)],
            };
        }
        return [.. body.Results.Select(result => made[result][0])];
    }

    private static ImmutableArray<Expr> Unroll(Scan scan, ImmutableArray<Expr> operands)
    {
        ImmutableArray<Expr> carries = operands[..scan.Carries];
        ImmutableArray<Expr> sequences = operands[scan.Carries..(scan.Carries + scan.Sequences)];
        ImmutableArray<Expr> constants = operands[(scan.Carries + scan.Sequences)..];
        ImmutableArray<Expr>[] outputs = new ImmutableArray<Expr>[scan.Length];
        for (long turn = 0; turn < scan.Length; turn++)
        {
            long step = scan.Reverse ? scan.Length - 1 - turn : turn;
            ImmutableArray<Expr> elements = [.. sequences.Select(sequence => sequence.SliceAxis(0, step, step + 1).Reshape(sequence.Shape[1..]))];
            ImmutableArray<Expr> results = Inline(scan.Body, [.. carries, .. elements, .. constants]);
            carries = results[..scan.Carries];
            outputs[step] = results[scan.Carries..];
        }
        IEnumerable<Expr> stacked = scan.Body.Results.Skip(scan.Carries).Select((output, place) => scan.Length == 0
            ? Primitives.Zeros(output.Type.With([0, .. output.Shape]))
            : Primitives.Concatenate([.. outputs.Select(step => step[place].Reshape([1, .. output.Shape]))], 0));
        return [.. carries, .. stacked];
    }
}
