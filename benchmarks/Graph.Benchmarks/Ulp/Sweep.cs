using System.Runtime.InteropServices;

namespace Graph.Benchmarks.Ulp;

/// <summary>Compares a function with the truth, input by input, all its lanes at once.</summary>
/// <typeparam name="TFormat">What is known of the element type.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TTruth">What holds a true value.</typeparam>
/// <param name="function">The function.</param>
/// <param name="kernels">The function compiled for each lane, for blocks of <paramref name="block"/>.</param>
/// <param name="block">The length of a block; odd, so that each ends in a tail for every width.</param>
public sealed class Sweep<TFormat, T, TTruth>(UlpFunction function, ImmutableArray<Kernel<T>> kernels, int block)
    where TFormat : IFormat<T, TTruth>
    where T : unmanaged
{
    /// <summary>Sweeps over inputs and checks the special values.</summary>
    /// <param name="first">The place of the first input.</param>
    /// <param name="count">How many inputs.</param>
    /// <param name="workers">How many threads.</param>
    /// <returns>A result for each lane.</returns>
    public ImmutableArray<UlpResult> Run(long first, long count, int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        long blocks = (count + block - 1) / block, next = -1;
        Tally[] tallies = [.. Enumerable.Range(0, workers).Select(_ => new Tally(kernels.Length, block))];
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, worker =>
        {
            for (long number = Interlocked.Increment(ref next); number < blocks; number = Interlocked.Increment(ref next))
            {
                long start = number * block;
                Measure(tallies[worker], first + start, (int)Math.Min(block, count - start));
            }
        });
        return [.. kernels.Select((kernel, lane) => Result(kernel, lane, tallies))];
    }

    /// <summary>Whether two blocks have the same bits; any NaN is like any other.</summary>
    public static bool SameBits(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
    {
        if (MemoryMarshal.AsBytes(left).SequenceEqual(MemoryMarshal.AsBytes(right)))
        {
            return true;
        }
        for (int place = 0; place < left.Length; place++)
        {
            if (!TFormat.SameBits(left[place], right[place]))
            {
                return false;
            }
        }
        return true;
    }

    // The last block runs on behind the last input; what is computed there is not looked at.
    private void Measure(Tally tally, long first, int count)
    {
        for (int place = 0; place < block; place++)
        {
            tally.Input[place] = TFormat.Input(function, first + place);
        }
        for (int place = 0; place < count; place++)
        {
            tally.Truth[place] = TFormat.Truth(function, tally.Input[place]);
        }
        Worst ofFirst = default;
        for (int lane = 0; lane < kernels.Length; lane++)
        {
            T[] output = lane == 0 ? tally.Output : tally.Other;
            kernels[lane].Run(tally.Input, output);
            bool isLikeFirst = lane > 0 && SameBits(tally.Output.AsSpan(0, count), output.AsSpan(0, count));
            if (lane > 0 && !isLikeFirst)
            {
                tally.Differ(lane, first, count);
            }
            Worst worst = isLikeFirst ? ofFirst : tally.WorstOf(output, first, count);
            ofFirst = lane == 0 ? worst : ofFirst;
            tally.Worst[lane] = Worst.Of(tally.Worst[lane], worst);
        }
    }

    private UlpResult Result(Kernel<T> kernel, int lane, Tally[] tallies)
    {
        Worst worst = tallies.Select(tally => tally.Worst[lane]).Aggregate(Worst.Of);
        long? differs = tallies.Min(tally => tally.Different[lane]);
        string? flaw = Special(kernel)
            ?? (differs is { } place
                ? FormattableString.Invariant($"differs from {kernels[0].Lane} at {TFormat.Input(function, place):R}")
                : null);
        double at = TFormat.ToDouble(TFormat.Input(function, worst.Place));
        return new UlpResult(function.Name, TFormat.Name, kernel.Lane, worst.Ulp, at, TFormat.Bound(function), flaw);
    }

    // The first special value that is not exact.
    private string? Special(Kernel<T> kernel)
    {
        T[] input = new T[block], output = new T[block];
        ImmutableArray<(float Input, float Output)> specials = [.. function.Specials, (float.NaN, float.NaN)];
        for (int place = 0; place < block; place++)
        {
            // Again and again, so that each also stands in the tail and at every place of a vector.
            input[place] = TFormat.From(specials[place % specials.Length].Input);
        }
        kernel.Run(input, output);
        for (int place = 0; place < block; place++)
        {
            T expected = TFormat.From(specials[place % specials.Length].Output);
            if (!TFormat.SameBits(expected, output[place]))
            {
                return FormattableString.Invariant($"gives {output[place]:R} for {input[place]:R}, not {expected:R}");
            }
        }
        return null;
    }

    /// <summary>The largest error, and the first place that has it.</summary>
    private readonly record struct Worst(double Ulp, long Place)
    {
        public static Worst Of(Worst one, Worst other) =>
            other.Ulp > one.Ulp || (other.Ulp == one.Ulp && other.Place < one.Place) ? other : one;
    }

    /// <summary>What one worker has found, and its memory.</summary>
    private sealed class Tally(int lanes, int block)
    {
        public T[] Input { get; } = new T[block];

        public TTruth[] Truth { get; } = new TTruth[block];

        /// <summary>What the first lane gives.</summary>
        public T[] Output { get; } = new T[block];

        /// <summary>What another lane gives.</summary>
        public T[] Other { get; } = new T[block];

        public Worst[] Worst { get; } = [.. Enumerable.Repeat(new Worst(-1, long.MaxValue), lanes)];

        public long?[] Different { get; } = new long?[lanes];

        public Worst WorstOf(T[] output, long first, int count)
        {
            double most = -1;
            int at = 0;
            for (int place = 0; place < count; place++)
            {
                double error = TFormat.Error(output[place], Truth[place]);
                if (error > most)
                {
                    (most, at) = (error, place);
                }
            }
            return new Worst(most, first + at);
        }

        public void Differ(int lane, long first, int count)
        {
            int at = Enumerable.Range(0, count).First(place => !TFormat.SameBits(Output[place], Other[place]));
            Different[lane] = Math.Min(Different[lane] ?? long.MaxValue, first + at);
        }
    }
}
