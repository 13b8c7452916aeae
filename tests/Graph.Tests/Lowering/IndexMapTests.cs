using Graph.Lowering;

namespace Graph.Tests.Lowering;

/// <summary>Index maps: simplification keeps the value, and finds the identities that fusion of movement rests on.</summary>
public sealed class IndexMapTests
{
    private static readonly ImmutableArray<LoopAxis> axes = [new(0, 6), new(1, 4), new(2, 5), new(3, 1)];
    private static readonly IndexMap i = IndexMap.Of(axes[0]);
    private static readonly IndexMap j = IndexMap.Of(axes[1]);
    private static readonly IndexMap k = IndexMap.Of(axes[2]);

    public static TheoryData<string, IndexMap> Identities => new()
    {
        { "i", ((i * 4) + j).Divide(4) },
        { "j", ((i * 4) + j).Remainder(4) },
        { "0", IndexMap.Of(axes[3]) },
        { "4·i + j", (i * 4) + j },
        { "4·i + j", (((i * 4) + j).Divide(4) * 4) + ((i * 4) + j).Remainder(4) },
        { "i / 2", ((i * 4) + j).Divide(8) },
        { "j + 4·(i % 2)", ((i * 4) + j).Remainder(8) },
        { "i", (i.Divide(2) * 2) + i.Remainder(2) },
        { "i / 4", i.Divide(2).Divide(2) },
        { "(i + 3) / 4", (i.Divide(2) + 1).Divide(2) + (i + 3).Divide(4) - (i.Divide(2) + 1).Divide(2) },
        { "i % 2", i.Remainder(4).Remainder(2) },
        { "i + (i + 3) / 4", ((i * 5) + 3).Divide(4) },
        { "5·i + 3", (((i * 5) + 3).Divide(4) * 4) + ((i * 5) + 3).Remainder(4) },
        { "6·i", ((i * 6).Divide(4) * 4) + (i * 6).Remainder(4) },
        { "−1", (j - 4).Divide(4) },
        { "−j + 3", (IndexMap.Of(7) - j).Remainder(4) },
        { "20·i + 5·j + k", Split((i * 20) + (j * 5) + k, 4, 5) },
        { "i", (i * 20).Divide(20) },
        { "0", i - i },
        { "i + 2·j − 3", j + i + j - 3 },
    };

    [Theory]
    [MemberData(nameof(Identities))]
    public void Ranges_simplify(string expected, IndexMap map) => Assert.Equal(expected, map.ToString());

    [Fact]
    public void Splitting_a_flat_index_into_three_and_joining_it_is_the_flat_index()
    {
        LoopAxis flat = new(0, 60);
        Assert.Equal(IndexMap.Of(flat), Split(IndexMap.Of(flat), 4, 5));
    }

    [Fact]
    public void Random_expressions_keep_their_value_and_their_range()
    {
        for (int seed = 0; seed < 4000; seed++)
        {
            Random random = new(seed);
            (IndexMap map, Func<long[], long> value) = Draw(random, 4);
            foreach (long[] values in Points())
            {
                long expected = value(values);
                Assert.True(expected == map.Evaluate(values), $"seed {seed}: {map} at [{string.Join(", ", values)}] should be {expected}");
                Assert.True(map.Minimum <= expected && expected <= map.Maximum, $"seed {seed}: {expected} is outside of the range of {map}");
            }
        }
    }

    [Fact]
    public void Substitution_is_composition()
    {
        for (int seed = 0; seed < 1000; seed++)
        {
            Random random = new(seed);
            (IndexMap outer, Func<long[], long> value) = Draw(random, 3);
            ImmutableArray<(IndexMap Map, Func<long[], long> Value)> inner = [.. axes.Select(_ => Draw(random, 2))];
            IndexMap composed = outer.Substitute(axis => inner[axis.Number].Map);
            foreach (long[] values in Points())
            {
                long[] between = [.. inner.Select(part => part.Value(values))];
                long[] inRange = [.. between.Select((part, place) => Math.Clamp(part, 0, axes[place].Size - 1))];
                if (between.AsSpan().SequenceEqual(inRange))
                {
                    Assert.True(value(between) == composed.Evaluate(values), $"seed {seed}: {outer} of ({string.Join(", ", inner.Select(part => part.Map))}) is not {composed}");
                }
            }
        }
    }

    [Theory]
    [InlineData(4L, 1L, null)]
    [InlineData(0L, 1L, 0L)]
    public void Coefficients_are_known_where_the_map_is_affine_in_the_axis(long ofI, long ofJ, long? ofK)
    {
        IndexMap map = (i * ofI) + j + (ofK is null ? (k + j).Divide(3) - (k + j).Divide(3) + k.Divide(3) : IndexMap.Zero);
        Assert.Equal(ofI, map.CoefficientOf(axes[0]));
        Assert.Equal(ofJ, map.CoefficientOf(axes[1]));
        Assert.Equal(ofK, map.CoefficientOf(axes[2]));
        Assert.Equal(ofK is null, map.DependsOn(axes[2]));
    }

    [Fact]
    public void Equal_sums_are_equal_however_they_were_made()
    {
        Assert.Equal((i * 3) + j, j + i + (i * 2));
        Assert.Equal(((i * 3) + j).GetHashCode(), (j + i + (i * 2)).GetHashCode());
        Assert.NotEqual(i, j);
        Assert.Equal(axes[0], i.AsAxis);
        Assert.Null((i + 1).AsAxis);
    }

    [Fact]
    public void Arithmetic_beyond_64_bits_is_an_error() =>
        Assert.Throws<OverflowException>(() => IndexMap.Of(new LoopAxis(0, long.MaxValue)) * 3);

    internal static IEnumerable<long[]> Points() =>
        from a in Enumerable.Range(0, (int)axes[0].Size)
        from b in Enumerable.Range(0, (int)axes[1].Size)
        from c in Enumerable.Range(0, (int)axes[2].Size)
        select (long[])[a, b, c, 0];

    /// <summary>A random map, and the same computed without simplification.</summary>
    internal static (IndexMap Map, Func<long[], long> Value) Draw(Random random, int depth)
    {
        if (depth == 0 || random.Next(6) == 0)
        {
            int number = random.Next(axes.Length + 1);
            long constant = random.Next(-9, 10);
            return number == axes.Length ? (IndexMap.Of(constant), _ => constant) : (IndexMap.Of(axes[number]), values => values[number]);
        }
        (IndexMap map, Func<long[], long> value) = Draw(random, depth - 1);
        long by = random.Next(1, 13);
        switch (random.Next(5))
        {
            case 0:
                return (map.Divide(by), values => (long)Math.Floor((double)value(values) / by));
            case 1:
                return (map.Remainder(by), values => ((value(values) % by) + by) % by);
            case 2:
                long factor = random.Next(-6, 7);
                return (map * factor, values => value(values) * factor);
            case 3:
                (IndexMap subtrahend, Func<long[], long> right) = Draw(random, depth - 1);
                return (map - subtrahend, values => value(values) - right(values));
            default:
                (IndexMap summand, Func<long[], long> other) = Draw(random, depth - 1);
                return (map + summand, values => value(values) + other(values));
        }
    }

    private static IndexMap Split(IndexMap flat, long middle, long last) =>
        (flat.Divide(middle * last) * (middle * last)) + (flat.Divide(last).Remainder(middle) * last) + flat.Remainder(last);
}
