using System.Runtime.InteropServices;
using Graph.Lowering;

namespace Graph.Cpu;

/// <summary>
/// Memory that was given back, kept to be given out again: fresh memory costs a page fault for every four kilobytes, more than most kernels
/// do with them.
/// </summary>
/// <param name="mostIdleBytes">How much is kept at most; what is above goes back to the system.</param>
/// <param name="dropIdle">Drops other buffers that can be done without; called when the system has no more memory.</param>
/// <param name="allocate">For tests: a block of the system's.</param>
internal sealed unsafe class BufferPool(long mostIdleBytes, Action? dropIdle = null, Func<long, nint>? allocate = null)
    : MemoryOwner, ITrimmed
{
    private const nuint PageBytes = 4096;

    // From here on blocks begin with a page.
    private const long LargeBytes = 16 * (long)PageBytes;

    private readonly Lock gate = new();
    private readonly Func<long, nint> allocate = allocate ?? AllocateAligned;
    private readonly IdleBlocks[] idle = new IdleBlocks[SizeClass.Count];
    private long idleBytes;
    private bool isClosed;

    /// <summary>Gives everything back to the system; memory that is still out follows when it comes in.</summary>
    ~BufferPool()
    {
        lock (gate)
        {
            isClosed = true;
            FreeDownTo(_ => 0);
        }
    }

    /// <summary>How many bytes are idle.</summary>
    public long IdleBytes
    {
        get
        {
            lock (gate)
            {
                return idleBytes;
            }
        }
    }

    /// <summary>From now on memory that nobody took between two full collections goes back to the system.</summary>
    public void TrimWithCollections() => _ = new FullCollectionSignal(this);

    /// <summary>A buffer of any content.</summary>
    /// <exception cref="OutOfMemoryException">The system has no such amount.</exception>
    public Buffer Take(nint byteLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteLength);
        int number = SizeClass.Of(byteLength);
        nint address = 0;
        lock (gate)
        {
            if (idle[number].TryPop(out address))
            {
                idleBytes -= SizeClass.BytesOf(number);
            }
        }
        if (address == 0)
        {
            address = AllocateOrCollect(SizeClass.BytesOf(number));
        }
        return Buffer.Over(address, byteLength, this);
    }

    /// <summary>Gives the system what lay idle since the last call.</summary>
    public void Trim()
    {
        lock (gate)
        {
            FreeDownTo(number => idle[number].Count - idle[number].LeastCount);
            for (int number = 0; number < idle.Length; number++)
            {
                idle[number].LeastCount = idle[number].Count;
            }
        }
    }

    /// <inheritdoc/>
    protected override void Release(nint address, nint byteLength)
    {
        int number = SizeClass.Of(byteLength);
        long bytes = SizeClass.BytesOf(number);
        lock (gate)
        {
            if (!isClosed && idleBytes + bytes <= mostIdleBytes)
            {
                idle[number].Push(address);
                idleBytes += bytes;
                return;
            }
        }
        NativeMemory.AlignedFree((void*)address);
    }

    private static nint AllocateAligned(long bytes) =>
        (nint)NativeMemory.AlignedAlloc((nuint)bytes, bytes >= LargeBytes ? PageBytes : Buffer.Alignment);

    /// <summary>A block of the system's; where it has none, one more attempt after everything that nobody uses went back to it.</summary>
    private nint AllocateOrCollect(long bytes)
    {
        try
        {
            return allocate(bytes);
        }
        catch (OutOfMemoryException)
        {
            dropIdle?.Invoke();
            FreeAll();
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
        FreeAll();
        return allocate(bytes);
    }

    private void FreeAll()
    {
        lock (gate)
        {
            FreeDownTo(_ => 0);
        }
    }

    private void FreeDownTo(Func<int, int> keep)
    {
        for (int number = 0; number < idle.Length; number++)
        {
            int kept = keep(number);
            while (idle[number].Count > kept && idle[number].TryPop(out nint address))
            {
                NativeMemory.AlignedFree((void*)address);
                idleBytes -= SizeClass.BytesOf(number);
            }
        }
    }

    /// <summary>A stack of blocks of one class.</summary>
    private struct IdleBlocks
    {
        private nint[]? blocks;

        public int Count { get; private set; }

        /// <summary>The least <see cref="Count"/> since it was last set: so many blocks nobody needed.</summary>
        public int LeastCount { get; set; }

        public void Push(nint address)
        {
            blocks ??= new nint[4];
            if (Count == blocks.Length)
            {
                Array.Resize(ref blocks, 2 * Count);
            }
            blocks[Count++] = address;
        }

        public bool TryPop(out nint address)
        {
            address = Count > 0 ? blocks![--Count] : 0;
            LeastCount = Math.Min(LeastCount, Count);
            return address != 0;
        }
    }
}
