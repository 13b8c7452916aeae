using System.Numerics;

namespace Graph.Tests.Reference;

/// <summary>Contraction against the sum over all pairs of indices that meet; convolution against its seven loops.</summary>
public sealed class ContractionTests
{
    public static TheoryData<ElementType> NumberTypes => [.. ElementTypes.All.Where(element => element.IsNumeric)];

    [Fact]
    public void A_contraction_is_the_sum_of_products_over_indices_that_meet()
    {
        foreach (OperatorSample sample in OperatorSamples.Of<Contract>())
        {
            CheckContract((Contract)sample.Operator, sample.Arguments[0], sample.Arguments[1]);
        }
    }

    [Theory]
    [MemberData(nameof(NumberTypes))]
    public void A_drawn_contraction_is_the_sum_of_products_over_indices_that_meet(ElementType element)
    {
        Random random = new(6);
        for (int trial = 0; trial < 60; trial++)
        {
            (int batch, int contracted) = (random.Next(3), random.Next(3));
            int[] left = Shuffled(random, batch + contracted + random.Next(3));
            int[] right = Shuffled(random, batch + contracted + random.Next(3));
            Contract contract = new(
                Axes.Create(left.AsSpan(batch, contracted)), Axes.Create(right.AsSpan(batch, contracted)),
                Axes.Create(left.AsSpan(0, batch)), Axes.Create(right.AsSpan(0, batch)));
            long[] leftSizes = [.. left.Select(_ => random.NextInt64(trial % 8 == 0 ? 0 : 1, 4))];
            long[] rightSizes = [.. right.Select(_ => random.NextInt64(1, 4))];
            for (int place = 0; place < batch + contracted; place++)
            {
                rightSizes[right[place]] = leftSizes[left[place]];
            }
            CheckContract(
                contract, OperatorSamples.Values(element, Shape.Create(leftSizes), trial), OperatorSamples.Values(element, Shape.Create(rightSizes), trial + 1));
        }
    }

    [Fact]
    public void A_contraction_of_f32_rounds_once()
    {
        Literal a = Literal.Create<float>([3], [4096, 1, 1]);
        Assert.Equal(16777218f, Numbers.Run(new Contract([0], [0]), a, a).At<float>(0));
    }

    [Theory]
    [MemberData(nameof(NumberTypes))]
    public void A_convolution_is_its_formula(ElementType element)
    {
        Random random = new(7);
        int nonEmpty = 0;
        for (int trial = 0; trial < 80; trial++)
        {
            long groups = random.Next(1, 4);
            long features = groups * random.Next(trial % 9 == 0 ? 0 : 1, 3);
            Shape input = [random.Next(1, 3), features, Prime(random, 11), Prime(random, 7)];
            Shape kernel = [groups * random.Next(1, 3), features / groups, random.Next(1, 4), random.Next(1, 4)];
            Convolve convolve = new(
                [0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3], Draw(random, 1, 4), Draw(random, -2, 4), Draw(random, -2, 4), Draw(random, 1, 3), Draw(random, 1, 3), groups);
            Literal x = OperatorSamples.Values(element, input, trial);
            Literal w = OperatorSamples.Values(element, kernel, trial + 1);
            double[] expected = SevenLoops(convolve, x, w, Numbers.Run(convolve, x, w).Shape);
            nonEmpty += expected.Length > 0 ? 1 : 0;
            AssertEqual(expected, Numbers.Run(convolve, x, w), $"{convolve} of {x.Type} and {w.Type}");
            CheckLayouts(random, convolve, x, w, expected);
        }
        Assert.True(nonEmpty > 60, $"only {nonEmpty} draws had a result");
    }

    [Fact]
    public void A_padded_place_adds_no_term_so_infinite_weights_there_do_no_harm()
    {
        Convolve convolve = new([0, 1, 2], [0, 1, 2], [0, 1, 2], [1], [1], [0], [1], [1], 1);
        Literal y = Numbers.Run(convolve, Literal.Create<float>([1, 1, 2], [2, 3]), Literal.Create<float>([1, 1, 2], [float.PositiveInfinity, 1]));
        Assert.Equal([2f, float.PositiveInfinity], y.ToArray<float>());
    }

    [Fact]
    public void The_kernel_is_not_reversed()
    {
        Convolve convolve = new([0, 1, 2], [0, 1, 2], [0, 1, 2], [1], [0], [0], [1], [1], 1);
        Literal y = Numbers.Run(convolve, Literal.Create<int>([1, 1, 4], [1, 2, 3, 4]), Literal.Create<int>([1, 1, 2], [10, 1]));
        Assert.Equal([12, 23, 34], y.ToArray<int>());
    }

