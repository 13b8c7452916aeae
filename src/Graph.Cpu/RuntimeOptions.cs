using Graph.Codegen;

namespace Graph;

/// <summary>What a <see cref="Runtime"/> is made of.</summary>
public sealed record RuntimeOptions
{
    /// <summary>How many threads a call may use, its own among them; null for as many as the machine has processors.</summary>
    public int? Threads { get; init; }

    /// <summary>The width of the vectors of generated code; null for the widest that the processor has. All give the same bits.</summary>
    public LaneWidth? Width { get; init; }

    /// <summary>How many compilations the kernel cache holds at most. One holds the kernels that were compiled together.</summary>
    public int CachedCompilations { get; init; } = 64;

    /// <summary>
    /// How many bytes of memory that nobody uses are kept at most, to be given out again; and as many that programs keep between their
    /// runs, all together. Those of the last run are kept in any case.
    /// </summary>
    public long IdleBytes { get; init; } = 1L << 30;

    /// <summary>
    /// For tests: every buffer ends where a page begins that nobody may touch, so that an access behind it stops the process. It then
    /// begins at a multiple of its elements' size only. Linux alone has it.
    /// </summary>
    public bool GuardPages { get; init; }

    /// <summary>
    /// For tests: fills the memory of intermediates with nonsense before each run, so that an element read before it was written shows.
    /// </summary>
    public bool Poison { get; init; }

    /// <summary>For tests: all threads take part in every step that has several chunks, however small.</summary>
    public bool SharesAlways { get; init; }
}
