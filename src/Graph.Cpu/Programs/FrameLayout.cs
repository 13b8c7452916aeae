using Graph.Lowering;

namespace Graph.Cpu;

/// <summary>What a run needs: a table of pointers, and memory. Collected while a plan is compiled.</summary>
/// <param name="slots">The table, and what lies in the arena.</param>
internal sealed class FrameLayout(SlotTable slots)
{
    // Two threads never write to one cache line, nor to the one that the processor fetches with it.
    private const long WorkerPadding = 2 * Buffer.Alignment;

    private readonly HashSet<(long Stride, long MostThreads)> workers = [];

    /// <summary>The table, and what lies in the arena.</summary>
    public SlotTable Slots => slots;

    /// <summary>The scratch that threads share, for the kernel that needs most.</summary>
    public long SharedBytes { get; private set; }

    /// <summary>Makes room for the scratch of a step.</summary>
    /// <param name="shared">What its threads share.</param>
    /// <param name="worker">What each of them has for itself.</param>
    /// <param name="mostThreads">How many there are at most.</param>
    /// <returns>How far the scratch of one thread lies from that of the next.</returns>
    public long NeedScratch(long shared, long worker, long mostThreads)
    {
        SharedBytes = Math.Max(SharedBytes, shared.InWholeLines);
        long stride = worker.InWholeLines + WorkerPadding;
        workers.Add((stride, mostThreads));
        return stride;
    }

    /// <summary>The scratch that threads have for themselves, for the step that needs most.</summary>
    /// <param name="threads">How many threads a run may use.</param>
    public long WorkerBytes(int threads) =>
        workers.Select(need => need.Stride * Math.Min(need.MostThreads, threads)).DefaultIfEmpty().Max();
}
