using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Graph.Cpu;

/// <summary>
/// Where threads meet: a caller opens the gate for a job, workers enter, take chunks until there are none, and leave; the caller closes it
/// and waits for those inside. A worker that comes late finds it closed, and nobody has waited for it. Workers know this object only, so
/// that a pool can be dropped.
/// </summary>
/// <param name="workers">How many workers may come.</param>
internal sealed class WorkGate(int workers)
{
    // The state: whether the gate is open, twice the number of workers inside, and the number of jobs so far above.
    private const long Open = 1;
    private const long OneInside = 2;
    private const int GenerationShift = 32;

    // Chunks take about equally long, so with so many turns for each thread none waits longer for the others than an eighth of the phase.
    private const long TurnsPerThread = 8;

    private SharedWords words;
    private volatile bool isStopped;
    private Job job;
    private long chunksPerTurn;
    private int threads;
    private ExceptionDispatchInfo? failure;

    /// <summary>Where workers wait; that of worker <c>n</c> is at <c>n - 1</c>.</summary>
    public ImmutableArray<Seat> Seats { get; } = [.. Enumerable.Range(0, workers).Select(_ => new Seat())];

    /// <summary>How many workers there are now.</summary>
    public int Living => Volatile.Read(ref words.Living);

    /// <summary>Whether a worker is awake that may take part in a job of so many threads.</summary>
    public bool HasAwake(int mostThreads)
    {
        for (int worker = 1; worker < mostThreads; worker++)
        {
            if (Seats[worker - 1].IsAwake)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether nobody else runs a job. Then the caller may, and must <see cref="Leave"/>.</summary>
    public bool TryEnter() => Volatile.Read(ref words.Busy) == 0 && Interlocked.CompareExchange(ref words.Busy, 1, 0) == 0;

    /// <summary>Lets the next caller in.</summary>
    public void Leave() => Volatile.Write(ref words.Busy, 0);

    /// <summary>Runs a job on this thread and the workers that come; the caller has entered.</summary>
    /// <param name="work">The job.</param>
    /// <param name="mostThreads">How many threads may take part, this one included.</param>
    /// <param name="wakes">Whether to wake those of them that sleep.</param>
    public void Run(in Job work, int mostThreads, bool wakes)
    {
        (job, threads, chunksPerTurn) = (work, mostThreads, Math.Max(1, work.Chunks / (mostThreads * TurnsPerThread)));
        Volatile.Write(ref words.Next, 0);
        long generation = (Volatile.Read(ref words.State) >> GenerationShift) + 1;
        Interlocked.Exchange(ref words.State, (generation << GenerationShift) | Open);
        for (int worker = 1; wakes && worker < mostThreads; worker++)
        {
            Seats[worker - 1].Wake();
        }
        ExceptionDispatchInfo? thrown;
        try
        {
            TakeTurns(0);
        }
        finally
        {
            // Where this thread failed, workers would go on with the rest: nobody needs it any more.
            Volatile.Write(ref words.Next, work.Chunks);
            Close();
            // Nothing of the job stays here, what it threw included.
            (thrown, failure, job) = (failure, null, default);
        }
        thrown?.Throw();
    }

    /// <summary>Sends all workers home.</summary>
    public void Stop()
    {
        isStopped = true;
        Interlocked.MemoryBarrier();
        foreach (Seat seat in Seats)
        {
            seat.Wake();
        }
    }

    /// <summary>The life of a worker.</summary>
    /// <param name="worker">Its number, from 1.</param>
    public void Work(int worker)
    {
        Interlocked.Increment(ref words.Living);
        Seat seat = Seats[worker - 1];
        seat.StayAwake();
        for (long seen = seat.Await(this, 0); !isStopped; seen = seat.Await(this, seen))
        {
            if (TakePart(worker))
            {
                seat.StayAwake();
            }
        }
        Interlocked.Decrement(ref words.Living);
    }

    /// <summary>Whether there is a job after the one seen last, or nothing to wait for any more.</summary>
    public bool IsNew(long seen, out long generation)
    {
        generation = Volatile.Read(ref words.State) >> GenerationShift;
        return generation != seen || isStopped;
    }

    // In a method of its own: when it returns, no local of the thread holds on to generated code.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TakePart(int worker)
    {
        if (!TryComeIn())
        {
            return false;
        }
        try
        {
            if (worker >= threads)
            {
                return false;
            }
            TakeTurns(worker);
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
        return true;
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
        for (long first = Interlocked.Add(ref words.Next, turn) - turn; first < chunks;
            first = Interlocked.Add(ref words.Next, turn) - turn)
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
        public int Living;
    }
}
