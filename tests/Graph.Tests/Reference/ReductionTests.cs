using System.Numerics;

namespace Graph.Tests.Reference;

/// <summary>Reductions, arg-reductions and cumulative operators, against the elements gathered in a list and combined there.</summary>
public sealed class ReductionTests
{
    private const double NaN = double.NaN;

    [Fact]
    public void A_reduction_combines_the_elements_that_it_says()
    {
        foreach (OperatorSample sample in OperatorSamples.Of<Reduce>())
        {
            Reduce reduce = (Reduce)sample.Operator;
            Literal x = sample.Arguments[0];
            Literal result = Numbers.Run(reduce, x);
            foreach (long[] index in Numbers.Indices(result.Shape))
            {
                double[] terms = [.. Numbers.Indices(x.Shape).Where(i => Kept(i, reduce.Axes).SequenceEqual(index)).Select(i => x.ToDouble(Numbers.Place(x.Shape, i)))];
                CheckCombined(sample, reduce.Kind, terms, result, Numbers.Place(result.Shape, index));
            }
        }
    }

    [Fact]
    public void A_cumulative_operator_combines_the_elements_up_to_each()
    {
        foreach (OperatorSample sample in OperatorSamples.Of<Cumulative>())
        {
            (ReduceKind kind, int axis) = (Cumulative)sample.Operator;
            Literal x = sample.Arguments[0];
            Literal result = Numbers.Run(sample.Operator, x);
            foreach (long[] index in Numbers.Indices(x.Shape))
            {
                double[] terms = [.. Enumerable.Range(0, (int)index[axis] + 1).Select(i => x.ToDouble(Numbers.Place(x.Shape, index.Select((at, a) => a == axis ? i : at))))];
                CheckCombined(sample, kind, terms, result, Numbers.Place(x.Shape, index));
            }
        }
    }

    [Fact]
    public void An_arg_reduction_finds_the_first_extremum_of_each_line()
    {
        foreach (OperatorSample sample in OperatorSamples.Of<ArgReduce>())
        {
            (ExtremumKind kind, int axis) = (ArgReduce)sample.Operator;
            Literal x = sample.Arguments[0];
            Literal result = Numbers.Run(sample.Operator, x);
            foreach (long[] index in Numbers.Indices(result.Shape))
            {
                double[] line = [.. Enumerable.Range(0, (int)x.Shape[axis]).Select(i => x.ToDouble(Numbers.Place(x.Shape, [.. index[..axis], i, .. index[axis..]])))];
                int expected = Array.IndexOf(line, kind == ExtremumKind.Largest ? line.Max() : line.Min());
                Assert.Equal(expected, result.At<int>(Numbers.Place(result.Shape, index)));
            }
        }
    }

    [Theory]
    [InlineData(ReduceKind.SumOf, 0)]
    [InlineData(ReduceKind.ProductOf, 1)]
    public void Of_nothing_there_is_the_identity(ReduceKind kind, double identity)
    {
        foreach (ElementType element in ElementTypes.All)
        {
            Literal x = OperatorSamples.Values(element, [2, 0]);
            Assert.Equal([identity, identity], Numbers.Run(new Reduce(kind, [1]), x).ToDoubles());
            Assert.Equal([identity], Numbers.Run(new Reduce(kind, [0, 1]), x).ToDoubles());
        }
    }

    [Fact]
    public void A_sum_of_bools_says_whether_any_a_product_whether_all()
    {
        Literal x = Literal.Create<bool>([4, 2], [false, false, false, true, true, false, true, true]);
        Assert.Equal([false, true, true, true], Numbers.Run(new Reduce(ReduceKind.SumOf, [1]), x).ToArray<bool>());
        Assert.Equal([false, false, false, true], Numbers.Run(new Reduce(ReduceKind.ProductOf, [1]), x).ToArray<bool>());
    }

