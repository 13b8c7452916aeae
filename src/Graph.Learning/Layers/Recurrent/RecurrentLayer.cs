namespace Graph.Learning;

/// <summary>
/// What layers have in common that go along time, the second axis of <c>[batch, time, features]</c>, with a state of <c>[batch, units]</c>
/// or two. Applied to <c>[x, h, …]</c> they begin with these states; applied so, or to <c>[x]</c>, they give <c>[outputs, h, …]</c> with
/// the last states behind.
/// </summary>
public abstract record RecurrentLayer : Layer
{
    private readonly ImmutableArray<string> states;

    private protected RecurrentLayer(long units, ImmutableArray<string> states) => (Units, this.states) = (units, states);

    /// <summary>The size of the state and of each output.</summary>
    public long Units { get; init; }

    /// <summary>
    /// Whether the outputs of all times are given, <c>[batch, time, units]</c>; else the last one, <c>[batch, units]</c>.
    /// </summary>
    public bool ReturnsSequences { get; init; }

    /// <summary>
    /// Whether each sample goes on where the one at its place in the last batch ended, and the first batch of a pass over a dataset begins
    /// with zeros; else each sample begins with zeros. A trainer must not shuffle then, and all its batches are of one size.
    /// </summary>
    public bool IsStateful { get; init; }

    /// <summary>Whether time goes from the end to the beginning; outputs stay at the place of their input.</summary>
    public bool IsReversed { get; init; }

    /// <summary>What the parameters that multiply the input begin as.</summary>
    public Initializer KernelInitializer { get; init; } = Initializers.GlorotUniform;

    /// <summary>What the parameters that multiply the state begin as.</summary>
    public Initializer RecurrentInitializer { get; init; } = Initializers.Orthogonal;

    /// <inheritdoc/>
    public sealed override Expr Apply(Expr x, Scope scope) => Apply([x], scope)[0];

    /// <inheritdoc/>
    public sealed override ExprList Apply(ImmutableArray<Expr> inputs, Scope scope)
    {
        using var _ = Origin.Enter(GetType().Name);
        if (inputs.Length != 1 && inputs.Length != 1 + states.Length)
        {
            throw new GraphException(
                $"{GetType().Name} takes a sequence, or a sequence and the {(states.Length == 1 ? "state" : "states")} " +
                $"{string.Join(", ", states)}, but is given {inputs.Length} inputs");
        }
        Expr x = inputs[0];
        Require.Floats(x);
        Require.Axes(x, 3, "batch, time, features");
        ImmutableArray<Expr> first = inputs.Length > 1 ? inputs[1..] : [.. states.Select(state => Begin(state, x, scope))];
        RequireStates(first, x);
        // Along the leading axis, which is the one that a loop goes along. What only the input takes part in is multiplied before it.
        Expr projected = Projected(Ops.SwapAxes(x, 0, 1), scope);
        Func<ImmutableArray<Expr>, Expr, ImmutableArray<Expr>> step = Step(scope);
        ScanStep body = (carries, elements) =>
        {
            ImmutableArray<Expr> next = step(carries, elements[0]);
            return (next, [next[0]]);
        };
        (ExprList last, ExprList outputs) = Ops.Scan(body, first, [projected], reverse: IsReversed);
        if (IsStateful && inputs.Length == 1)
        {
            foreach ((string state, Expr value) in states.Zip(last))
            {
                scope.Update(state, value);
            }
        }
        return new ExprList([ReturnsSequences ? Ops.SwapAxes(outputs[0], 0, 1) : last[0], .. last]);
    }

    /// <summary>The share of the input in what a step computes, for all times: from <c>[time, batch, features]</c>.</summary>
    private protected abstract Expr Projected(Expr x, Scope scope);

    /// <summary>From the states and the share of the input at one time to the next states, the output first.</summary>
    private protected abstract Func<ImmutableArray<Expr>, Expr, ImmutableArray<Expr>> Step(Scope scope);

    private Expr Begin(string state, Expr x, Scope scope)
    {
        Shape shape = [x.Shape[0], Units];
        return IsStateful ? scope.BatchState(state, shape, Initializers.Zeros) : Ops.Zeros(shape, x.Element);
    }

    private void RequireStates(ImmutableArray<Expr> first, Expr x)
    {
        TensorType expected = x.Type.With([x.Shape[0], Units]);
        foreach ((Expr state, string name) in first.Zip(states))
        {
            if (state.Type != expected)
            {
                throw new ShapeException($"the state {name}, {state.Describe()}, must be {expected}");
            }
        }
    }
}
