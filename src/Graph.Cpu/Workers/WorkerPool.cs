using System.Globalization;

namespace Graph.Cpu;

/// <summary>The threads of a runtime; they are made when the first job comes and end when the pool is dropped.</summary>
internal sealed class WorkerPool
{
    private readonly Lock starting = new();
    private volatile bool hasStarted;

    /// <param name="threads">How many threads take part in a job, the caller's own included.</param>
    public WorkerPool(int threads) => Threads = threads;

    /// <summary>Ends the threads.</summary>
    ~WorkerPool() => Gate.Stop();

    /// <summary>What the threads know of the pool.</summary>
    public WorkGate Gate { get; } = new();

    /// <summary>How many threads take part in a job at most, the caller's own included.</summary>
    public int Threads { get; }

    /// <summary>Runs a job by several threads, unless another call does so now: that one is not waited for, and nothing was done.</summary>
    /// <param name="job">The job.</param>
    /// <param name="threads">How many threads may take part.</param>
    /// <param name="wakes">Whether to wake sleeping threads; else nothing is done unless one is awake.</param>
    public bool TryRun(in Job job, int threads, bool wakes = true)
    {
        if ((!wakes && !Gate.HasAwake) || !Gate.TryEnter())
        {
            return false;
        }
        try
        {
            if (!hasStarted)
            {
                Start();
            }
            Gate.Run(job, Math.Min(threads, Threads), wakes);
        }
        finally
        {
            Gate.Leave();
        }
        GC.KeepAlive(this);
        return true;
    }

    private void Start()
    {
        lock (starting)
        {
            for (int worker = 1; worker < Threads && !hasStarted; worker++)
            {
                // The thread may hold the gate, not the pool.
                (WorkGate entrance, int number) = (Gate, worker);
                Thread thread = new(() => entrance.Work(number))
                {
                    IsBackground = true,
                    Name = string.Create(CultureInfo.InvariantCulture, $"graph worker {number}"),
                };
                thread.Start();
            }
            hasStarted = true;
        }
    }
}
