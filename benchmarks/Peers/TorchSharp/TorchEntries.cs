using System.Runtime.InteropServices;
using Graph.Benchmarks.Contest;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Graph.Peers.Torch;

/// <summary>The workloads as TorchSharp computes them; several ways where it is not plain which is the fastest.</summary>
internal static class TorchEntries
{
    /// <summary>Makes the inputs.</summary>
    /// <exception cref="AbsentException">The native library does not load.</exception>
    public static IReadOnlyList<Entry> Prepare(Case workload, int threads)
    {
        Load("libtorch_cpu.so");
        Load("libLibTorchSharp.so");
        set_num_threads(threads);
        // For this thread, which runs all that follows.
        _ = inference_mode();
        long[] shape = [workload.Rows, workload.Columns];
        return Ways(workload.Function, tensor(workload.Matrix(), shape), tensor(workload.Scales()), tensor(workload.Biases()));
    }

    // TorchSharp loads them itself; but where it cannot, its exception does not say why.
    private static void Load(string library)
    {
        try
        {
            NativeLibrary.Load(Path.Combine(AppContext.BaseDirectory, library));
        }
        catch (Exception wrong) when (wrong is DllNotFoundException or BadImageFormatException)
        {
            throw new AbsentException($"TorchSharp does not load here: {Cause(wrong.Message)}", wrong);
        }
    }

    // The loader lists every name that it tried; the line about the file itself says what is missing in it.
    private static string Cause(string message) =>
        message.Split('\n').FirstOrDefault(line => line.Contains("not found", StringComparison.Ordinal), message);

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
