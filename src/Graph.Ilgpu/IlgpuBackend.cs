using Graph.Lowering;

namespace Graph.Ilgpu;

/// <summary>Runs plans on an accelerator through ILGPU. Safe to use from any number of threads, which take turns on the device.</summary>
public sealed class IlgpuBackend : IBackend
{
    private readonly DeviceEngine engine;

    /// <summary>Makes a backend; its memory and its compiled kernels go with it.</summary>
    /// <param name="kind">How the device is reached.</param>
    /// <param name="index">Its number among those of its kind; <see cref="DeviceList.Of"/> has them in order.</param>
    /// <exception cref="DeviceException">There is no such device; the sentence says what to install.</exception>
    public IlgpuBackend(DeviceKind kind, int index = 0)
        : this(kind, index, DeviceAssembly.Emit)
    {
    }

    internal IlgpuBackend(DeviceKind kind, int index, Func<IReadOnlyList<ScheduledKernel>, int, ImmutableArray<KernelMethods>> emit)
    {
        engine = new DeviceEngine(kind, index, emit);
        Name = new DeviceAddress(kind, index).ToString();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What the driver calls the device.</summary>
    public string DeviceName => engine.Name;

    /// <inheritdoc/>
    public Target Target { get; } = Target.Common;

    /// <summary>What was copied to and from the device so far.</summary>
    public TransferReport Transfers => engine.Transfers;

    /// <summary>What the cache of compiled kernels did so far.</summary>
    public KernelCacheReport KernelCache => engine.Kernels.Report;

    /// <summary>How much of the device's memory is taken from the driver, what is kept for later included.</summary>
    public long HeldBytes => engine.Memory.HeldBytes;

    /// <inheritdoc/>
    public IProgram Compile(ExecutionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new IlgpuProgram(plan, engine);
    }

    /// <summary>Waits until all work that was queued so far is done. Reading a result waits by itself; this is for measurements.</summary>
    public void Synchronize()
    {
        lock (engine.Turn)
        {
            engine.Stream.Synchronize();
        }
    }

    /// <inheritdoc/>
    public Buffer Allocate(nint byteLength) => HostMemory.Take(byteLength);
}
