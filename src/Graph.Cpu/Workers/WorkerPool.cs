using System.Globalization;

namespace Graph.Cpu;

/// <summary>The threads of a runtime; they are made when the first job comes and end when the pool is dropped.</summary>
internal sealed class WorkerPool
{
    // A system that has no thread to give is not asked again before so many jobs.
    private const int JobsBetweenAttempts = 1000;

    private readonly Action<Thread> start;

    // Of who has entered the gate, as is the next one.
    private int started;
    private int jobsToAttempt;

    /// <param name="threads">How many threads take part in a job, the caller's own included.</param>
    /// <param name="start">For tests: how a thread is started.</param>
    public WorkerPool(int threads, Action<Thread>? start = null)
    {
        // Without the context of the caller, whose first job this is: it would live as long as the thread.
        this.start = start ?? (thread => thread.UnsafeStart());
        (Threads, Gate) = (threads, new WorkGate(threads - 1));
    }

    /// <summary>Ends the threads.</summary>
    ~WorkerPool() => Gate.Stop();

    /// <summary>What the threads know of the pool.</summary>
    public WorkGate Gate { get; }

    /// <summary>How many threads take part in a job at most, the caller's own included.</summary>
    public int Threads { get; }

    /// <summary>Runs a job by several threads, unless another call does so now: that one is not waited for, and nothing was done.</summary>
    /// <param name="job">The job.</param>
    /// <param name="threads">How many threads may take part.</param>
    /// <param name="wakes">Whether to wake sleeping threads; else nothing is done unless one is awake.</param>
    public bool TryRun(in Job job, int threads, bool wakes = true)
    {
        // Those that would find no chunk are left alone.
        int most = (int)Math.Clamp(job.Chunks, 1, Math.Min(threads, Threads));
        if ((!wakes && !Gate.HasAwake(most)) || !Gate.TryEnter())
        {
            return false;
        }
        try
        {
            if (started < Threads - 1 && jobsToAttempt-- <= 0)
            {
                Start();
            }
            Gate.Run(job, Math.Min(most, started + 1), wakes);
        }
        finally
        {
            Gate.Leave();
        }
        GC.KeepAlive(this);
        return true;
    }

    /// <summary>Starts the threads that are not there yet. Where the system has none to give, jobs run with those that are.</summary>
    private void Start()
    {
        try
        {
            while (started < Threads - 1)
            {
                // The thread may hold the gate, not the pool.
                (WorkGate entrance, int number) = (Gate, started + 1);
                start(new Thread(() => entrance.Work(number))
                {
                    IsBackground = true,
                    Name = string.Create(CultureInfo.InvariantCulture, $"graph worker {number}"),
                });
                started = number;
            }
        }
        catch (Exception refused) when (refused is OutOfMemoryException or ThreadStartException)
        {
            jobsToAttempt = JobsBetweenAttempts;
        }
    }
}
