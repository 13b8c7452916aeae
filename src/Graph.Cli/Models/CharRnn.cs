using static Graph.Cli.Models.Blocks;
using static Graph.Ops;

namespace Graph.Cli.Models;

/// <summary>
/// The lab's music model: the next character of a text from an embedding, an LSTM over time, and a dense layer: 5,353,299 parameters.
/// </summary>
public static class CharRnn
{
    /// <summary>The sizes.</summary>
    /// <param name="Batch">Texts a step.</param>
    /// <param name="Length">Characters a text.</param>
    /// <param name="Characters">Distinct characters.</param>
    /// <param name="Embedding">Width of the embedding.</param>
    /// <param name="Units">Width of the LSTM.</param>
    public sealed record Size(long Batch = 8, long Length = 100, long Characters = 83, long Embedding = 256, long Units = 1024);

    /// <summary>A size for checks.</summary>
    public static Size Small { get; } = new(Batch: 2, Length: 5, Characters: 7, Embedding: 3, Units: 4);

    /// <summary>The mean cross-entropy over all characters of a batch, with the following characters as labels.</summary>
    public static Computation Loss(Size size)
    {
        Expr characters = Input("characters", [size.Batch, size.Length], ElementType.I32);
        Expr following = Input("following", [size.Batch, size.Length], ElementType.I32);
        Expr table = Parameter("embedding", [size.Characters, size.Embedding]);
        Expr overTime = Transpose(Embedding(table, characters), [1, 0, 2]);
        Expr states = Lstm("lstm", overTime, size.Units);
        Expr logits = Dense("output", Transpose(states, [1, 0, 2]), size.Characters);
        return BuiltInModel.Trace("char-rnn", SoftmaxCrossEntropy(logits: logits, target: following));
    }

    // Gates in the order input, forget, candidate, output (Hochreiter and Schmidhuber, 1997; forget gate by Gers et al., 2000).
    private static Expr Lstm(string name, Expr overTime, long units)
    {
        (long batch, long features) = (overTime.Shape[1], overTime.Shape[2]);
        Expr w = Parameter($"{name}/w", [features, 4 * units]);
        Expr u = Parameter($"{name}/u", [units, 4 * units]);
        Expr b = Parameter($"{name}/b", [4 * units]);
        Expr none = Zeros([batch, units]);
        return Scan(
            (h, c, x) =>
            {
                var (input, forget, candidate, output) = Split(MatMul(x, w) + MatMul(h, u) + b, parts: 4, axis: -1);
                Expr cell = (Sigmoid(forget) * c) + (Sigmoid(input) * Tanh(candidate));
                Expr state = Sigmoid(output) * Tanh(cell);
                return (state, cell, state);
            },
            (none, none),
            overTime).Outputs;
    }
}
