using Graph.Benchmarks.Contest;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Graph.Peers.Torch;

/// <summary>The transformer.</summary>
internal sealed class TorchGpt
{
    private const int HeadWidth = Network.Gpt.Width / Network.Gpt.Heads;

    private readonly Tensor tokens, following, future;
    private readonly Parameter positions, vocabulary;
    private readonly ImmutableArray<Block> blocks;
    private readonly Func<Tensor, Tensor> table, norm;
    private readonly bool isAttentionFused;

    /// <param name="workload">The batch.</param>
    /// <param name="leaves">The parameters.</param>
    /// <param name="isAttentionFused">Whether attention is one function.</param>
    public TorchGpt(TrainingCase workload, Leaves leaves, bool isAttentionFused)
    {
        this.isAttentionFused = isAttentionFused;
        (tokens, following) = (TorchData.Of(workload.Inputs[0]), TorchData.Of(workload.Inputs[1]).flatten());
        future = ones([Network.Gpt.Positions, Network.Gpt.Positions], ScalarType.Bool).triu(1);
        (table, positions) = (leaves.Embedding("tokens/embedding"), leaves.Plain("positions/embedding"));
        blocks = [.. Enumerable.Range(0, Network.Gpt.Blocks).Select(number => new Block(leaves, $"block{number}"))];
        (norm, vocabulary) = (Norm(leaves, "norm"), leaves.Transposed("output/w"));
    }

    /// <summary>The loss of the batch.</summary>
    public Tensor Loss()
    {
        Tensor x = table(tokens).add(positions);
        foreach (Block block in blocks)
        {
            x = x.add(block.Mix(Attention(block.QueryKeyValue(block.First(x)))));
            Tensor wide = nn.functional.gelu(block.Expand(block.Second(x)), GELU.Approximate.tanh);
            x = x.add(block.Contract(wide));
        }
        Tensor logits = nn.functional.linear(norm(x), vocabulary);
        return nn.functional.cross_entropy(logits.reshape(-1, Network.Gpt.Vocabulary), following);
    }

    private Tensor Attention(Tensor all)
    {
        Tensor[] parts = all.chunk(3, -1);
        (Tensor query, Tensor key, Tensor value) = (PerHead(parts[0]), PerHead(parts[1]), PerHead(parts[2]));
        Tensor mixed = isAttentionFused ? nn.functional.scaled_dot_product_attention(query, key, value, is_casual: true) : Mixed(query, key, value);
        return mixed.transpose(1, 2).reshape(all.shape[0], all.shape[1], -1);
    }

    private Tensor Mixed(Tensor query, Tensor key, Tensor value)
    {
        Tensor scores = query.matmul(key.transpose(-1, -2)).mul_(1 / Math.Sqrt(HeadWidth)).masked_fill_(future, double.NegativeInfinity);
        return nn.functional.softmax(scores, -1).matmul(value);
    }

    private static Tensor PerHead(Tensor x) => x.reshape(x.shape[0], x.shape[1], Network.Gpt.Heads, HeadWidth).transpose(1, 2);

    private static Func<Tensor, Tensor> Norm(Leaves leaves, string name)
    {
        Parameter scale = leaves.Plain($"{name}/scale"), offset = leaves.Plain($"{name}/offset");
        return x => nn.functional.layer_norm(x, [Network.Gpt.Width], scale, offset);
    }

    private sealed class Block(Leaves leaves, string name)
    {
        public Func<Tensor, Tensor> First { get; } = Norm(leaves, $"{name}/norm1");

        public Func<Tensor, Tensor> QueryKeyValue { get; } = leaves.Linear($"{name}/attention/qkv");

        public Func<Tensor, Tensor> Mix { get; } = leaves.Linear($"{name}/attention/output");

        public Func<Tensor, Tensor> Second { get; } = Norm(leaves, $"{name}/norm2");

        public Func<Tensor, Tensor> Expand { get; } = leaves.Linear($"{name}/expand");

        public Func<Tensor, Tensor> Contract { get; } = leaves.Linear($"{name}/contract");
    }
}
