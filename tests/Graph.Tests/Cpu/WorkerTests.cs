using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Graph.Codegen;
using Graph.Cpu;

namespace Graph.Tests.Cpu;

/// <summary>The threads of a runtime.</summary>
[Collection(nameof(AloneCollection))]
public sealed unsafe class WorkerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_chunk_runs_once(int threads)
    {
        WorkerPool pool = new(threads);
        long most = 3000;
        int* counts = (int*)NativeMemory.AllocZeroed((nuint)most, sizeof(int));
        KernelMethod count = static (operands, _, _, first, end) =>
        {
            for (long chunk = first; chunk < end; chunk++)
            {
                Interlocked.Increment(ref ((int*)operands)[chunk]);
            }
        };
        for (int round = 0; round < 2000; round++)
        {
            long chunks = round * 7919L % most;
            Assert.True(pool.TryRun(new Job(count, chunks, (byte**)counts, default), threads));
            for (long chunk = 0; chunk < most; chunk++)
            {
                if (counts[chunk] != (chunk < chunks ? 1 : 0))
                {
                    Assert.Fail($"chunk {chunk} of {chunks} ran {counts[chunk]} times in round {round}");
                }
                counts[chunk] = 0;
            }
        }
        NativeMemory.Free(counts);
    }

    [Fact]
    public void All_threads_take_part_each_with_scratch_of_its_own()
    {
        WorkerPool pool = new(4);
        Assert.Equal([0, 1, 2, 3], WorkersThatMeet(pool, 4));
        Assert.Equal([0, 1], WorkersThatMeet(pool, 2));
    }

    [Fact]
    public void A_call_does_not_wait_for_another_ones_job()
    {
        WorkerPool pool = new(2);
        using ManualResetEventSlim isInside = new(), mayLeave = new();
        KernelMethod block = (_, _, _, _, _) =>
        {
            isInside.Set();
            mayLeave.Wait(Patience);
        };
        Thread first = new(() => Assert.True(pool.TryRun(new Job(block, 1, null, default), 2)));
        first.Start();
        Assert.True(isInside.Wait(Patience));
        bool hasRun = false;
        Assert.False(pool.TryRun(new Job((_, _, _, _, _) => hasRun = true, 1, null, default), 2));
        Assert.False(hasRun);
        mayLeave.Set();
        first.Join();
        Assert.True(pool.TryRun(new Job((_, _, _, _, _) => hasRun = true, 1, null, default), 2));
        Assert.True(hasRun);
    }

    [Fact]
    public void What_a_worker_throws_is_the_callers_and_the_worker_stays()
    {
        WorkerPool pool = new(3);
        using Barrier barrier = new(3);
        KernelMethod fail = (_, _, worker, _, _) =>
        {
            barrier.SignalAndWait(Patience);
            if ((nint)worker != 0)
            {
                throw new InvalidTimeZoneException();
            }
        };
        Assert.Throws<InvalidTimeZoneException>(() => pool.TryRun(new Job(fail, 3, null, new Scratch(null, null, 1)), 3));
        Assert.Equal([0, 1, 2], WorkersThatMeet(pool, 3));
        Assert.Throws<InvalidTimeZoneException>(() => pool.TryRun(new Job((_, _, _, _, _) => throw new InvalidTimeZoneException(), 3, null, default), 3));
        Assert.Equal([0, 1, 2], WorkersThatMeet(pool, 3));
    }

    [Fact]
    public void A_job_allocates_nothing()
    {
        WorkerPool pool = new(3);
        KernelMethod nothing = static (_, _, _, _, _) => { };
        void RunMany()
        {
            for (int round = 0; round < 1000; round++)
            {
                pool.TryRun(new Job(nothing, 100, null, default), 3);
                if (round % 100 == 0)
                {
                    // Lets the workers park.
                    Thread.Sleep(1);
                }
            }
        }
        Assert.Equal(0, Allocations.Of(RunMany));
    }

    [Fact]
    public void Where_the_system_has_no_thread_jobs_run_with_those_there_are()
    {
        int left = 2;
        WorkerPool pool = new(4, thread =>
        {
            if (left-- <= 0)
            {
                throw new OutOfMemoryException();
            }
            thread.UnsafeStart();
        });
        // Two of three workers came; a job for four is done by the three threads, each with a number of its own.
        Assert.Equal([0, 1, 2], WorkersThatMeet(pool, 4, 3));
        left = 5;
        KernelMethod nothing = static (_, _, _, _, _) => { };
        for (int round = 0; round < 2000; round++)
        {
            Assert.True(pool.TryRun(new Job(nothing, 4, null, default), 4));
        }
        Assert.Equal([0, 1, 2, 3], WorkersThatMeet(pool, 4));
        Assert.Equal((3, 4), (pool.Gate.Living, left));
    }

    [Fact]
    public void Where_the_system_has_no_thread_at_all_the_caller_does_everything()
    {
        WorkerPool pool = new(4, _ => throw new OutOfMemoryException());
        Assert.Equal([0], WorkersThatMeet(pool, 4, 1));
    }

    [Fact]
    public void Only_those_that_find_a_chunk_are_woken()
    {
        WorkerPool pool = new(4);
        Assert.Equal([0, 1, 2, 3], WorkersThatMeet(pool, 4));
        Assert.True(SpinWait.SpinUntil(() => !pool.Gate.HasAwake(4), Patience), "the workers do not fall asleep");
        Assert.False(pool.TryRun(new Job(static (_, _, _, _, _) => { }, 2, null, default), 4, wakes: false));
        using ManualResetEventSlim mayLeave = new();
        bool[] wereAwake = new bool[3];
        KernelMethod block = (_, _, worker, _, _) =>
        {
            if ((nint)worker != 0)
            {
                mayLeave.Wait(Patience);
                return;
            }
            // A worker that somebody woke by mistake is awake for a moment only: so looks without sleep, for longer than it needs to come.
            for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(50);)
            {
                for (int seat = 0; seat < wereAwake.Length; seat++)
                {
                    wereAwake[seat] |= pool.Gate.Seats[seat].IsAwake;
                }
            }
            mayLeave.Set();
        };
        Assert.True(pool.TryRun(new Job(block, 2, null, new Scratch(null, null, 1)), 4));
        Assert.Equal([true, false, false], wereAwake);
    }

    [Fact]
    public void Workers_keep_nothing_of_the_call_that_started_them()
    {
        AsyncLocal<string> local = new() { Value = "the caller's" };
        WorkerPool pool = new(2);
        using Barrier barrier = new(2);
        string?[] seen = ["", ""];
        KernelMethod look = (_, _, worker, _, _) =>
        {
            seen[(nint)worker] = local.Value;
            Assert.True(barrier.SignalAndWait(Patience), "not all threads came");
        };
        Assert.True(pool.TryRun(new Job(look, 2, null, new Scratch(null, null, 1)), 2));
        Assert.Equal(("the caller's", null), (seen[0], seen[1]));
    }

    [Fact]
    public void What_a_worker_threw_is_not_kept()
    {
        WorkerPool pool = new(2);
        WeakReference thrown = FailIn(pool);
        // Another exception: threads remember their last one.
        FailIn(pool);
        pool.TryRun(new Job(static (_, _, _, _, _) => { }, 1, null, default), 1);
        GC.Collect();
        Assert.False(thrown.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference FailIn(WorkerPool pool)
    {
        using Barrier barrier = new(2);
        WeakReference thrown = new(null);
        KernelMethod fail = (_, _, worker, _, _) =>
        {
            barrier.SignalAndWait(Patience);
            if ((nint)worker != 0)
            {
                InvalidTimeZoneException exception = new();
                thrown.Target = exception;
                throw exception;
            }
        };
        Assert.Throws<InvalidTimeZoneException>(() => pool.TryRun(new Job(fail, 2, null, new Scratch(null, null, 1)), 2));
        return thrown;
    }

    [Fact]
    public void The_threads_of_a_dropped_pool_end()
    {
        WorkGate gate = Drop();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.True(SpinWait.SpinUntil(() => gate.Living == 0, Patience), $"{gate.Living} workers live on");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WorkGate Drop()
    {
        WorkerPool pool = new(4);
        Assert.Equal([0, 1, 2, 3], WorkersThatMeet(pool, 4));
        Assert.Equal(3, pool.Gate.Living);
        return pool.Gate;
    }

    /// <summary>The numbers of the threads that run a job of which no chunk ends before all have begun.</summary>
    private static List<int> WorkersThatMeet(WorkerPool pool, int threads, int? coming = null)
    {
        using Barrier barrier = new(coming ?? threads);
        List<int> workers = [];
        KernelMethod meet = (_, _, worker, first, end) =>
        {
            lock (workers)
            {
                workers.Add((int)(nint)worker);
            }
            Assert.Equal(first + 1, end);
            Assert.True(barrier.SignalAndWait(Patience), "not all threads came");
        };
        Assert.True(pool.TryRun(new Job(meet, coming ?? threads, null, new Scratch(null, null, 1)), threads));
        return [.. workers.Order()];
    }
}
