using Graph.Reference;

namespace Graph.Tests.Reference;

/// <summary>Gather, scatter, sort and random bits.</summary>
public sealed class IndexingTests
{
    private const double NaN = double.NaN;

    [Fact]
    public void A_gather_reads_rows_and_outside_NaN_0_or_false()
    {
        foreach (OperatorSample sample in OperatorSamples.Of<Gather>())
        {
            int batch = ((Gather)sample.Operator).Batch;
            (Literal x, Literal indices) = (sample.Arguments[0], sample.Arguments[1]);
            Literal y = Numbers.Run(sample.Operator, x, indices);
            double outside = x.Element.IsFloat ? NaN : 0;
            foreach (long[] i in Numbers.Indices(y.Shape))
            {
                long at = (long)indices.ToDouble(Numbers.Place(indices.Shape, i[..indices.Shape.Rank]));
                double expected = at >= 0 && at < x.Shape[batch] ? x.ToDouble(Numbers.Place(x.Shape, [.. i[..batch], at, .. i[indices.Shape.Rank..]])) : outside;
                Numbers.AssertSame(expected, y.ToDouble(Numbers.Place(y.Shape, i)), sample.ToString());
            }
        }
    }

    [Fact]
    public void A_scatter_writes_rows_in_order_and_drops_what_is_outside()
    {
        foreach (OperatorSample sample in OperatorSamples.Of<Scatter>())
        {
            (ScatterKind kind, int batch) = (Scatter)sample.Operator;
            (Literal x, Literal indices, Literal updates) = (sample.Arguments[0], sample.Arguments[1], sample.Arguments[2]);
            double[] expected = x.ToDoubles();
            foreach (long[] i in Numbers.Indices(updates.Shape))
            {
                long at = (long)indices.ToDouble(Numbers.Place(indices.Shape, i[..indices.Shape.Rank]));
                if (at >= 0 && at < x.Shape[batch])
                {
                    long place = Numbers.Place(x.Shape, [.. i[..batch], at, .. i[indices.Shape.Rank..]]);
                    expected[place] = updates.ToDouble(Numbers.Place(updates.Shape, i)) + (kind == ScatterKind.Accumulate ? expected[place] : 0);
                }
            }
            Assert.Equal(expected, Numbers.Run(sample.Operator, x, indices, updates).ToDoubles());
        }
    }

    [Fact]
    public void Of_several_updates_of_one_place_the_last_wins_and_sums_take_all()
    {
        Literal x = Literal.Create<float>([3], [1, 2, 3]);
        Literal indices = Literal.Create<long>([5], [1, -1, 1, 1L << 32, 0]);
        Literal updates = Literal.Create<float>([5], [10, 20, 30, 40, 50]);
        Assert.Equal([50f, 30, 3], Numbers.Run(new Scatter(ScatterKind.Overwrite), x, indices, updates).ToArray<float>());
        Assert.Equal([51f, 42, 3], Numbers.Run(new Scatter(ScatterKind.Accumulate), x, indices, updates).ToArray<float>());
        Assert.Equal([1f, 2, 3], x.ToArray<float>());
    }

    [Fact]
    public void A_scattered_sum_of_f32_rounds_once_and_keeps_negative_zero()
    {
        Literal sum = Numbers.Run(
            new Scatter(ScatterKind.Accumulate), Literal.Create<float>([2], [16777216, -0f]), Literal.Create<int>([2], [0, 0]), Literal.Create<float>([2], [1, 1]));
        Numbers.AssertSame(16777218, sum.ToDouble(0), "first");
        Numbers.AssertSame(-0.0, sum.ToDouble(1), "second");
    }

    [Fact]
    public void Adding_to_the_largest_integer_wraps() =>
        Assert.Equal([int.MinValue], Numbers.Run(
            new Scatter(ScatterKind.Accumulate), Literal.Create<int>([1], [int.MaxValue]), Literal.Create<byte>([1], [0]), Literal.Create<int>([1], [1])).ToArray<int>());

