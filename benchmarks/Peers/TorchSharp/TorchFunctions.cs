using Graph.Benchmarks.Contest;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Graph.Peers.Torch;

/// <summary>Functions of a matrix as TorchSharp computes them.</summary>
internal static class TorchFunctions
{
    /// <summary>Makes the inputs.</summary>
    public static ImmutableArray<Entry> Ways(FunctionCase workload) => Ways(
        workload.Function, tensor(workload.Matrix(), [workload.Rows, workload.Columns]), tensor(workload.Scales()),
        tensor(workload.Biases()));

    private static ImmutableArray<Entry> Ways(Function function, Tensor x, Tensor scales, Tensor biases) => function switch
    {
        Function.Gelu => [Entry("gelu(tanh)", () => nn.functional.gelu(x, GELU.Approximate.tanh))],
        Function.SiluBias =>
        [
            Entry("silu, add_", () => nn.functional.silu(x).add_(biases)),
            Entry("sigmoid, mul_, add_", () => x.sigmoid().mul_(x).add_(biases)),
            Entry("sigmoid, addcmul", () =>
            {
                using Tensor gate = x.sigmoid();
                return addcmul(biases, x, gate, 1);
            }),
        ],
        Function.Exp => [Entry("exp", x.exp)],
        Function.Tanh => [Entry("tanh", x.tanh)],
        Function.Sum => [Entry("sum", () => x.sum())],
        Function.SumAxis0 => [Entry("sum(0)", () => x.sum(dim: 0L))],
        Function.Softmax => [Entry("softmax", () => nn.functional.softmax(x, -1))],
        Function.LayerNorm => [Entry("layer_norm", () => nn.functional.layer_norm(x, [x.shape[1]], scales, biases))],
    };

    // A result is disposed of at once, so that the next iteration gets the same memory.
    private static Entry Entry(string name, Func<Tensor> compute) => new(
        name,
        () => compute().Dispose(),
        () =>
        {
            using Tensor result = compute();
            return result.data<float>().ToArray();
        });
}
