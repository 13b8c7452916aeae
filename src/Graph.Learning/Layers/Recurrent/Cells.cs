namespace Graph.Learning;

/// <summary>
/// <c>h ← activation(x·w + h·u + b)</c> (Elman, 1990, "Finding structure in time"): parameters <c>w</c> <c>[features, units]</c>, <c>u</c>
/// <c>[units, units]</c>, <c>b</c> <c>[units]</c>.
/// </summary>
/// <param name="Units">The size of the state h, which is the output.</param>
/// <param name="Activation">The activation; null for the hyperbolic tangent.</param>
public sealed record SimpleRnn(long Units, Func<Expr, Expr>? Activation = null) : RecurrentLayer(Units, ["h"])
{
    private protected override Expr Projected(Expr x, Scope scope) =>
        Ops.MatMul(x, scope.Parameter("w", [x.Shape[^1], Units], KernelInitializer)) + scope.Parameter("b", [Units], Initializers.Zeros);

    private protected override Func<ImmutableArray<Expr>, Expr, ImmutableArray<Expr>> Step(Scope scope)
    {
        Expr u = scope.Parameter("u", [Units, Units], RecurrentInitializer);
        Func<Expr, Expr> activation = Activation ?? Ops.Tanh;
        return (states, x) => [activation(x + Ops.MatMul(states[0], u))];
    }
}

/// <summary>
/// Long short-term memory: of <c>[i, f, g, o] = x·w + h·u + b</c>, <c>c ← σ(f) c + σ(i) tanh(g), h ← σ(o) tanh(c)</c> (Hochreiter and
/// Schmidhuber, 1997, "Long short-term memory", with the forget gate of Gers et al., 2000, "Learning to forget"). States h, the output, and
/// c; parameters <c>w</c> <c>[features, 4 units]</c>, <c>u</c> <c>[units, 4 units]</c>, <c>b</c> <c>[4 units]</c>, the parts in that order.
/// </summary>
/// <param name="Units">The size of h and of c.</param>
public sealed record Lstm(long Units) : RecurrentLayer(Units, ["h", "c"])
{
    /// <summary>What the part of b begins as that keeps the memory (Jozefowicz et al., 2015, "An empirical exploration of recurrent network
    /// architectures"); its other parts begin as 0.</summary>
    public double ForgetBias { get; init; } = 1;

    private protected override Expr Projected(Expr x, Scope scope)
    {
        Expr w = scope.Parameter("w", [x.Shape[^1], 4 * Units], KernelInitializer);
        return Ops.MatMul(x, w) + scope.Parameter("b", [4 * Units], FirstBias);
    }

    private protected override Func<ImmutableArray<Expr>, Expr, ImmutableArray<Expr>> Step(Scope scope)
    {
        Expr u = scope.Parameter("u", [Units, 4 * Units], RecurrentInitializer);
        return (states, x) =>
        {
            var (input, forget, candidate, output) = Ops.Split(x + Ops.MatMul(states[0], u), parts: 4, axis: -1);
            Expr cell = (Ops.Sigmoid(forget) * states[1]) + (Ops.Sigmoid(input) * Ops.Tanh(candidate));
            return [Ops.Sigmoid(output) * Ops.Tanh(cell), cell];
        };
    }

    private Expr FirstBias(Expr key, TensorType type)
    {
        TensorType part = type.With([Units]);
        Expr zeros = Primitives.Zeros(part);
        return Primitives.Concatenate([zeros, Primitives.Fill(part, ForgetBias), zeros, zeros], 0);
    }
}

/// <summary>
/// A gated recurrent unit: <c>z = σ(x·w_z + h·u_z + …), r = σ(x·w_r + h·u_r + …), g = tanh(x·w_g + b_g + r (h·u_g + d_g)), h ← z h + (1 −
/// z) g</c> (Cho et al., 2014, "Learning phrase representations using RNN encoder–decoder", with the reset gate behind the product, as
/// libraries compute it). Parameters <c>w</c> <c>[features, 3 units]</c>, <c>u</c> <c>[units, 3 units]</c>, and the biases <c>b</c> and
/// <c>d</c> <c>[3 units]</c> of the two products, the parts in the order z, r, g.
/// </summary>
/// <param name="Units">The size of the state h, which is the output.</param>
public sealed record Gru(long Units) : RecurrentLayer(Units, ["h"])
{
    private protected override Expr Projected(Expr x, Scope scope) =>
        Ops.MatMul(x, scope.Parameter("w", [x.Shape[^1], 3 * Units], KernelInitializer))
        + scope.Parameter("b", [3 * Units], Initializers.Zeros);

    private protected override Func<ImmutableArray<Expr>, Expr, ImmutableArray<Expr>> Step(Scope scope)
    {
        Expr u = scope.Parameter("u", [Units, 3 * Units], RecurrentInitializer);
        Expr d = scope.Parameter("d", [3 * Units], Initializers.Zeros);
        return (states, x) =>
        {
            var (updateInput, resetInput, candidateInput) = Ops.Split(x, parts: 3, axis: -1);
            var (updateState, resetState, candidateState) = Ops.Split(Ops.MatMul(states[0], u) + d, parts: 3, axis: -1);
            Expr update = Ops.Sigmoid(updateInput + updateState);
            Expr reset = Ops.Sigmoid(resetInput + resetState);
            Expr candidate = Ops.Tanh(candidateInput + (reset * candidateState));
            return [(update * states[0]) + ((1 - update) * candidate)];
        };
    }
}

/// <summary>
/// A recurrent layer along time and another like it, with parameters of its own, against time; their outputs side by side along the last
/// axis (Schuster and Paliwal, 1997, "Bidirectional recurrent neural networks").
/// </summary>
/// <param name="Layer">The one along time.</param>
public sealed record Bidirectional(RecurrentLayer Layer) : Layer
{
    private readonly RecurrentLayer against = Layer with { IsReversed = !Layer.IsReversed };

    /// <summary>The one along time.</summary>
    public RecurrentLayer Layer { get; } = Layer;

    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope) =>
        Ops.Concatenate([scope.Apply(Layer, x, "forward"), scope.Apply(against, x, "backward")], axis: -1);
}