    [Fact]
    public void A_sort_orders_each_line_and_says_where_its_elements_were()
    {
        foreach (OperatorSample sample in OperatorSamples.Of<Sort>())
        {
            (int axis, bool descending) = (Sort)sample.Operator;
            Literal x = sample.Arguments[0];
            ImmutableArray<Literal> sorted = Numbers.RunAll(sample.Operator, x);
            foreach (long[] first in Numbers.Indices(x.Shape).Where(index => index[axis] == 0))
            {
                long[] places = [.. Enumerable.Range(0, (int)x.Shape[axis]).Select(i => Numbers.Place(x.Shape, first.Select((at, a) => a == axis ? i : at)))];
                double[] line = [.. places.Select(place => x.ToDouble(place))];
                IEnumerable<int> order = Enumerable.Range(0, line.Length);
                int[] expected = [.. descending ? order.OrderByDescending(i => line[i]) : order.OrderBy(i => line[i])];
                Assert.Equal(expected, places.Select(place => sorted[1].At<int>(place)));
                Assert.Equal(expected.Select(i => line[i]), places.Select(place => sorted[0].ToDouble(place)));
            }
        }
    }

    [Theory]
    [InlineData(false, new[] { 2, 5, 1, 4, 3, 0, 6 })]
    [InlineData(true, new[] { 0, 6, 3, 1, 4, 5, 2 })]
    public void A_sort_is_stable_with_NaN_above_all_and_equal_zeros(bool descending, int[] places)
    {
        double[] terms = [NaN, 0.0, double.NegativeInfinity, double.PositiveInfinity, -0.0, -1, NaN];
        foreach (ElementType element in (ElementType[])[ElementType.F32, ElementType.F64])
        {
            ImmutableArray<Literal> sorted = Numbers.RunAll(new Sort(0, descending), Numbers.Floats(element, [7], terms));
            Assert.Equal(places, sorted[1].ToArray<int>());
            for (int i = 0; i < terms.Length; i++)
            {
                Numbers.AssertSame(terms[places[i]], sorted[0].ToDouble(i), $"place {i}");
            }
        }
    }

    [Fact]
    public void Random_bits_of_key_0_begin_with_the_published_vector()
    {
        Literal key = Literal.Create<uint>([2], [0, 0]);
        Assert.Equal(0x6b200159u ^ 0x99ba4efeu, Numbers.Run(new RandomBits(new TensorType(ElementType.U32, [1])), key).At<uint>(0));
        Assert.Equal(0x6b20015999ba4efeL, Numbers.Run(new RandomBits(new TensorType(ElementType.I64, [])), key).At<long>(0));
    }

    /// <summary>The vectors published with the generator (Random123, kat_vectors).</summary>
    [Theory]
    [InlineData(0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x6b200159u, 0x99ba4efeu)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x1cb996fcu, 0xbb002be7u)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xc4923a9cu, 0x483df7a0u)]
    public void The_generator_gives_the_published_vectors(uint counter0, uint counter1, uint key0, uint key1, uint word0, uint word1) =>
        Assert.Equal((word0, word1), Randomness.Threefry(key0, key1, counter0, counter1));

    [Fact]
    public void Random_bits_count_through_the_tensor_in_row_major_order()
    {
        Literal key = Literal.Create<uint>([2], [0x13198a2e, 0x03707344]);
        long[] wide = Numbers.Run(new RandomBits(new TensorType(ElementType.I64, [2, 3])), key).ToArray<long>();
        uint[] narrow = Numbers.Run(new RandomBits(new TensorType(ElementType.U32, [6])), key).ToArray<uint>();
        for (uint place = 0; place < 6; place++)
        {
            (uint word0, uint word1) = Randomness.Threefry(0x13198a2e, 0x03707344, 0, place);
            Assert.Equal((((long)word0 << 32) | word1, word0 ^ word1), (wide[place], narrow[place]));
        }
    }
}
