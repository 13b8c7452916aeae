using Graph.Codegen;

namespace Graph.Benchmarks;

/// <summary>How benchmarks compile.</summary>
internal static class Compiled
{
    /// <summary>The defaults, but for the number of threads and the width of vectors.</summary>
    /// <param name="threads">How many threads a run uses, however many processors there are.</param>
    /// <param name="width">The width of vectors; null for the widest that the processor has.</param>
    public static CompileOptions For(int threads, LaneWidth? width = null) =>
        new() { Backend = Backend.OnCpu(threads > Runtime.Default.Threads ? new Runtime(new RuntimeOptions { Threads = threads }) : null, threads, width) };

    /// <summary>With a kernel cache that is empty.</summary>
    public static CompileOptions Afresh() => new() { Backend = Backend.OnCpu(new Runtime(new RuntimeOptions { Threads = 1 })) };
}
