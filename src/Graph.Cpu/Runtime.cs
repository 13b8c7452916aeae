using Graph.Codegen;
using Graph.Cpu;

namespace Graph;

/// <summary>Makes code of kernels, all in one assembly.</summary>
internal delegate ImmutableArray<KernelCode> KernelCompiler(IReadOnlyList<Lowering.ScheduledKernel> kernels, LaneWidth width);

/// <summary>
/// What compiled computations run with: worker threads, memory that is used again, and a bounded cache of compiled kernels. Safe to use
/// from any number of threads; when it is dropped its threads end and its memory is freed.
/// </summary>
public sealed class Runtime
{
    private static Runtime? current;
    private readonly BufferPool pool;
    private readonly GuardedMemory? guarded;

    /// <summary>Makes a runtime.</summary>
    /// <param name="options">What of; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no threads, or a bound is negative.</exception>
    /// <exception cref="PlatformNotSupportedException">Guard pages are asked for elsewhere than on Linux.</exception>
    public Runtime(RuntimeOptions? options = null)
        : this(options ?? new RuntimeOptions(), EmitKernels)
    {
    }

    internal Runtime(RuntimeOptions options, KernelCompiler compiler)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads ?? 1, 1, nameof(options.Threads));
        ArgumentOutOfRangeException.ThrowIfNegative(options.CachedCompilations, nameof(options.CachedCompilations));
        ArgumentOutOfRangeException.ThrowIfNegative(options.IdleBytes, nameof(options.IdleBytes));
        Options = options;
        Workers = new WorkerPool(options.Threads ?? Environment.ProcessorCount);
        Width = options.Width ?? MachineTarget.Width;
        Kernels = new KernelCache<LaneWidth, KernelCode>(new(compiler), options.CachedCompilations);
        Frames = new IdleFrames(options.IdleBytes);
        _ = new FullCollectionSignal(Frames);
        pool = new BufferPool(options.IdleBytes, Frames.Clear);
        pool.TrimWithCollections();
        guarded = options.GuardPages ? new GuardedMemory() : null;
    }

    /// <summary>The runtime of those who name none; made when first asked for, and replaceable.</summary>
    public static Runtime Default
    {
        get => Volatile.Read(ref current) ?? Interlocked.CompareExchange(ref current, new Runtime(), null) ?? current;
        set => Volatile.Write(ref current, value ?? throw new ArgumentNullException(nameof(value)));
    }

    /// <summary>What it was made of.</summary>
    public RuntimeOptions Options { get; }

    /// <summary>How many threads a call may use, its own among them.</summary>
    public int Threads => Workers.Threads;

    /// <summary>The width of the vectors of generated code.</summary>
    public LaneWidth Width { get; }

    /// <summary>What the cache of kernels did so far.</summary>
    public KernelCacheReport KernelCache => Kernels.Report;

    /// <summary>How many bytes are kept that nobody uses.</summary>
    public long IdleBytes => pool.IdleBytes + Frames.Bytes;

    /// <summary>The machine it runs on, looked at once.</summary>
    internal Lowering.Target Machine { get; } = MachineTarget.Detect();

    internal WorkerPool Workers { get; }

    internal KernelCache<LaneWidth, KernelCode> Kernels { get; }

    /// <summary>The memory of runs, where no run uses it.</summary>
    internal IdleFrames Frames { get; }

    /// <summary>A buffer of any content, whose memory comes back to this runtime when nobody can reach the buffer any more.</summary>
    /// <param name="byteLength">The size in bytes, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    /// <exception cref="OutOfMemoryException">The system has no such amount.</exception>
    public Buffer Allocate(nint byteLength) => guarded?.Take(byteLength) ?? pool.Take(byteLength);

    /// <summary>
    /// Drops the compiled kernels that no program uses, and the memory that nobody does; that of programs between two runs goes with the
    /// collections that follow.
    /// </summary>
    public void Trim()
    {
        Kernels.Clear();
        Frames.Clear();
        // Blocks that were in use since the last time stay once more.
        pool.Trim();
        pool.Trim();
    }

    private static ImmutableArray<KernelCode> EmitKernels(IReadOnlyList<Lowering.ScheduledKernel> kernels, LaneWidth width) =>
        CodeAssembly.Emit(kernels, width).Kernels;
}
