using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Graph.Benchmarks.Racing;

/// <summary>What memory gives: a copy with non-temporal stores, by several threads at once.</summary>
public static unsafe class CopyBandwidth
{
    // Four times a large last-level cache for each thread.
    private const nuint BytesPerThread = 128 << 20;
    private const nuint Alignment = 64;
    private const int Passes = 8;

    /// <summary>Bytes read and written in a second, of the best pass.</summary>
    public static double Measure(int threads)
    {
        nuint bytes = BytesPerThread * (nuint)threads;
        byte* source = (byte*)NativeMemory.AlignedAlloc(bytes, Alignment), target = (byte*)NativeMemory.AlignedAlloc(bytes, Alignment);
        try
        {
            // Memory that was never written to is one page of zeros.
            NativeMemory.Fill(source, bytes, 1);
            NativeMemory.Fill(target, bytes, 2);
            using Barrier barrier = new(threads);
            Thread[] others = [.. Enumerable.Range(1, threads - 1).Select(place => new Thread(() => CopyPasses(place)))];
            Array.ForEach(others, thread => thread.Start());
            double best = CopyPasses(0);
            Array.ForEach(others, thread => thread.Join());
            return 2.0 * bytes / best;

            double CopyPasses(int place)
            {
                nuint first = BytesPerThread * (nuint)place;
                double seconds = double.PositiveInfinity;
                for (int pass = 0; pass < Passes; pass++)
                {
                    barrier.SignalAndWait();
                    long start = Stopwatch.GetTimestamp();
                    Copy(source + first, target + first, BytesPerThread);
                    barrier.SignalAndWait();
                    seconds = Math.Min(seconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
                }
                return seconds;
            }
        }
        finally
        {
            NativeMemory.AlignedFree(source);
            NativeMemory.AlignedFree(target);
        }
    }

    private static void Copy(byte* source, byte* target, nuint bytes)
    {
        for (nuint place = 0; place < bytes; place += Alignment)
        {
            Vector512.StoreAlignedNonTemporal(Vector512.LoadAligned(source + place), target + place);
        }
    }
}