    public static TheoryData<ReduceKind, double[], double> Specials => new()
    {
        { ReduceKind.MaximumOf, [1, NaN, 2], NaN }, { ReduceKind.MinimumOf, [1, NaN, 2], NaN }, { ReduceKind.MaximumOf, [NaN, 1], NaN }, { ReduceKind.MinimumOf, [1, NaN], NaN },
        { ReduceKind.MaximumOf, [-0.0, 0.0], 0.0 }, { ReduceKind.MaximumOf, [0.0, -0.0], 0.0 }, { ReduceKind.MinimumOf, [0.0, -0.0], -0.0 },
        { ReduceKind.MaximumOf, [double.NegativeInfinity], double.NegativeInfinity }, { ReduceKind.MinimumOf, [double.PositiveInfinity], double.PositiveInfinity },
        { ReduceKind.SumOf, [-0.0], -0.0 }, { ReduceKind.SumOf, [-0.0, -0.0], -0.0 }, { ReduceKind.SumOf, [-0.0, 0.0], 0.0 },
        { ReduceKind.SumOf, [double.PositiveInfinity, double.NegativeInfinity], NaN }, { ReduceKind.SumOf, [1, NaN], NaN },
        { ReduceKind.ProductOf, [-0.0], -0.0 }, { ReduceKind.ProductOf, [0.0, double.PositiveInfinity], NaN }, { ReduceKind.ProductOf, [-1, 0.0], -0.0 },
    };

    [Theory]
    [MemberData(nameof(Specials))]
    public void A_reduction_has_its_special_values(ReduceKind kind, double[] terms, double expected)
    {
        foreach (ElementType element in (ElementType[])[ElementType.F32, ElementType.F64])
        {
            Literal x = Numbers.Floats(element, [terms.Length], terms);
            Numbers.AssertSame(expected, Numbers.Run(new Reduce(kind, [0]), x).ToDouble(0), $"{kind} of {element}");
            Numbers.AssertSame(expected, Numbers.Run(new Cumulative(kind, 0), x).ToDouble(terms.Length - 1), $"cumulative {kind} of {element}");
        }
    }

    [Theory]
    [InlineData(ExtremumKind.Largest, new[] { 1, NaN, 3, NaN }, 1)]
    [InlineData(ExtremumKind.Least, new[] { 1, NaN, 0, NaN }, 1)]
    [InlineData(ExtremumKind.Largest, new[] { NaN, 9 }, 0)]
    [InlineData(ExtremumKind.Largest, new[] { 2.0, 7, 7, 1 }, 1)]
    [InlineData(ExtremumKind.Least, new[] { 2.0, 1, 7, 1 }, 1)]
    [InlineData(ExtremumKind.Largest, new[] { -0.0, 0.0 }, 0)]
    [InlineData(ExtremumKind.Least, new[] { 0.0, -0.0 }, 0)]
    [InlineData(ExtremumKind.Largest, new[] { double.NegativeInfinity, double.NegativeInfinity }, 0)]
    public void An_arg_reduction_takes_the_first_NaN_or_the_first_of_equals(ExtremumKind kind, double[] terms, int expected)
    {
        foreach (ElementType element in (ElementType[])[ElementType.F32, ElementType.F64])
        {
            Assert.Equal(expected, Numbers.Run(new ArgReduce(kind, 0), Numbers.Floats(element, [terms.Length], terms)).At<int>(0));
        }
    }

    [Theory]
    [InlineData(ElementType.I32)]
    [InlineData(ElementType.U8)]
    [InlineData(ElementType.I64)]
    public void Sums_and_products_of_integers_wrap(ElementType element)
    {
        (BigInteger least, BigInteger largest) = Numbers.Range(element);
        BigInteger[] terms = [largest, largest, 3, least, 7];
        Literal x = Numbers.Integers(element, [5], terms);
        Assert.Equal(Numbers.Wrap(element, terms.Aggregate((a, b) => a + b)), Numbers.Run(new Reduce(ReduceKind.SumOf, [0]), x).ToIntegers()[0]);
        Assert.Equal(Numbers.Wrap(element, terms.Aggregate((a, b) => a * b)), Numbers.Run(new Reduce(ReduceKind.ProductOf, [0]), x).ToIntegers()[0]);
        Assert.Equal(Numbers.Wrap(element, largest * 2), Numbers.Run(new Cumulative(ReduceKind.SumOf, 0), x).ToIntegers()[1]);
    }