    /// <summary>The same convolution with the axes of input, kernel and result in another order has the same elements in that order.</summary>
    private static void CheckLayouts(Random random, Convolve convolve, Literal x, Literal w, double[] expected)
    {
        (Axes input, Axes kernel, Axes output) = (Permutation(random), Permutation(random), Permutation(random));
        Convolve other = convolve with { Input = input, Kernel = kernel, Output = output };
        Literal y = Numbers.Run(other, Numbers.Run(new Transpose(input.Inverse()), x), Numbers.Run(new Transpose(kernel.Inverse()), w));
        AssertEqual(expected, Numbers.Run(new Transpose(output), y), $"{other}");
    }

    private static double[] SevenLoops(Convolve c, Literal x, Literal w, Shape result)
    {
        (Shape xs, Shape ws) = (x.Shape, w.Shape);
        List<double> values = [];
        for (long b = 0; b < result[0]; b++)
        {
            for (long o = 0; o < result[1]; o++)
            {
                for (long p = 0; p < result[2]; p++)
                {
                    for (long q = 0; q < result[3]; q++)
                    {
                        double sum = 0;
                        for (long i = 0; i < ws[1]; i++)
                        {
                            for (long k = 0; k < ws[2]; k++)
                            {
                                for (long l = 0; l < ws[3]; l++)
                                {
                                    long row = (p * c.Stride[0]) + (k * c.KernelDilation[0]) - c.Low[0];
                                    long column = (q * c.Stride[1]) + (l * c.KernelDilation[1]) - c.Low[1];
                                    if (row >= 0 && row % c.InputDilation[0] == 0 && row / c.InputDilation[0] < xs[2]
                                        && column >= 0 && column % c.InputDilation[1] == 0 && column / c.InputDilation[1] < xs[3])
                                    {
                                        long feature = (o * c.Groups / ws[0] * ws[1]) + i;
                                        sum += x.ToDouble(Numbers.Place(xs, [b, feature, row / c.InputDilation[0], column / c.InputDilation[1]]))
                                            * w.ToDouble(Numbers.Place(ws, [o, i, k, l]));
                                    }
                                }
                            }
                        }
                        values.Add(sum);
                    }
                }
            }
        }
        return [.. values];
    }

    private static void CheckContract(Contract contract, Literal a, Literal b)
    {
        Literal result = Numbers.Run(contract, a, b);
        double[] expected = new double[result.Type.ElementCount];
        foreach (long[] i in Numbers.Indices(a.Shape))
        {
            foreach (long[] j in Numbers.Indices(b.Shape))
            {
                if (Pick(i, contract.Lhs).SequenceEqual(Pick(j, contract.Rhs)) && Pick(i, contract.LhsBatch).SequenceEqual(Pick(j, contract.RhsBatch)))
                {
                    IEnumerable<long> place =
                    [
                        .. Pick(i, contract.LhsBatch),
                        .. i.Where((_, axis) => !contract.Lhs.Contains(axis) && !contract.LhsBatch.Contains(axis)),
                        .. j.Where((_, axis) => !contract.Rhs.Contains(axis) && !contract.RhsBatch.Contains(axis)),
                    ];
                    expected[Numbers.Place(result.Shape, place)] += a.ToDouble(Numbers.Place(a.Shape, i)) * b.ToDouble(Numbers.Place(b.Shape, j));
                }
            }
        }
        AssertEqual(expected, result, $"{contract} of {a.Type} and {b.Type}");
    }

    // The values are small whole numbers or multiples of 1/4, so the sums in f64 are exact; integers may wrap.
    private static void AssertEqual(double[] expected, Literal actual, string message)
    {
        double[] wrapped = actual.Element.IsFloat ? expected : [.. expected.Select(value => (double)Numbers.Wrap(actual.Element, (BigInteger)value))];
        Assert.True(wrapped.SequenceEqual(actual.ToDoubles()), $"{message}: [{string.Join(", ", actual.ToDoubles())}], not [{string.Join(", ", wrapped)}]");
    }

    private static IEnumerable<long> Pick(long[] index, Axes axes) => axes.Select(axis => index[axis]);

    private static Shape Draw(Random random, int least, int limit) => [random.NextInt64(least, limit), random.NextInt64(least, limit)];

    private static long Prime(Random random, long largest)
    {
        long[] primes = [0, 2, 3, 5, 7, 11];
        return primes[random.Next(1, Array.IndexOf(primes, largest) + 1)];
    }

    private static int[] Shuffled(Random random, int count)
    {
        int[] axes = [.. Enumerable.Range(0, count)];
        random.Shuffle(axes);
        return axes;
    }

    private static Axes Permutation(Random random) => Axes.Create(Shuffled(random, 4));
}
