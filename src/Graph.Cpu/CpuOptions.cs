using Graph.Codegen;

namespace Graph.Cpu;

/// <summary>How a <see cref="CpuBackend"/> uses its runtime.</summary>
/// <param name="Threads">
/// How many threads a run may use, its own among them; null for all that the runtime has, which is also the most.
/// </param>
/// <param name="Width">The width of vectors; null for the runtime's.</param>
public sealed record CpuOptions(int? Threads = null, LaneWidth? Width = null);
