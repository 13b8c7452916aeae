using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Graph.Cpu;

/// <summary>Where one worker waits for jobs, first awake and then asleep. Each can be woken alone.</summary>
internal sealed class Seat
{
    // About what a sleeping thread takes to wake up.
    private const long SpinMicroseconds = 50;
    private const int SpinsBetweenLooks = 8;

    // What the word tells of the worker; at first it is not there.
    private const int Awake = 1;
    private const int Asleep = 2;

    private static readonly long spinTicks = Stopwatch.Frequency * SpinMicroseconds / 1_000_000;
    private readonly object bed = new();
    private PaddedWord word;

    // Since when the worker has had nothing to do; its own.
    private long idleSince;

    /// <summary>Whether the worker is there and does not sleep.</summary>
    public bool IsAwake => Volatile.Read(ref word.Value) == Awake;

    /// <summary>The worker comes, or did its part of a job: from now on it stays awake for a while.</summary>
    public void StayAwake()
    {
        Volatile.Write(ref word.Value, Awake);
        idleSince = Stopwatch.GetTimestamp();
    }

    /// <summary>The worker waits until a gate has something new.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="seen">The generation that the worker saw last.</param>
    /// <returns>The generation that is there.</returns>
    public long Await(WorkGate gate, long seen)
    {
        // Jobs for others do not keep a worker awake.
        do
        {
            if (gate.IsNew(seen, out long generation))
            {
                return generation;
            }
            Thread.SpinWait(SpinsBetweenLooks);
        }
        while (Stopwatch.GetTimestamp() - idleSince < spinTicks);
        return Sleep(gate, seen);
    }

    /// <summary>Wakes the worker if it sleeps; the caller has made what is new visible by a full fence.</summary>
    public void Wake()
    {
        // A full fence is what the worker has too, between lying down and looking a last time: one of both sees the other.
        if (Volatile.Read(ref word.Value) == Asleep)
        {
            lock (bed)
            {
                Monitor.Pulse(bed);
            }
        }
    }

    private long Sleep(WorkGate gate, long seen)
    {
        lock (bed)
        {
            Interlocked.Exchange(ref word.Value, Asleep);
            long generation;
            while (!gate.IsNew(seen, out generation))
            {
                Monitor.Wait(bed);
            }
            StayAwake();
            return generation;
        }
    }

    /// <summary>A word that others look at, on cache lines of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct PaddedWord
    {
        [FieldOffset(128)]
        public int Value;
    }
}
