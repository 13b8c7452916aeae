using static Graph.Cli.Models.Blocks;
using static Graph.Ops;

namespace Graph.Cli.Models;

/// <summary>
/// A causal language model: pre-norm transformer blocks (Vaswani et al., 2017; Radford et al., 2019) with learned positions and gelu in its
/// tanh form.
/// </summary>
public static class GptSmall
{
    /// <summary>The sizes.</summary>
    /// <param name="Batch">Texts a step.</param>
    /// <param name="Positions">Tokens a text.</param>
    /// <param name="Vocabulary">Distinct tokens.</param>
    /// <param name="Width">Width of the residual stream.</param>
    /// <param name="Heads">Attention heads a block.</param>
    /// <param name="Blocks">Number of blocks.</param>
    public sealed record Size(
        long Batch = 8, long Positions = 128, long Vocabulary = 512, long Width = 256, long Heads = 8, int Blocks = 4);

    /// <summary>A size for checks.</summary>
    public static Size Small { get; } = new(Batch: 2, Positions: 4, Vocabulary: 5, Width: 6, Heads: 2, Blocks: 2);

    /// <summary>The mean cross-entropy over all positions of a batch, with the following tokens as labels.</summary>
    public static Computation Loss(Size size)
    {
        Expr tokens = Input("tokens", [size.Batch, size.Positions], ElementType.I32);
        Expr following = Input("following", [size.Batch, size.Positions], ElementType.I32);
        Expr x = Embedding(Parameter("tokens/embedding", [size.Vocabulary, size.Width]), tokens)
            + Parameter("positions/embedding", [size.Positions, size.Width]);
        for (int block = 0; block < size.Blocks; block++)
        {
            string name = $"block{block}";
            x += Attention($"{name}/attention", Norm($"{name}/norm1", x), size.Heads);
            Expr wide = GeluTanh(Dense($"{name}/expand", Norm($"{name}/norm2", x), 4 * size.Width));
            x += Dense($"{name}/contract", wide, size.Width);
        }
        Expr logits = MatMul(Norm("norm", x), Parameter("output/w", [size.Width, size.Vocabulary]));
        return BuiltInModel.Trace("gpt-small", SoftmaxCrossEntropy(logits: logits, target: following));
    }

    private static Expr Attention(string name, Expr x, long heads)
    {
        (long batch, long positions, long width) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        var (query, key, value) = Split(Dense($"{name}/qkv", x, 3 * width), parts: 3, axis: -1);
        Expr PerHead(Expr y) => Transpose(Reshape(y, [batch, positions, heads, width / heads]), [0, 2, 1, 3]);
        Expr scores = MatMul(PerHead(query), SwapAxes(PerHead(key), -1, -2)) / Math.Sqrt(width / heads);
        Expr weights = Softmax(Where(CausalMask(positions), scores, double.NegativeInfinity));
        Expr mixed = Transpose(MatMul(weights, PerHead(value)), [0, 2, 1, 3]);
        return Dense($"{name}/output", Reshape(mixed, x.Shape), width);
    }

    private static Expr Norm(string name, Expr x) =>
        LayerNorm(x, Parameter($"{name}/scale", [x.Shape[^1]]), Parameter($"{name}/offset", [x.Shape[^1]]));
}
