using System.Globalization;

namespace Graph.Benchmarks.Racing;

/// <summary>Whether the machine does anything else.</summary>
public static class MachineLoad
{
    private const double Idle = 0.5;

    /// <summary>A remark for those who read the results; null where the machine is idle, or does not say.</summary>
    public static string? Remark() => Remark(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg") : "");

    /// <summary>The remark on a line of <c>/proc/loadavg</c>.</summary>
    public static string? Remark(string averages) =>
        double.TryParse(averages.Split(' ')[0], CultureInfo.InvariantCulture, out double load) && load > Idle
            ? string.Create(CultureInfo.InvariantCulture, $"the machine is not idle: load average {load:0.00} at the start")
            : null;
}
