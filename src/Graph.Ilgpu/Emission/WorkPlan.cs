using Graph.Lowering;

namespace Graph.Ilgpu;

/// <summary>
/// How the points of a kernel are shared out among the threads of a device. A worker, a thread or a group of threads, takes an item: one
/// point of the kept axes, and of the others every so many-th point. So what is combined over points has a place of its own for each item
/// and needs no atomic operations, and the order of every sum follows from the kernel alone.
/// </summary>
/// <param name="IsByGroup">Whether a worker is a group of threads, which share the inner axes of each stage; else a thread.</param>
/// <param name="Kept">The axes that an item has one point of.</param>
/// <param name="Rest">The axes that a worker walks along.</param>
/// <param name="Chunks">How many items share a point of the kept axes.</param>
/// <param name="KeptFirst">Whether neighbouring items are neighbours along the kept axes, rather than among the chunks.</param>
/// <param name="GroupSize">The threads of a group.</param>
/// <param name="Workers">How many workers there are; with fewer than items, each takes every so many-th.</param>
internal sealed record WorkPlan(
    bool IsByGroup, Sequence<LoopAxis> Kept, Sequence<LoopAxis> Rest, long Chunks, bool KeptFirst, int GroupSize, long Workers)
{
    // Registers and scratch of more would not be used at once on any device.
    private const long MostWorkersWithScratch = 1 << 16;

    private const long WantedThreads = 1 << 14;
    private const long WantedGroups = 1 << 9;

    // A partial total is written and read once more; that shall be little beside its terms.
    private const long LeastTerms = 8;

    private const int ThreadsPerGroup = 128;
    private const int LeastThreads = 32;
    private const int MostThreads = 256;

    // With as many points each can have a thread to itself, whatever it does there.
    private const long ManyPoints = 1 << 13;
    private const long ShortStage = 32;

    /// <summary>The number of items.</summary>
    public long Items => checked(Kept.Points() * Chunks);

    /// <summary>The number of groups to launch.</summary>
    public long Groups => IsByGroup ? Workers : (Workers + GroupSize - 1) / GroupSize;

    /// <summary>The points that are shared by the chunks.</summary>
    public long RestPoints => Rest.Points();

    /// <summary>Shares out a kernel.</summary>
    /// <param name="scheduled">The kernel; its schedule says along what memory lies.</param>
    /// <param name="mostThreads">The most threads that a group may have on the device.</param>
    public static WorkPlan Of(ScheduledKernel scheduled, int mostThreads)
    {
        LoopKernel kernel = scheduled.Kernel;
        ImmutableArray<Stage> stages = [.. kernel.Stages.Where(stage => stage.Phase == StagePhase.AtPoint)];
        ImmutableArray<Combine> combines = [.. stages.SelectMany(stage => stage.Effects.OfType<Combine>())];
        long inner = stages.Select(stage => stage.Axes.Points()).DefaultIfEmpty(1).Max();
        bool isByGroup = IsForGroups(kernel, stages, scheduled.Schedule.Vector, inner);
        Sequence<LoopAxis> kept = combines.IsEmpty
            ? kernel.Axes
            : [.. kernel.Axes.Where(axis => combines.Any(own => own.Kept.Contains(axis)))];
        Sequence<LoopAxis> rest = [.. kernel.Axes.Except(kept)];
        long points = rest.Points();
        long wanted = (isByGroup ? WantedGroups : WantedThreads) / Math.Max(1, kept.Points());
        long most = isByGroup ? points : points / LeastTerms;
        long chunks = combines.IsEmpty ? 1 : Math.Clamp(wanted, 1, Math.Max(1, most));
        bool keptFirst = kernel.Axes.Count == 0 || kept.Contains(kernel.Axes[^1]);
        int threads = isByGroup ? (int)Math.Clamp(NextPowerOfTwo(inner), LeastThreads, MostThreads) : ThreadsPerGroup;
        long items = checked(kept.Points() * chunks);
        bool hasScratch = stages.Any(stage => stage.Axes.Count > 0 && stage.Effects.Any(effect => effect is Keep));
        return new WorkPlan(
            isByGroup, kept, rest, chunks, keptFirst, Math.Min(threads, mostThreads),
            hasScratch ? Math.Min(items, isByGroup ? MostWorkersWithScratch / LeastThreads : MostWorkersWithScratch) : items);
    }

    /// <summary>The number of an item, from its point of the kept axes and its chunk.</summary>
    public IndexMap ItemOf(IndexMap chunk)
    {
        IndexMap point = Flat(Kept);
        return KeptFirst ? (chunk * Kept.Points()) + point : (point * Chunks) + chunk;
    }

    /// <summary>The row-major number of a point of some axes.</summary>
    public static IndexMap Flat(IEnumerable<LoopAxis> axes) =>
        axes.Aggregate(IndexMap.Zero, (flat, axis) => (flat * axis.Size) + IndexMap.Of(axis));

    private static bool IsForGroups(LoopKernel kernel, ImmutableArray<Stage> stages, VectorAxis vector, long inner)
    {
        // What is stored by an index that is data takes its turns in one thread.
        bool isOrdered = stages.Any(stage => stage.Effects.Any(effect => effect is Store { Place.Indirection: not null }));
        if (isOrdered || inner < ShortStage)
        {
            return false;
        }
        return vector == VectorAxis.LastInner || kernel.Axes.Points() < ManyPoints;
    }

    private static long NextPowerOfTwo(long size) => (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)size);
}
