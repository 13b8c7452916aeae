namespace Graph.Transforms;

/// <summary>A scan taken apart, to be changed and put together again: each leaf of the body beside its operand and, of a carry, its next value.</summary>
internal sealed class Loop
{
    private readonly Expr source;
    private readonly Scan scan;

    /// <summary>Takes a scan apart.</summary>
    public Loop(Expr source)
    {
        this.source = source;
        scan = (Scan)source.Op;
        ImmutableArray<Expr> leaves = scan.Body.Parameters;
        Labels = new Labels(leaves);
        for (int place = 0; place < leaves.Length; place++)
        {
            Port port = new(leaves[place], source.Inputs[place]);
            if (place < scan.Carries)
            {
                Carries.Add(new Carry(port.Leaf, port.Operand, scan.Body.Results[place]));
            }
            else
            {
                (place < scan.Carries + scan.Sequences ? Sequences : Constants).Add(port);
            }
        }
        Outputs.AddRange(scan.Body.Results[scan.Carries..]);
    }

    /// <summary>The number of steps.</summary>
    public long Length => scan.Length;

    /// <summary>The carries, each with its value before the first step and its next value within the body.</summary>
    public List<Carry> Carries { get; } = [];

    /// <summary>What each step takes one element of.</summary>
    public List<Port> Sequences { get; } = [];

    /// <summary>What stays the same from step to step.</summary>
    public List<Port> Constants { get; } = [];

    /// <summary>What each step puts out, within the body.</summary>
    public List<Expr> Outputs { get; } = [];

    /// <summary>Makes leaves for the body.</summary>
    public Labels Labels { get; }

    /// <summary>Everything the body computes: the next carries, then the outputs.</summary>
    public ImmutableArray<Expr> Results => [.. Carries.Select(carry => carry.Next), .. Outputs];

    /// <summary>All leaves of the body in order.</summary>
    public ImmutableArray<Expr> Leaves => [.. Carries.Select(carry => carry.Leaf), .. Sequences.Select(port => port.Leaf), .. Constants.Select(port => port.Leaf)];

    /// <summary>A new constant of the loop.</summary>
    public Expr AddConstant(string label, Expr operand)
    {
        Expr leaf = Labels.Leaf(label, operand.Type);
        Constants.Add(new Port(leaf, operand));
        return leaf;
    }

    /// <summary>A new sequence of the loop.</summary>
    public Expr AddSequence(string label, Expr operand)
    {
        Expr leaf = Labels.Leaf(label, operand.Type.With(operand.Shape[1..]));
        Sequences.Add(new Port(leaf, operand));
        return leaf;
    }

    /// <summary>Puts an expression of the body out at each step, once; tells which output it is.</summary>
    public int AddOutput(Expr value)
    {
        int place = Outputs.IndexOf(value);
        if (place >= 0)
        {
            return place;
        }
        Outputs.Add(value);
        return Outputs.Count - 1;
    }

    /// <summary>Replaces expressions within the body.</summary>
    public void Substitute(Dictionary<Expr, Expr> replacements) => SetResults(Rebuilding.Substitute(Results, replacements));

    /// <summary>Gives the next carries and the outputs anew.</summary>
    public void SetResults(ImmutableArray<Expr> results)
    {
        for (int place = 0; place < Carries.Count; place++)
        {
            Carries[place] = Carries[place] with { Next = results[place] };
        }
        for (int place = 0; place < Outputs.Count; place++)
        {
            Outputs[place] = results[Carries.Count + place];
        }
    }

    /// <summary>Puts the scan together, without the sequences and constants that the body does not need.</summary>
    /// <returns>The final carries, then the stacked outputs.</returns>
    public ImmutableArray<Expr> Build()
    {
        if (Carries.Count + Outputs.Count == 0)
        {
            return [];
        }
        HashSet<Expr> needed = [.. Traversal.TopologicalOrder(Results)];
        Sequences.RemoveAll(port => !needed.Contains(port.Leaf));
        Constants.RemoveAll(port => !needed.Contains(port.Leaf));
        Computation body = Computation.Create(scan.Body.Name, Leaves, Results);
        ImmutableArray<Expr> operands =
            [.. Carries.Select(carry => carry.Initial), .. Sequences.Select(port => port.Operand), .. Constants.Select(port => port.Operand)];
        bool sameBody = body.Parameters.AsSpan().SequenceEqual(scan.Body.Parameters.AsSpan()) && body.Results.AsSpan().SequenceEqual(scan.Body.Results.AsSpan());
        // The last sequence may have become the first constant, in the same place among the leaves.
        bool same = sameBody && Carries.Count == scan.Carries && Sequences.Count == scan.Sequences;
        Scan loop = new(sameBody ? scan.Body : body, Length, Carries.Count, Sequences.Count, scan.Reverse);
        return (same ? source.Update(operands) : source.Replace(loop, operands)).Results();
    }

    /// <summary>A carry: its leaf in the body, its first value outside, its next value in the body.</summary>
    internal sealed record Carry(Expr Leaf, Expr Initial, Expr Next);

    /// <summary>A leaf of the body, and its operand outside.</summary>
    internal sealed record Port(Expr Leaf, Expr Operand);
}
