namespace Graph.Learning;

/// <summary>
/// Attention of several heads: <c>softmax(q·kᵀ / √width)·v</c> for each, side by side, through a last product (Vaswani et al., 2017,
/// "Attention is all you need", section 3.2). Applied to x of <c>[batch, time, features]</c> it attends to itself; applied to <c>[x,
/// context]</c> to another sequence. Parameters <c>query</c>, <c>key</c>, <c>value</c> <c>[features, heads · width]</c> and <c>output</c>
/// <c>[heads · width, features]</c>, and a bias for each.
/// </summary>
/// <param name="Heads">The number of heads.</param>
/// <param name="Width">The size of the queries of one head; null for the features divided by the heads.</param>
/// <param name="IsCausal">Whether a time attends to itself and to earlier ones only.</param>
/// <param name="DropoutRate">The probability, in training, that an attention weight is dropped.</param>
public sealed record MultiHeadAttention(long Heads, long? Width = null, bool IsCausal = false, double DropoutRate = 0) : Layer
{
    /// <summary>Whether there are biases.</summary>
    public bool UseBias { get; init; } = true;

    /// <inheritdoc/>
    public override Expr Apply(Expr x, Scope scope) => Apply([x], scope)[0];

    /// <inheritdoc/>
    public override ExprList Apply(ImmutableArray<Expr> inputs, Scope scope)
    {
        using var _ = Origin.Enter(nameof(MultiHeadAttention));
        if (inputs.Length is not (1 or 2))
        {
            throw new GraphException(
                $"{nameof(MultiHeadAttention)} takes a sequence, or a sequence and what it attends to, but is given {inputs.Length} " +
                "inputs");
        }
        (Expr x, Expr context) = (inputs[0], inputs[^1]);
        foreach (Expr input in inputs)
        {
            Require.Floats(input);
            Require.Axes(input, 3, "batch, time, features");
        }
        long width = Width ?? PerHead(x);
        Expr query = Split(Product(x, "query", Heads * width, scope), width);
        Expr key = Split(Product(context, "key", Heads * width, scope), width);
        Expr value = Split(Product(context, "value", Heads * width, scope), width);
        Expr scores = Ops.MatMul(query, Ops.SwapAxes(key, -1, -2)) / Math.Sqrt(width);
        if (IsCausal)
        {
            scores = Ops.Where(Mask(x, context), scores, double.NegativeInfinity);
        }
        Expr weights = Ops.Softmax(scores);
        if (scope.IsTraining && DropoutRate != 0)
        {
            weights = Ops.Dropout(weights, DropoutRate, scope.Key());
        }
        Expr mixed = Ops.SwapAxes(Ops.MatMul(weights, value), 1, 2).Reshape([x.Shape[0], x.Shape[1], Heads * width]);
        return new ExprList([Product(mixed, "output", x.Shape[^1], scope)]);
    }

    private Expr Product(Expr x, string name, long units, Scope scope)
    {
        Expr y = Ops.MatMul(x, scope.Parameter(name, [x.Shape[^1], units], Initializers.GlorotUniform));
        return UseBias ? y + scope.Parameter(name + "_b", [units], Initializers.Zeros) : y;
    }

    /// <summary>From <c>[batch, time, heads · width]</c> to <c>[batch, heads, time, width]</c>.</summary>
    private Expr Split(Expr x, long width) => Ops.SwapAxes(x.Reshape([x.Shape[0], x.Shape[1], Heads, width]), 1, 2);

    private long PerHead(Expr x) => Heads >= 1 && x.Shape[^1] % Heads == 0
        ? x.Shape[^1] / Heads
        : throw new ShapeException(
            $"{Heads} heads do not divide the {x.Shape[^1]} features, the last axis, of the input {x.Describe()}; give a Width");

    private static Expr Mask(Expr x, Expr context) => x.Shape[1] == context.Shape[1]
        ? Ops.CausalMask(x.Shape[1])
        : throw new ShapeException(
            $"causal attention is to a sequence of the same length, but {x.Describe()} attends to {context.Describe()}");
}
