using System.Runtime.InteropServices;

namespace Graph.Cpu;

/// <summary>The memory of one run, made once and used by one run after the other.</summary>
internal sealed unsafe class Frame
{
    // Odd as a float, an index and a bool alike.
    private const byte Nonsense = 0xFF;

    private readonly List<Buffer> buffers = [];
    private readonly List<Buffer> poisoned = [];
    private readonly byte* shared;
    private readonly byte* workers;

    public Frame(FrameLayout layout, Runtime runtime, int threads)
    {
        Table = (byte**)Take(runtime, (long)layout.Slots.Slots * sizeof(byte*), isPoisoned: false);
        shared = (byte*)Take(runtime, layout.SharedBytes);
        workers = (byte*)Take(runtime, layout.WorkerBytes(threads));
        if (runtime.Options.GuardPages)
        {
            Dictionary<(long, long), nint> places = [];
            foreach ((int slot, long offset, long bytes) in layout.Slots.InArena)
            {
                ref nint address = ref CollectionsMarshal.GetValueRefOrAddDefault(places, (offset, bytes), out bool isKnown);
                address = isKnown ? address : Take(runtime, bytes);
                Table[slot] = (byte*)address;
            }
        }
        else
        {
            nint arena = Take(runtime, layout.Slots.ArenaBytes);
            foreach ((int slot, long offset, _) in layout.Slots.InArena)
            {
                Table[slot] = (byte*)(arena + (nint)offset);
            }
        }
        foreach ((int slot, Literal value) in layout.Slots.Constants)
        {
            Table[slot] = (byte*)value.Buffer.Address;
        }
        Threads = threads;
        Workers = runtime.Workers;
    }

    /// <summary>The pointers of all steps.</summary>
    public byte** Table { get; }

    /// <summary>How many threads the run may use.</summary>
    public int Threads { get; }

    /// <summary>The threads.</summary>
    public WorkerPool Workers { get; }

    /// <summary>Where steps note their times; null where nobody wants to know.</summary>
    public StepClock? Clock { get; set; }

    /// <summary>The bytes that the frame holds.</summary>
    public long ByteCount { get; private set; }

    /// <summary>The scratch of a step.</summary>
    /// <param name="stride">How many bytes each thread has.</param>
    public Scratch ScratchOf(long stride) => new(shared, workers, stride);

    /// <summary>Fills all memory with nonsense, the table aside.</summary>
    public void Poison()
    {
        foreach (Buffer buffer in poisoned)
        {
            NativeMemory.Fill((void*)buffer.Address, (nuint)buffer.ByteLength, Nonsense);
        }
    }

    /// <summary>To be called when a run is done with the addresses.</summary>
    public void KeepAlive()
    {
        GC.KeepAlive(buffers);
        GC.KeepAlive(this);
    }

    private nint Take(Runtime runtime, long byteCount, bool isPoisoned = true)
    {
        Buffer buffer = runtime.Allocate((nint)byteCount);
        buffers.Add(buffer);
        ByteCount += buffer.ByteLength;
        if (isPoisoned)
        {
            poisoned.Add(buffer);
        }
        return buffer.Address;
    }
}
