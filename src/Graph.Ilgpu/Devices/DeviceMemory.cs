using System.Collections.Concurrent;
using Graph.Lowering;
using ILGPU;
using ILGPU.Runtime;

namespace Graph.Ilgpu;

/// <summary>
/// A piece of a device's memory. Given back by its finalizer, which only says so; the next call on the device does the rest.
/// </summary>
internal sealed class MemoryBlock(DeviceMemory owner, MemoryBuffer1D<byte, Stride1D.Dense> buffer, int sizeClass)
{
    /// <summary>Gives the memory back.</summary>
    ~MemoryBlock() => owner.Release(buffer, sizeClass);

    /// <summary>All of it.</summary>
    public ArrayView<byte> View => buffer.View.BaseView;

    /// <summary>The size.</summary>
    public long ByteCount => buffer.LengthInBytes;
}

/// <summary>
/// The memory of a device, kept to be given out again. All but <see cref="Release"/> is for whoever has the device's turn: what was given
/// back may still be in use by work that is queued, and whoever gets it queues behind that.
/// </summary>
/// <param name="accelerator">The device.</param>
/// <param name="mostBytes">How much there is.</param>
internal sealed class DeviceMemory(Accelerator accelerator, long mostBytes)
{
    // What nobody else reaches any more must not be finalized before its block says that it is free.
    private readonly HashSet<MemoryBuffer1D<byte, Stride1D.Dense>> held = [];
    private readonly ConcurrentQueue<(MemoryBuffer1D<byte, Stride1D.Dense> Buffer, int SizeClass)> released = new();
    private readonly Stack<MemoryBuffer1D<byte, Stride1D.Dense>>?[] idle =
        new Stack<MemoryBuffer1D<byte, Stride1D.Dense>>?[SizeClass.Count];

    /// <summary>How much is taken from the driver, idle memory included.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>How much of it nobody uses.</summary>
    public long IdleBytes { get; private set; }

    /// <summary>Memory of any content.</summary>
    /// <param name="byteCount">The size.</param>
    /// <param name="purpose">What it is for, should there be none: "the argument %x of @main".</param>
    /// <exception cref="DeviceException">The device has no such amount.</exception>
    public MemoryBlock Take(long byteCount, string purpose)
    {
        Collect();
        int number = SizeClass.Of(byteCount);
        long size = SizeClass.BytesOf(number);
        return TryTake(number, size) ?? TryTakeAfterCollection(number, size) ?? throw new DeviceException(
            $"{accelerator.Name} has no memory left for {purpose}: {Megabytes(byteCount)} needed, {Megabytes(HeldBytes - IdleBytes)} of " +
            $"{Megabytes(mostBytes)} in use");
    }

    /// <summary>Takes a block back; by any thread.</summary>
    public void Release(MemoryBuffer1D<byte, Stride1D.Dense> buffer, int sizeClass)
    {
        GC.RemoveMemoryPressure(SizeClass.BytesOf(sizeClass));
        released.Enqueue((buffer, sizeClass));
    }

    /// <summary>Puts what was given back to what is idle, and gives the driver what is too much of it.</summary>
    public void Collect()
    {
        while (released.TryDequeue(out (MemoryBuffer1D<byte, Stride1D.Dense> Buffer, int SizeClass) block))
        {
            (idle[block.SizeClass] ??= new()).Push(block.Buffer);
            IdleBytes += SizeClass.BytesOf(block.SizeClass);
        }
        if (IdleBytes > mostBytes / 4)
        {
            FreeIdle();
        }
    }

    /// <summary>Gives the driver all that is idle.</summary>
    public void FreeIdle()
    {
        // Of work that is queued the driver keeps what it needs, but not every driver.
        accelerator.DefaultStream.Synchronize();
        for (int number = 0; number < idle.Length; number++)
        {
            while (idle[number] is { Count: > 0 } blocks)
            {
                MemoryBuffer1D<byte, Stride1D.Dense> freed = blocks.Pop();
                held.Remove(freed);
                freed.Dispose();
                (IdleBytes, HeldBytes) = (IdleBytes - SizeClass.BytesOf(number), HeldBytes - SizeClass.BytesOf(number));
            }
        }
    }

    private static string Megabytes(long byteCount) => FormattableString.Invariant($"{byteCount / 1048576.0:0.#} MiB");

    private MemoryBlock? TryTake(int number, long size)
    {
        if (idle[number] is { Count: > 0 } blocks)
        {
            IdleBytes -= size;
            return Out(blocks.Pop(), number, size);
        }
        if (HeldBytes + size > mostBytes)
        {
            return null;
        }
        try
        {
            MemoryBuffer1D<byte, Stride1D.Dense> fresh = accelerator.Allocate1D<byte>(size);
            HeldBytes += size;
            held.Add(fresh);
            return Out(fresh, number, size);
        }
        catch (AcceleratorException)
        {
            // Others use the device too: it has less than its size.
            return null;
        }
    }

    private MemoryBlock? TryTakeAfterCollection(int number, long size)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Collect();
        FreeIdle();
        return TryTake(number, size);
    }

    private MemoryBlock Out(MemoryBuffer1D<byte, Stride1D.Dense> buffer, int number, long size)
    {
        GC.AddMemoryPressure(size);
        return new MemoryBlock(this, buffer, number);
    }
}