    /// <summary>2^24 + 1 is no f32: adding one by one in f32 would stop there.</summary>
    [Fact]
    public void A_sum_of_f32_is_the_true_one_rounded_once()
    {
        Literal x = Literal.Generate<float>([1001], place => place == 0 ? 16777216f : 1f);
        Assert.Equal(16778216f, Numbers.Run(new Reduce(ReduceKind.SumOf, [0]), x).At<float>(0));
        Assert.Equal(16778216f, Numbers.Run(new Cumulative(ReduceKind.SumOf, 0), x).At<float>(1000));
        Assert.Equal(1e30f, Numbers.Run(new Reduce(ReduceKind.ProductOf, [0]), Literal.Create<float>([3], [1e30f, 1e20f, 1e-20f])).At<float>(0), 1e24f);
    }

    /// <summary>
    /// After a first term of 1, each 2^−53 is lost when added alone, and blocks of them are not. The first block so loses its 511, and the others add
    /// up exactly.
    /// </summary>
    [Theory]
    [InlineData(512, 0)]
    [InlineData(1024, 512)]
    [InlineData(5 * 512, 4 * 512)]
    [InlineData((7 * 512) + 100, (6 * 512) + 100)]
    public void A_sum_of_f64_runs_over_blocks_of_512(int count, int kept)
    {
        double small = Math.Pow(2, -53);
        Literal x = Literal.Generate<double>([count], place => place == 0 ? 1 : small);
        Assert.Equal(1 + (kept * small), Numbers.Run(new Reduce(ReduceKind.SumOf, [0]), x).At<double>(0));
    }

    /// <summary>Pairwise addition of n equal blocks is wrong by log n roundings at most; one after the other would be by n.</summary>
    [Fact]
    public void A_sum_of_many_blocks_is_pairwise()
    {
        const int count = 1 << 20;
        double sum = Numbers.Run(new Reduce(ReduceKind.SumOf, [0]), Literal.Generate<double>([count], _ => 0.1)).At<double>(0);
        decimal exact = (decimal)count * 0.1000000000000000055511151231m;
        Assert.InRange(Math.Abs((double)((decimal)sum - exact)) / Math.BitIncrement(0.0 + (double)exact), 0, 530 * Math.Pow(2, -53));
    }

    private static IEnumerable<long> Kept(long[] index, Axes axes) => index.Where((_, axis) => !axes.Contains(axis));

    private static void CheckCombined(OperatorSample sample, ReduceKind kind, double[] terms, Literal result, long place)
    {
        double expected = kind switch
        {
            ReduceKind.SumOf => terms.Sum(),
            ReduceKind.ProductOf => terms.Aggregate(1.0, (a, b) => a * b),
            ReduceKind.MaximumOf => terms.Max(),
            ReduceKind.MinimumOf => terms.Min(),
        };
        if (result.Element.IsFloat)
        {
            Assert.Equal(expected, result.ToDouble(place), Math.Abs(expected) * 1e-6);
        }
        else
        {
            BigInteger whole = result.Element == ElementType.Bool ? (expected != 0 ? 1 : 0) : Numbers.Wrap(result.Element, WholeProductOr(kind, terms, expected));
            Assert.True(whole == result.ToIntegers()[place], $"{sample.Operator} of {result.Element}: {result.ToIntegers()[place]}, not {whole}");
        }
    }

    private static BigInteger WholeProductOr(ReduceKind kind, double[] terms, double otherwise) =>
        kind == ReduceKind.ProductOf ? terms.Aggregate(BigInteger.One, (a, b) => a * (BigInteger)b) : (BigInteger)otherwise;
}
