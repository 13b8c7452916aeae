using System.Collections.Concurrent;
using Graph.Codegen;
using Graph.Lowering;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace Graph.Ilgpu;

/// <summary>
/// A device with its memory and its compiled kernels. Calls take turns; work is queued in their order and nobody waits for it but who reads
/// its results.
/// </summary>
internal sealed class DeviceEngine
{
    // As on the CPU: what is kept are compilations, each with its assembly.
    private const int CachedCompilations = 64;

    private readonly Func<IReadOnlyList<ScheduledKernel>, int, ImmutableArray<KernelMethods>> emit;
    private readonly Context context;
    private readonly Accelerator accelerator;

    // What nobody else reaches any more must not be finalized before its launch says that it is free.
    private readonly HashSet<Kernel> loaded = [];
    private readonly ConcurrentQueue<Kernel> released = new();
    private MemoryBlock? workspace;

    /// <param name="kind">How the device is reached.</param>
    /// <param name="index">Its number among those of its kind.</param>
    /// <param name="emit">Makes methods of kernels, for groups of so many threads at most.</param>
    /// <exception cref="DeviceException">There is no such device.</exception>
    public DeviceEngine(DeviceKind kind, int index, Func<IReadOnlyList<ScheduledKernel>, int, ImmutableArray<KernelMethods>> emit)
    {
        (Kind, this.emit) = (kind, emit);
        context = DeviceList.CreateContext(kind);
        accelerator = DeviceList.Open(context, kind, index);
        Memory = new DeviceMemory(accelerator, kind == DeviceKind.Simulator ? long.MaxValue : accelerator.MemorySize);
        Kernels = new KernelCache<int, DeviceKernel>((kernels, _) => Compile(kernels), CachedCompilations);
    }

    /// <summary>How the device is reached.</summary>
    public DeviceKind Kind { get; }

    /// <summary>What its driver calls it.</summary>
    public string Name => accelerator.Name;

    /// <summary>Held by whoever has the device's turn.</summary>
    public Lock Turn { get; } = new();

    /// <summary>Its memory.</summary>
    public DeviceMemory Memory { get; }

    /// <summary>Its compiled kernels, by structure.</summary>
    public KernelCache<int, DeviceKernel> Kernels { get; }

    /// <summary>What was copied to and from the device so far.</summary>
    public TransferReport Transfers { get; private set; } = new(0, 0, 0, 0);

    /// <summary>The queue of the device.</summary>
    public AcceleratorStream Stream => accelerator.DefaultStream;

    /// <summary>Memory of the device that one run after the other uses, of any content.</summary>
    /// <param name="byteCount">The least size.</param>
    /// <param name="purpose">What for, in words.</param>
    public ArrayView<byte> Workspace(long byteCount, string purpose)
    {
        if (workspace is null || workspace.ByteCount < byteCount)
        {
            workspace = null;
            workspace = Memory.Take(byteCount, purpose);
        }
        return workspace.View;
    }

    /// <summary>The mirror of a buffer on this device; made where there is none.</summary>
    public DeviceMirror MirrorOf(Buffer buffer, string purpose)
    {
        if (buffer.Mirror is DeviceMirror mirror && mirror.Engine == this)
        {
            return mirror;
        }
        // Whatever another device has is brought here first.
        _ = buffer.Address;
        DeviceMirror own = new(this, Memory.Take(buffer.ByteLength, purpose), buffer.ByteLength);
        buffer.Mirror = own;
        return own;
    }

    /// <summary>The elements of a buffer on the device, copied there if need be.</summary>
    public ArrayView<byte> ToRead(Buffer buffer, string purpose)
    {
        DeviceMirror mirror = MirrorOf(buffer, purpose);
        if (!mirror.IsCurrentThere)
        {
            Upload(buffer, mirror.Block);
            mirror.Uploaded();
        }
        return mirror.Block.View;
    }

    /// <summary>Copies memory of the device; the caller has its turn.</summary>
    public void Download(MemoryBlock block, nint address, long byteCount)
    {
        if (byteCount > 0)
        {
            using CPUMemoryBuffer host = CPUMemoryBuffer.Create(accelerator, address, byteCount, 1);
            block.View.SubView(0, byteCount).CopyTo(Stream, host.AsArrayView<byte>(0, byteCount));
            Stream.Synchronize();
        }
        Transfers = Transfers with { Downloads = Transfers.Downloads + 1, DownloadedBytes = Transfers.DownloadedBytes + byteCount };
    }

    /// <summary>A kernel is not needed any more; by any thread.</summary>
    public void Release(Kernel kernel) => released.Enqueue(kernel);

    /// <summary>Unloads what is not needed any more and takes memory back that was given up; for whoever has the device's turn.</summary>
    public void Collect()
    {
        Memory.Collect();
        while (released.TryDequeue(out Kernel? kernel))
        {
            loaded.Remove(kernel);
            // What is queued may still run it.
            Stream.Synchronize();
            kernel.Dispose();
        }
    }

    private void Upload(Buffer buffer, MemoryBlock block)
    {
        if (buffer.ByteLength > 0)
        {
            using CPUMemoryBuffer host = CPUMemoryBuffer.Create(accelerator, buffer.Address, buffer.ByteLength, 1);
            block.View.SubView(0, buffer.ByteLength).CopyFrom(Stream, host.AsArrayView<byte>(0, buffer.ByteLength));
            // The buffer may be written as soon as the call returns.
            Stream.Synchronize();
            GC.KeepAlive(buffer);
        }
        Transfers = Transfers with { Uploads = Transfers.Uploads + 1, UploadedBytes = Transfers.UploadedBytes + buffer.ByteLength };
    }

    private ImmutableArray<DeviceKernel> Compile(IReadOnlyList<ScheduledKernel> kernels)
    {
        int mostThreads = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)accelerator.MaxNumThreadsPerGroup + 1) / 2;
        ImmutableArray<KernelMethods> methods = emit(kernels, mostThreads);
        lock (Turn)
        {
            try
            {
                return
                [
                    .. methods.Zip(kernels, (kernel, source) =>
                        new DeviceKernel([.. kernel.Launches.Select(own => Load(own, source))], kernel.Scratch)),
                ];
            }
            finally
            {
                // What ILGPU keeps of a kernel is not needed once it is loaded; of one that failed to compile, it would spoil all others.
                context.ClearCache(ClearCacheMode.Everything);
            }
        }
    }

    private LoadedLaunch Load(LaunchMethod method, ScheduledKernel source)
    {
        Kernel kernel;
        try
        {
            kernel = DeviceList.Load(context, accelerator, method.Method);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new KernelCompilationException(source, failure);
        }
        loaded.Add(kernel);
        return new LoadedLaunch(this, method, kernel);
    }
}
