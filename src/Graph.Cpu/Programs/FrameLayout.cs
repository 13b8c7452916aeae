namespace Graph.Cpu;

/// <summary>
/// What a run needs: a table of pointers, in which every step has its operands next to each other, and memory. Collected while a plan is
/// compiled.
/// </summary>
internal sealed class FrameLayout
{
    // Two threads never write to one cache line, nor to the one that the processor fetches with it.
    private const long WorkerPadding = 2 * Buffer.Alignment;

    private readonly HashSet<(long Stride, long MostThreads)> workers = [];
    private readonly List<(int Slot, long Offset, long Bytes)> inArena = [];
    private readonly List<(int Slot, Literal Value)> constants = [];

    /// <summary>The length of the table.</summary>
    public int Slots { get; private set; }

    /// <summary>
    /// The bytes of all arenas: that of a body begins where its caller's ends, so bodies that do not run at the same time share.
    /// </summary>
    public long ArenaBytes { get; private set; }

    /// <summary>The scratch that threads share, for the kernel that needs most.</summary>
    public long SharedBytes { get; private set; }

    /// <summary>Slots that point into the arena.</summary>
    public IReadOnlyList<(int Slot, long Offset, long Bytes)> InArena => inArena;

    /// <summary>Slots that point to constants.</summary>
    public IReadOnlyList<(int Slot, Literal Value)> Constants => constants;

    /// <summary>The next multiple of the alignment.</summary>
    public static long Align(long byteCount) => (byteCount + Buffer.Alignment - 1) / Buffer.Alignment * Buffer.Alignment;

    /// <summary>Slots next to each other; the first one.</summary>
    public int Take(int count)
    {
        int first = Slots;
        Slots += count;
        return first;
    }

    public void PointIntoArena(int slot, long offset, long byteCount)
    {
        inArena.Add((slot, offset, byteCount));
        NeedArena(offset + byteCount);
    }

    public void PointTo(int slot, Literal constant) => constants.Add((slot, constant));

    public void NeedArena(long byteCount) => ArenaBytes = Math.Max(ArenaBytes, Align(byteCount));

    /// <summary>Makes room for the scratch of a step.</summary>
    /// <param name="shared">What its threads share.</param>
    /// <param name="worker">What each of them has for itself.</param>
    /// <param name="mostThreads">How many there are at most.</param>
    /// <returns>How far the scratch of one thread lies from that of the next.</returns>
    public long NeedScratch(long shared, long worker, long mostThreads)
    {
        SharedBytes = Math.Max(SharedBytes, Align(shared));
        long stride = Align(worker) + WorkerPadding;
        workers.Add((stride, mostThreads));
        return stride;
    }

    /// <summary>The scratch that threads have for themselves, for the step that needs most.</summary>
    /// <param name="threads">How many threads a run may use.</param>
    public long WorkerBytes(int threads) =>
        workers.Select(need => need.Stride * Math.Min(need.MostThreads, threads)).DefaultIfEmpty().Max();
}
