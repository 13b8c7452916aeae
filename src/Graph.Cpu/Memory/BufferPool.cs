using System.Runtime.InteropServices;

namespace Graph.Cpu;

/// <summary>
/// Memory that was given back, kept to be given out again: fresh memory costs a page fault for every four kilobytes, more than most kernels
/// do with them.
/// </summary>
/// <param name="mostIdleBytes">How much is kept at most; what is above goes back to the system.</param>
internal sealed unsafe class BufferPool(long mostIdleBytes) : MemoryOwner
{
    private const nuint PageBytes = 4096;

    // From here on blocks begin with a page.
    private const long LargeBytes = 16 * (long)PageBytes;

    private readonly Lock gate = new();
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
            long bytes = SizeClass.BytesOf(number);
            address = (nint)NativeMemory.AlignedAlloc((nuint)bytes, bytes >= LargeBytes ? PageBytes : Buffer.Alignment);
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

    /// <summary>
    /// An object without references, whose finalizer runs after collections: it tells the pool of full ones, for as long as there is a
    /// pool.
    /// </summary>
    private sealed class FullCollectionSignal(BufferPool pool)
    {
        // A WeakReference has a finalizer of its own, which may run before this one.
        private WeakGCHandle<BufferPool> pool = new(pool);
        private int collections = GC.CollectionCount(2);

        ~FullCollectionSignal()
        {
            if (!pool.TryGetTarget(out BufferPool? alive))
            {
                pool.Dispose();
                return;
            }
            int now = GC.CollectionCount(2);
            if (now != collections)
            {
                collections = now;
                alive.Trim();
            }
            GC.ReRegisterForFinalize(this);
        }
    }
}
