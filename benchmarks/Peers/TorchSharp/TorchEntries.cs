using System.Runtime.InteropServices;
using Graph.Benchmarks.Contest;
using static TorchSharp.torch;

namespace Graph.Peers.Torch;

/// <summary>The workloads as TorchSharp computes them; several ways where it is not plain which is the fastest.</summary>
internal static class TorchEntries
{
    /// <summary>Makes the inputs.</summary>
    /// <param name="workload">What is computed.</param>
    /// <param name="threads">How many threads it may use.</param>
    /// <exception cref="AbsentException">The native library does not load.</exception>
    public static Contender Prepare(Case workload, int threads)
    {
        Load("libtorch_cpu.so");
        Load("libLibTorchSharp.so");
        set_num_threads(threads);
        if (workload is not TrainingCase)
        {
            // For this thread, which runs all that follows.
            _ = inference_mode();
        }
        IReadOnlyList<Entry> ways = workload switch
        {
            FunctionCase function => TorchFunctions.Ways(function),
            ProductCase product => TorchProducts.Ways(product),
            TrainingCase training => TorchTraining.Ways(training),
            ActingCase => TorchActing.Ways(),
            _ => throw new AbsentException($"it has no program for {workload.Name}"),
        };
        Version? version = typeof(TorchSharp.torch).Assembly.GetName().Version;
        return new Contender($"TorchSharp {version?.ToString(3)} with libtorch {Version.Parse(__version__).ToString(3)}", ways);
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
}
