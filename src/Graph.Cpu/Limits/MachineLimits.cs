using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Graph.Lowering;

namespace Graph.Cpu;

/// <summary>How fast memory of some size is copied.</summary>
/// <param name="Name">Where that much memory lies: <c>L1</c>, <c>L2</c>, <c>L3</c> or <c>memory</c>.</param>
/// <param name="ByteCount">Up to how many bytes lie there, those read and those written together.</param>
/// <param name="BytesPerSecond">Bytes read and bytes written.</param>
public sealed record CopyLimit(string Name, long ByteCount, double BytesPerSecond);

/// <summary>What a machine can do at most, measured.</summary>
/// <param name="Threads">With how many threads.</param>
/// <param name="OperationsPerSecond">Additions and multiplications of f32, by fused multiply-adds that wait for nothing.</param>
/// <param name="Copies">Copying, where both memories together lie in a cache or behind all of them; the nearest first.</param>
public sealed record MachineLimits(int Threads, double OperationsPerSecond, ImmutableArray<CopyLimit> Copies)
{
    // The best of some rounds: what disturbs can only slow down.
    private const int Rounds = 5;
    private static readonly TimeSpan roundTime = TimeSpan.FromMilliseconds(8);

    /// <summary>The bytes a second that a kernel of some size can move at most.</summary>
    /// <param name="byteCount">The bytes that it reads and writes.</param>
    public CopyLimit CopyOf(long byteCount) => Copies.FirstOrDefault(copy => byteCount <= copy.ByteCount) ?? Copies[^1];

    /// <summary>Measures this machine; takes some tenths of a second.</summary>
    /// <param name="target">Its caches.</param>
    /// <param name="threads">How many threads work at once, each on memory of its own.</param>
    public static MachineLimits Measure(Target target, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        double operations = Together(threads, () => LimitLoops.MultiplyAdd);
        ImmutableArray<CopyLimit> copies =
        [
            .. Levels(target, threads).Select(level => new CopyLimit(level.Name, level.Fitting, Copy(level.Copied / threads, threads))),
        ];
        return new MachineLimits(threads, operations, copies);
    }

    /// <summary>Where memory of all threads together lies: up to how many bytes, and with how many that is measured.</summary>
    internal static ImmutableArray<(string Name, long Fitting, long Copied)> Levels(Target target, int threads)
    {
        (long first, long second) = (target.L1Bytes * threads, target.L2Bytes * threads);
        // Where a last cache is smaller than those before it, it adds to them.
        long last = Math.Max(target.L3Bytes, second);
        long all = first + second + target.L3Bytes;
        // Half of what fits, so that something else may lie there too; behind all caches, four times as much as they hold.
        return [("L1", first, first / 2), ("L2", second, second / 2), ("L3", last, last / 2), ("memory", long.MaxValue, 4 * all)];
    }

    private static double Copy(long byteCount, int threads) => Together(threads, () =>
    {
        Buffer source = Buffer.Allocate((nint)(byteCount / 2)), destination = Buffer.Allocate((nint)(byteCount / 2));
        return repetitions =>
        {
            for (long repetition = 0; repetition < repetitions; repetition++)
            {
                source.CopyAllTo(destination);
            }
            return 2.0 * source.ByteLength * repetitions;
        };
    });

    /// <summary>Amount a second of several threads at the same time, in the best of some rounds.</summary>
    /// <param name="threads">How many.</param>
    /// <param name="prepare">Makes a thread's work, which takes a number of repetitions and tells its amount.</param>
    private static double Together(int threads, Func<Func<long, double>> prepare)
    {
        double[,] reached = new double[Rounds, threads];
        ExceptionDispatchInfo? failure = null;
        using Barrier start = new(threads);
        Thread[] workers =
        [
            .. Enumerable.Range(0, threads).Select(number => new Thread(() =>
            {
                try
                {
                    Func<long, double> work = prepare();
                    long repetitions = Calibrate(work);
                    for (int round = 0; round < Rounds; round++)
                    {
                        // Each round begins together: who is done early would leave the memory to the others.
                        start.SignalAndWait();
                        (double amount, TimeSpan taken) = Measure(work, repetitions);
                        reached[round, number] = amount / taken.TotalSeconds;
                    }
                }
                catch (OutOfMemoryException none)
                {
                    failure = ExceptionDispatchInfo.Capture(none);
                    start.RemoveParticipant();
                }
            }) { IsBackground = true }),
        ];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        failure?.Throw();
        return Enumerable.Range(0, Rounds).Max(round => Enumerable.Range(0, threads).Sum(number => reached[round, number]));
    }

    /// <summary>How many repetitions take a round.</summary>
    private static long Calibrate(Func<long, double> work)
    {
        long repetitions = 1;
        for (TimeSpan taken = Measure(work, repetitions).Taken; taken < roundTime; taken = Measure(work, repetitions).Taken)
        {
            repetitions *= taken * 8 < roundTime ? 8 : 2;
        }
        return repetitions;
    }

    private static (double Amount, TimeSpan Taken) Measure(Func<long, double> work, long repetitions)
    {
        long begin = Stopwatch.GetTimestamp();
        double amount = work(repetitions);
        return (amount, Stopwatch.GetElapsedTime(begin));
    }
}
