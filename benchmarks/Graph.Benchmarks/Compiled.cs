using Graph.Codegen;
using Graph.Cpu;

namespace Graph.Benchmarks;

/// <summary>How benchmarks compile.</summary>
internal static class Compiled
{
    /// <summary>The processor, with its defaults but for the number of threads and the width of vectors.</summary>
    /// <param name="threads">How many threads a run uses, however many processors there are.</param>
    /// <param name="width">The width of vectors; null for the widest that the processor has.</param>
    public static CpuBackend On(int threads, LaneWidth? width = null) => new(
        threads > Runtime.Default.Threads ? new Runtime(new RuntimeOptions { Threads = threads }) : null, new CpuOptions(threads, width));

    /// <summary>The defaults, but for what runs it.</summary>
    public static CompileOptions For(CpuBackend backend) => new() { Backend = Backend.Of(backend) };

    /// <summary>The defaults, but for the number of threads and the width of vectors.</summary>
    /// <param name="threads">How many threads a run uses, however many processors there are.</param>
    /// <param name="width">The width of vectors; null for the widest that the processor has.</param>
    public static CompileOptions For(int threads, LaneWidth? width = null) => For(On(threads, width));

    /// <summary>With a kernel cache that is empty.</summary>
    public static CompileOptions Afresh() => For(new CpuBackend(new Runtime(new RuntimeOptions { Threads = 1 })));
}
