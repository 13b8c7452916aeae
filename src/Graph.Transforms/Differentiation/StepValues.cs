namespace Graph.Transforms;

/// <summary>The values that a scan has in each of its steps, and how another scan over the same steps comes by them.</summary>
internal sealed class StepValues
{
    private readonly Expr forward;
    private readonly Scan scan;
    private readonly Computation body;
    private readonly Dictionary<Expr, int> parameters = [];
    private readonly HashSet<Expr> nodes;
    private readonly HashSet<Expr> constant = [];
    private readonly HashSet<Expr> rebuilt = [];

    /// <param name="forward">The scan.</param>
    public StepValues(Expr forward)
    {
        (this.forward, scan) = (forward, (Scan)forward.Op);
        body = scan.Body;
        nodes = [.. body.Nodes];
        foreach (Expr parameter in body.Parameters)
        {
            parameters.Add(parameter, parameters.Count);
        }
        FindRebuilt();
    }

    /// <summary>Whether a node belongs to the body of the scan.</summary>
    public bool Contains(Expr node) => nodes.Contains(node);

    /// <summary>Whether a node belongs to the body and may differ from step to step.</summary>
    public bool Varies(Expr node) => nodes.Contains(node) && !constant.Contains(node);

    /// <summary>
    /// Whether a node of the body is made again rather than saved: what depends on constants alone (a pass hoists it out of both loops), what
    /// comes from sequences and constants by elementwise and movement operators, and views of anything.
    /// </summary>
    public bool IsRebuilt(Expr node) => rebuilt.Contains(node);

    /// <summary>The operand that a parameter equals in every step, or null where it may change.</summary>
    public Expr? Unchanging(Expr node)
    {
        if (!parameters.TryGetValue(node, out int place))
        {
            return null;
        }
        bool isConstant = place >= scan.Carries + scan.Sequences || (place < scan.Carries && ReferenceEquals(body.Results[place], node));
        return isConstant ? forward.Inputs[place] : null;
    }

    /// <summary>
    /// The values of all steps along a new leading axis: of a parameter or of a result of a node. What the scan does not emit yet, the same
    /// scan with further outputs does; a carry is its next value, where that is emitted, a step later.
    /// </summary>
    public ImmutableArray<Expr> Stacks(ImmutableArray<Expr> values)
    {
        Dictionary<(Expr Node, int Result), int> emitted = [];
        for (int output = scan.Carries; output < body.Results.Length; output++)
        {
            emitted.TryAdd(DerivativeSums.Place(body.Results[output]), output);
        }
        List<Expr> saved = [];
        // Carries come last: another value may turn out to be the next value of one.
        foreach (Expr value in values.Where(value => !IsSequence(value)).OrderBy(value => IsCarry(value)))
        {
            bool shifted = IsCarry(value) && scan.Length > 0 && emitted.ContainsKey(Next(value));
            if (!shifted && emitted.TryAdd(DerivativeSums.Place(value), body.Results.Length + saved.Count))
            {
                saved.Add(value);
            }
        }
        Expr source = Emitting(saved);
        return
        [
            .. values.Select(value =>
                IsSequence(value) ? forward.Inputs[parameters[value]]
                : emitted.TryGetValue(DerivativeSums.Place(value), out int output) ? source.Result(output)
                : Before(forward.Inputs[parameters[value]], source.Result(emitted[Next(value)]))),
        ];
    }

    private bool IsCarry(Expr node) => parameters.TryGetValue(node, out int place) && place < scan.Carries;

    private bool IsSequence(Expr node) => parameters.TryGetValue(node, out int place) && place >= scan.Carries && place < scan.Carries + scan.Sequences;

    private bool IsConstant(Expr node) => parameters.TryGetValue(node, out int place) && place >= scan.Carries + scan.Sequences;

    private (Expr Node, int Result) Next(Expr carry) => DerivativeSums.Place(body.Results[parameters[carry]]);

    private Expr Emitting(List<Expr> saved)
    {
        if (saved.Count == 0)
        {
            return forward;
        }
        Labels names = new(body.ResultNames);
        Computation extended = Computation.Create(
            body.Name, body.Parameters, [.. body.Results, .. saved], [.. body.ResultNames, .. saved.Select(_ => names.Take("saved"))]);
        return Expr.Create(scan with { Body = extended }, forward.Inputs);
    }

    // The carry that each step began with: what the step before it left.
    private Expr Before(Expr initial, Expr next)
    {
        Expr first = initial.Reshape([1, .. initial.Shape]);
        return scan.Reverse
            ? Primitives.Concatenate([next.SliceAxis(0, 1, scan.Length), first], 0)
            : Primitives.Concatenate([first, next.SliceAxis(0, 0, scan.Length - 1)], 0);
    }

    private void FindRebuilt()
    {
        HashSet<Expr> free = [];
        foreach (Expr node in body.Nodes)
        {
            bool isParameter = parameters.ContainsKey(node);
            if (IsConstant(node) || (!isParameter && node.Inputs.All(constant.Contains)))
            {
                constant.Add(node);
            }
            if (constant.Contains(node) || IsSequence(node) || (!isParameter && IsCheap(node.Op) && node.Inputs.All(free.Contains)))
            {
                free.Add(node);
            }
            bool isView = node.Op is Reshape or Transpose or Broadcast;
            if (!isParameter && (free.Contains(node) || isView))
            {
                rebuilt.Add(node);
            }
        }
    }

    private static bool IsCheap(Op op) => op
        is Unary or Binary or Compare or Select or Cast or Bitcast or StopGradient or Iota or Constant
        or Reshape or Transpose or Broadcast or Slice or Pad or Concatenate or Reverse or Project;
}
