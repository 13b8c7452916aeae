using System.Runtime.InteropServices;

namespace Graph.Benchmarks.Ulp;

/// <summary>Compares a function with the truth at f32 inputs in the order of their bits, all its lanes at once.</summary>
/// <param name="function">The function.</param>
/// <param name="kernels">The function compiled for each lane, for blocks of <paramref name="block"/>.</param>
/// <param name="block">The length of a block; odd, so that each ends in a tail for every width.</param>
public sealed class Sweep(UlpFunction function, ImmutableArray<Kernel> kernels, int block)
{
    /// <summary>The number of f32 values.</summary>
    public const long AllInputs = 1L << 32;

    /// <summary>Sweeps over inputs and checks the special values.</summary>
    /// <param name="first">The bits of the first input.</param>
    /// <param name="count">How many inputs, in the order of their bits.</param>
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
                Measure(tallies[worker], (uint)(first + start), (int)Math.Min(block, count - start));
            }
        });
        return [.. kernels.Select((kernel, lane) => Result(kernel, lane, tallies))];
    }

    // The last block runs on behind the last input; those are computed and not looked at.
    private void Measure(Tally tally, uint first, int count)
    {
        for (int place = 0; place < block; place++)
        {
            tally.Input[place] = BitConverter.UInt32BitsToSingle(unchecked(first + (uint)place));
        }
        for (int place = 0; place < count; place++)
        {
            tally.Truth[place] = function.Truth(tally.Input[place]);
        }
        for (int lane = 0; lane < kernels.Length; lane++)
        {
            float[] output = lane == 0 ? tally.Output : tally.Other;
            kernels[lane].Run(tally.Input, output);
            if (lane == 0 || !SameBits(tally.Output.AsSpan(0, count), output.AsSpan(0, count)))
            {
                tally.Compare(lane, output, count);
            }
            else
            {
                tally.Repeat(lane);
            }
        }
    }

    private UlpResult Result(Kernel kernel, int lane, Tally[] tallies)
    {
        Worst worst = tallies.Select(tally => tally.Worst[lane]).Aggregate(Worst.Of);
        uint? differs = tallies.Select(tally => tally.Different[lane]).Min();
        string? flaw = Special(kernel) ?? (differs is { } bits
            ? FormattableString.Invariant($"differs from {kernels[0].Lane} at {BitConverter.UInt32BitsToSingle(bits):R}")
            : null);
        return new UlpResult(function.Name, "f32", kernel.Lane, worst.Ulp, BitConverter.UInt32BitsToSingle(worst.Input), function.Bound, flaw);
    }

    // The first special value that is not exact.
    private string? Special(Kernel kernel)
    {
        float[] input = new float[block], output = new float[block];
        ImmutableArray<(float Input, float Output)> specials = [.. function.Specials, (float.NaN, float.NaN)];
        for (int place = 0; place < block; place++)
        {
            // Again and again, so that each also stands in the tail and at every place of a vector.
            input[place] = specials[place % specials.Length].Input;
        }
        kernel.Run(input, output);
        for (int place = 0; place < block; place++)
        {
            float expected = specials[place % specials.Length].Output;
            if (!SameBits([expected], [output[place]]))
            {
                return FormattableString.Invariant($"gives {output[place]:R} for {input[place]:R}, not {expected:R}");
            }
        }
        return null;
    }

    /// <summary>Whether two blocks have the same bits; any NaN is like any other.</summary>
    public static bool SameBits(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        if (MemoryMarshal.Cast<float, uint>(left).SequenceEqual(MemoryMarshal.Cast<float, uint>(right)))
        {
            return true;
        }
        for (int place = 0; place < left.Length; place++)
        {
            if (!SameBits(left[place], right[place]))
            {
                return false;
            }
        }
        return true;
    }

    private static bool SameBits(float left, float right) =>
        BitConverter.SingleToUInt32Bits(left) == BitConverter.SingleToUInt32Bits(right) || (float.IsNaN(left) && float.IsNaN(right));

    /// <summary>The largest error, and the bits of the first input that has it.</summary>
    private readonly record struct Worst(double Ulp, uint Input)
    {
        public static Worst Of(Worst one, Worst other) =>
            other.Ulp > one.Ulp || (other.Ulp == one.Ulp && other.Input < one.Input) ? other : one;
    }

    /// <summary>What one worker has found, and its memory.</summary>
    private sealed class Tally(int lanes, int block)
    {
        private Worst latest;

        public float[] Input { get; } = new float[block];

        public double[] Truth { get; } = new double[block];

        public float[] Output { get; } = new float[block];

        public float[] Other { get; } = new float[block];

        public Worst[] Worst { get; } = [.. Enumerable.Repeat(new Worst(0, uint.MaxValue), lanes)];

        public uint?[] Different { get; } = new uint?[lanes];

        public void Compare(int lane, float[] output, int count)
        {
            double most = -1;
            int at = 0;
            for (int place = 0; place < count; place++)
            {
                double error = Error.Of(output[place], Truth[place]);
                if (error > most)
                {
                    (most, at) = (error, place);
                }
                if (lane > 0 && !SameBits(Output[place], output[place]))
                {
                    uint bits = BitConverter.SingleToUInt32Bits(Input[place]);
                    Different[lane] = Math.Min(Different[lane] ?? uint.MaxValue, bits);
                }
            }
            Worst found = new(most, BitConverter.SingleToUInt32Bits(Input[at]));
            Worst[lane] = Sweep.Worst.Of(Worst[lane], found);
            if (lane == 0)
            {
                latest = found;
            }
        }

        /// <summary>The lane has the bits of the first one.</summary>
        public void Repeat(int lane) => Worst[lane] = Sweep.Worst.Of(Worst[lane], latest);
    }
}
