using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Graph.Benchmarks.Contest;
using Graph.Ilgpu;

namespace Graph.Benchmarks.Racing;

/// <summary>Another library, and how to run its side of a race.</summary>
/// <param name="Name">Its name in results.</param>
/// <param name="Project">The folder of its program under <c>benchmarks/Peers</c>; null where this program runs it.</param>
/// <param name="Environment">What its process is told by environment variables; null takes one away.</param>
public sealed record Peer(string Name, string? Project, FrozenDictionary<string, string?> Environment)
{
    private const string BlasCore = "OPENBLAS_CORETYPE";

    /// <summary>PyTorch's native library, by way of TorchSharp.</summary>
    public static Peer TorchSharp { get; } = new("TorchSharp", "TorchSharp", new Dictionary<string, string?>
    {
        // Freed memory is kept and reused: with the defaults a large result is unmapped and faulted in again at each iteration, which costs
        // several times what is measured.
        ["MALLOC_MMAP_THRESHOLD_"] = "4294967296",
        ["MALLOC_TRIM_THRESHOLD_"] = "17179869184",
        [BlasCore] = null,
        ["OMP_NUM_THREADS"] = null,
    }.ToFrozenDictionary());

    /// <summary>The system's OpenBLAS.</summary>
    public static Peer OpenBlas { get; } = new("OpenBLAS", "OpenBlas", new Dictionary<string, string?>
    {
        // It chooses the kernels for the processor by itself, and its program tells it the number of threads.
        [BlasCore] = null,
        ["OPENBLAS_NUM_THREADS"] = null,
        ["OPENBLAS_L2_SIZE"] = null,
        ["OMP_NUM_THREADS"] = null,
    }.ToFrozenDictionary());

    /// <summary>Ours on the processor: a peer of ours on a device.</summary>
    public static Peer Processor { get; } = new("Graph on the CPU", null, FrozenDictionary<string, string?>.Empty);

    /// <summary>A product as a first attempt with ILGPU writes it, on the same device as ours.</summary>
    public static Peer NaiveKernel { get; } = new("naive ILGPU", null, FrozenDictionary<string, string?>.Empty);

    /// <summary>Every peer with a program of its own; the one whose program is meant where none is named comes first.</summary>
    public static ImmutableArray<Peer> All { get; } = [TorchSharp, OpenBlas];

    /// <summary>What its program is told.</summary>
    /// <param name="workload">What it computes.</param>
    /// <param name="threads">How many threads it may use.</param>
    /// <param name="device">Where ours runs; null for the processor.</param>
    public ImmutableArray<string> Arguments(Workload workload, int threads, DeviceAddress? device)
    {
        string count = threads.ToString(CultureInfo.InvariantCulture);
        return Project is not null ? [workload.Name, count]
            : this == NaiveKernel ? [.. ContendVerb.Arguments(workload, threads, device), ContendVerb.Naive]
            : ContendVerb.Arguments(workload, threads, device: null);
    }

    /// <summary>Builds its program, which may fetch hundreds of megabytes the first time.</summary>
    /// <returns>The path of the program.</returns>
    /// <exception cref="AbsentException">It does not build.</exception>
    public string Build()
    {
        if (Project is null)
        {
            return typeof(Peer).Assembly.Location;
        }
        string folder = Path.Combine(PeersFolder, Project);
        if (!Directory.Exists(folder))
        {
            throw new AbsentException($"{Name} cannot be built: its program's sources were in {folder} and are there no more");
        }
        ProcessStartInfo start = new("dotnet", ["build", folder, "-c", "Release", "-t:Restore;Build", "-getProperty:TargetPath", "-nologo"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        using Process build = Process.Start(start) ?? throw new AbsentException($"{Name} cannot be built: dotnet does not start");
        string output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        return build.ExitCode == 0
            ? output.Trim()
            : throw new AbsentException($"{Name} cannot be built: {Error(output)}");
    }

    private static string PeersFolder =>
        typeof(Peer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "PeersFolder").Value!;

    private static string Error(string output) =>
        output.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal), output).Trim();
}
