using System.Diagnostics;
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
        (string, long)[] levels = [("L1", target.L1Bytes * threads), ("L2", target.L2Bytes * threads), ("L3", target.L3Bytes), ("memory", long.MaxValue)];
        double operations = Together(threads, () => Best(LimitLoops.MultiplyAdd));
        ImmutableArray<CopyLimit> copies =
        [
            .. levels.Select((level, place) => new CopyLimit(level.Item1, level.Item2, Copy(SizeOf(level.Item2, place > 0 ? levels[place - 1].Item2 : 0) / threads, threads))),
        ];
        return new MachineLimits(threads, operations, copies);
    }

    // Half of what fits, so that something else may lie there too; behind all caches, four times as much as they hold.
    private static long SizeOf(long fitting, long before) => fitting == long.MaxValue ? 4 * before : fitting / 2;

    private static double Copy(long byteCount, int threads) => Together(threads, () =>
    {
        Buffer source = Buffer.Allocate((nint)(byteCount / 2)), destination = Buffer.Allocate((nint)(byteCount / 2));
        return Best(repetitions =>
        {
            for (long repetition = 0; repetition < repetitions; repetition++)
            {
                source.CopyAllTo(destination);
            }
            return 2.0 * source.ByteLength * repetitions;
        });
    });

    /// <summary>The sum of what several threads reach at the same time.</summary>
    private static double Together(int threads, Func<double> measure)
    {
        double[] reached = new double[threads];
        using Barrier start = new(threads);
        Thread[] workers =
        [
            .. Enumerable.Range(0, threads).Select(number => new Thread(() =>
            {
                start.SignalAndWait();
                reached[number] = measure();
            })),
        ];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        return reached.Sum();
    }

    /// <summary>Amount a second, of work that takes a number of repetitions and tells its amount.</summary>
    private static double Best(Func<long, double> work)
    {
        long repetitions = 1;
        double best = 0;
        for (int round = 0; round < Rounds;)
        {
            long begin = Stopwatch.GetTimestamp();
            double amount = work(repetitions);
            TimeSpan taken = Stopwatch.GetElapsedTime(begin);
            if (taken < roundTime)
            {
                repetitions *= taken * 8 < roundTime ? 8 : 2;
                continue;
            }
            best = Math.Max(best, amount / taken.TotalSeconds);
            round++;
        }
        return best;
    }
}
