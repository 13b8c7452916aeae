using System.Globalization;
using System.Runtime.InteropServices;
using Graph.Cpu;
using Graph.Lowering;

namespace Graph.Benchmarks.Racing.Reporting;

/// <summary>What a report says of the machine.</summary>
public static class MachineFacts
{
    private const string ProcessorFile = "/proc/cpuinfo";

    /// <summary>This machine: a name and a value each.</summary>
    public static ImmutableArray<(string Name, string Value)> Gather()
    {
        Target target = MachineTarget.Detect();
        return
        [
            ("processor", ProcessorName(File.Exists(ProcessorFile) ? File.ReadLines(ProcessorFile) : []) ?? "unknown"),
            ("processors seen", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
            ("vectors", string.Create(CultureInfo.InvariantCulture, $"{target.VectorBits} bits, {target.VectorRegisters} registers")),
            ("caches", $"L1 {Size(target.L1Bytes)}, L2 {Size(target.L2Bytes)} a core, L3 {Size(target.L3Bytes)}"),
            ("memory", Size(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)),
            ("system", RuntimeInformation.OSDescription),
            (".NET", RuntimeInformation.FrameworkDescription),
        ];
    }

    /// <summary>The name of the processor in the lines of <c>/proc/cpuinfo</c>; null where it stands in none.</summary>
    public static string? ProcessorName(IEnumerable<string> lines) =>
        lines.FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1].Trim();

    private static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.#} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.#} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 10):0.#} KiB"),
    };
}
