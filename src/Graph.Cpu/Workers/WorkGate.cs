using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Graph.Cpu;

/// <summary>
/// Where threads meet: a caller opens the gate for a job, workers enter, take chunks until there are none, and leave; the caller closes it
/// and waits for those
/// inside. A worker that comes late finds it closed, and nobody has waited for it. Workers know this object only, so that a pool can be
/// dropped.
/// </summary>
internal sealed class WorkGate
{
    // About what a sleeping thread takes to wake up.
    private const long SpinMicroseconds = 50;
    private const int SpinsBetweenLooks = 8;

    // The state: whether the gate is open, twice the number of workers inside, and the number of jobs so far above.
    private const long Open = 1;
    private const long OneInside = 2;
    private const int GenerationShift = 32;

    // Chunks take about equally long, so with so many turns for each thread none waits longer for the others than an eighth of the phase.
    private const long TurnsPerThread = 8;

    private readonly object parking = new();
    private SharedWords words;
    private volatile bool isStopped;
    private Job job;
    private long chunksPerTurn;
    private int threads;
    private ExceptionDispatchInfo? failure;

    /// <summary>How many workers there are now.</summary>
    public int Living => Volatile.Read(ref words.Living);

    /// <summary>Whether some worker does not sleep.</summary>
    public bool HasAwake => Volatile.Read(ref words.Parked) < Living;

    /// <summary>Whether nobody else runs a job. Then the caller may, and must <see cref="Leave"/>.</summary>
    public bool TryEnter() => Volatile.Read(ref words.Busy) == 0 && Interlocked.CompareExchange(ref words.Busy, 1, 0) == 0;

    /// <summary>Lets the next caller in.</summary>
    public void Leave() => Volatile.Write(ref words.Busy, 0);

    /// <summary>Runs a job on this thread and the workers that come; the caller has entered.</summary>
    /// <param name="work">The job.</param>
    /// <param name="mostThreads">How many threads may take part, this one included.</param>
    /// <param name="wakes">Whether to wake sleeping workers.</param>
    public void Run(in Job work, int mostThreads, bool wakes)
    {
        (job, threads, chunksPerTurn, failure) = (work, mostThreads, Math.Max(1, work.Chunks / (mostThreads * TurnsPerThread)), null);
        Volatile.Write(ref words.Next, 0);
        long generation = (Volatile.Read(ref words.State) >> GenerationShift) + 1;
        Interlocked.Exchange(ref words.State, (generation << GenerationShift) | Open);
        if (wakes)
        {
            WakeParked();
        }
        try
        {
            TakeTurns(0);
        }
        finally
        {
            // Where this thread failed, workers would go on with the rest: nobody needs it any more.
            Volatile.Write(ref words.Next, work.Chunks);
            Close();
            job = default;
        }
        failure?.Throw();
    }

    /// <summary>Sends all workers home.</summary>
    public void Stop()
    {
        isStopped = true;
        lock (parking)
        {
            Monitor.PulseAll(parking);
        }
    }

    /// <summary>The life of a worker.</summary>
    /// <param name="worker">Its number, from 1.</param>
    public void Work(int worker)
    {
        Interlocked.Increment(ref words.Living);
        for (long seen = Await(0); !isStopped; seen = Await(seen))
        {
            TakePart(worker);
        }
        Interlocked.Decrement(ref words.Living);
    }

    // In a method of its own: when it returns, no local of the thread holds on to generated code.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TakePart(int worker)
    {
        if (!TryComeIn())
        {
            return;
        }
        try
        {
            if (worker < threads)
            {
                TakeTurns(worker);
            }
        }
        catch (Exception thrown)
        {
            // Whatever it is, it is the caller's: a worker has nobody to tell, and must not end.
            failure = ExceptionDispatchInfo.Capture(thrown);
        }
        finally
        {
            Interlocked.Add(ref words.State, -OneInside);
        }
    }

    private bool TryComeIn()
    {
        long state = Volatile.Read(ref words.State);
        while ((state & Open) != 0)
        {
            long found = Interlocked.CompareExchange(ref words.State, state + OneInside, state);
            if (found == state)
            {
                return true;
            }
            state = found;
        }
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TakeTurns(int worker)
    {
        (long chunks, long turn) = (job.Chunks, chunksPerTurn);
        for (long first = Interlocked.Add(ref words.Next, turn) - turn; first < chunks; first = Interlocked.Add(ref words.Next, turn) - turn)
        {
            job.Run(worker, first, Math.Min(first + turn, chunks));
        }
    }

    private void Close()
    {
        long state = Interlocked.Add(ref words.State, -Open);
        SpinWait spinner = default;
        while (InsideOf(state) != 0)
        {
            // Without sleeping: the chunks that are left take microseconds, unless the worker has lost its core; then yielding helps.
            spinner.SpinOnce(sleep1Threshold: -1);
            state = Volatile.Read(ref words.State);
        }
    }

    private static long InsideOf(long state) => state & ((1L << GenerationShift) - 1) & ~Open;

    private void WakeParked()
    {
        // Opening the gate was a full fence, as is the counting of a worker that is about to park: one of both sees the other.
        if (Volatile.Read(ref words.Parked) > 0)
        {
            lock (parking)
            {
                Monitor.PulseAll(parking);
            }
        }
    }

    /// <summary>Waits for a job after the one seen last, first awake and then asleep; its generation.</summary>
    private long Await(long seen)
    {
        long start = Stopwatch.GetTimestamp();
        long most = Stopwatch.Frequency * SpinMicroseconds / 1_000_000;
        do
        {
            if (IsNew(seen, out long generation))
            {
                return generation;
            }
            Thread.SpinWait(SpinsBetweenLooks);
        }
        while (Stopwatch.GetTimestamp() - start < most);
        return Park(seen);
    }

    private long Park(long seen)
    {
        lock (parking)
        {
            Interlocked.Increment(ref words.Parked);
            long generation;
            while (!IsNew(seen, out generation))
            {
                Monitor.Wait(parking);
            }
            Interlocked.Decrement(ref words.Parked);
            return generation;
        }
    }

    private bool IsNew(long seen, out long generation)
    {
        generation = Volatile.Read(ref words.State) >> GenerationShift;
        return generation != seen || isStopped;
    }

    /// <summary>What threads write while others look: each on cache lines of its own, and so are the fields around.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 640)]
    private struct SharedWords
    {
        [FieldOffset(128)]
        public long State;

        [FieldOffset(256)]
        public long Next;

        [FieldOffset(384)]
        public int Busy;

        [FieldOffset(512)]
        public int Parked;

        [FieldOffset(516)]
        public int Living;
    }
}
