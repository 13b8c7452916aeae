using BenchmarkDotNet.Attributes;
using Graph.Benchmarks.Contest;
using Graph.Benchmarks.Racing;

namespace Graph.Benchmarks.Kernels;

/// <summary>The kernels of the race, on one thread.</summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private Entry? entry;

    /// <summary>The workloads.</summary>
    public static IEnumerable<string> Workloads => Workload.All.Select(workload => workload.Name);

    /// <summary>The workload.</summary>
    [ParamsSource(nameof(Workloads))]
    public string Name { get; set; } = "";

    /// <summary>Compiles it and makes its inputs.</summary>
    [GlobalSetup]
    public void Prepare() => entry = Workload.All.Single(workload => workload.Name == Name).Ours(Engine.Cpu(threads: 1)).Entry;

    /// <summary>Runs it once.</summary>
    [Benchmark]
    public void Run() => entry!.Iterate();
}
