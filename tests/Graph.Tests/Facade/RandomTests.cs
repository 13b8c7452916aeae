using static Graph.Ops;

namespace Graph.Tests.Facade;

public sealed class RandomTests
{
    private const int Count = 20_000;

    /// <summary>Within five standard errors, which a right generator misses once in two million draws; the seeds are fixed.</summary>
    private static void Moments(Expr sample, double mean, double variance)
    {
        double[] x = sample.Evaluate().Doubles();
        double average = x.Average();
        Assert.InRange(average, mean - (5 * Math.Sqrt(variance / x.Length)), mean + (5 * Math.Sqrt(variance / x.Length)));
        Assert.InRange(x.Average(value => Math.Pow(value - average, 2)), variance * 0.95, variance * 1.05);
    }

    [Theory]
    [InlineData(ElementType.F32)]
    [InlineData(ElementType.F64)]
    public void Uniform_numbers_fill_their_interval(ElementType element)
    {
        Moments(Uniform(Key(1), [Count], element), 0.5, 1.0 / 12);
        Moments(Uniform(Key(2), [Count], -1, 3, element), 1, 16.0 / 12);
        double[] x = Uniform(Key(1), [Count], element).Evaluate().Doubles();
        Assert.InRange(x.Min(), 0, 1e-3);
        Assert.InRange(x.Max(), 0.999, 1 - 1e-9);
        Assert.InRange(x.Distinct().Count(), Count * 0.99, Count);
    }

    /// <summary>The first words of Threefry2x32-20 with key 0 are 6b200159 and 99ba4efe; element 0 is their exclusive or, element 1 is counter 1's.</summary>
    [Fact]
    public void A_uniform_number_is_the_upper_24_bits_of_the_generator()
    {
        const uint bits = 0x6b200159 ^ 0x99ba4efe;
        Assert.Equal((bits >> 8) / 16777216f, Uniform(Key(0), [1]).Evaluate().At<float>(0));
    }

    [Fact]
    public void A_key_has_the_words_of_its_seed() =>
        Assert.Equal([0x12345678u, 0x9abcdef0u], Key(0x123456789abcdef0).Evaluate().ToArray<uint>());

    [Theory]
    [InlineData(ElementType.F32)]
    [InlineData(ElementType.F64)]
    public void Normal_numbers_have_the_moments_and_quantiles_of_theirs(ElementType element)
    {
        Expr x = Normal(Key(3), [Count], element);
        Moments(x, 0, 1);
        double[] sizes = x.Evaluate().Doubles();
        // The fourth moment is 3, and the variance of x⁴ is 96.
        Assert.Equal(3, sizes.Average(value => Math.Pow(value, 4)), 5 * Math.Sqrt(96.0 / Count));
        Assert.InRange(sizes.Count(value => value < -1.959964) / (double)Count, 0.025 - 0.006, 0.025 + 0.006);
        Assert.InRange(sizes.Count(value => value < 0.6744898) / (double)Count, 0.75 - 0.016, 0.75 + 0.016);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.3, 0.017)]
    [InlineData(1, 0)]
    public void Bernoulli_is_true_with_its_probability(double probability, double tolerance)
    {
        double Share(Expr bools) => bools.Evaluate().Doubles().Average();
        Assert.Equal(probability, Share(Bernoulli(Key(4), probability, [Count])), tolerance);
        Assert.Equal(probability, Share(Bernoulli(Key(5), Full([Count], probability))), tolerance);
    }

    [Fact]
    public void Categories_are_drawn_by_their_softmax()
    {
        double[] shares = [0.1, 0.6, 0.3, 0];
        Tensor logits = shares.Select(share => Math.Log(share) + 7).ToArray();
        int[] drawn = Categorical(Key(6), BroadcastTo(logits, [Count, 4])).Evaluate().ToArray<int>();
        for (int category = 0; category < 4; category++)
        {
            double tolerance = 5 * Math.Sqrt(shares[category] * (1 - shares[category]) / Count);
            Assert.Equal(shares[category], drawn.Count(value => value == category) / (double)Count, tolerance);
        }
    }

    [Fact]
    public void A_permutation_has_each_number_once_in_another_order()
    {
        int[] order = Permutation(Key(7), 100).Evaluate().ToArray<int>();
        Assert.Equal(Enumerable.Range(0, 100), order.Order());
        Assert.InRange(order.Where((value, place) => value == place).Count(), 0, 10);
    }

    [Fact]
    public void Keys_that_are_split_or_folded_differ_and_the_same_ones_repeat()
    {
        Expr key = Key(8);
        ExprList split = SplitKey(key, 3);
        Expr[] keys = [key, .. split, FoldIn(key, 0), FoldIn(key, 1), FoldIn(Key(9), 0)];
        string[] texts = [.. keys.Select(each => string.Join(',', each.Evaluate().ToArray<uint>()))];
        Assert.Equal(7, texts.Distinct().Count());
        Assert.Equal(texts[5], string.Join(',', FoldIn(Key(8), (Expr)(Tensor)1L).Evaluate().ToArray<uint>()));
        Near.Equal(Uniform(split[1], [5]).Evaluate().Doubles(), Uniform(SplitKey(Key(8), 3)[1], [5]).Evaluate());
    }

    [Fact]
    public void Streams_of_split_keys_are_not_correlated()
    {
        (Expr first, Expr second) = SplitKey(Key(10), 2);
        double[] a = Normal(first, [Count]).Evaluate().Doubles(), b = Normal(second, [Count]).Evaluate().Doubles();
        Assert.Equal(0, a.Zip(b, (x, y) => x * y).Average(), 5 / Math.Sqrt(Count));
    }

    /// <summary>E[mask] = 1 in training, and nothing is dropped in evaluation.</summary>
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    public void Dropout_keeps_the_mean(double rate)
    {
        double[] mask = Dropout(Ones([Count]), rate, Key(11)).Evaluate().Doubles();
        Assert.Equal(1, mask.Average(), 5 * Math.Sqrt(rate / (1 - rate) / Count));
        Assert.Equal([0, 1 / (1 - rate)], mask.Distinct().Order(), (a, b) => Math.Abs(a - b) < 1e-6);
        Expr x = Input("x", [3]);
        Assert.Same(x, Dropout(x, rate, key: null));
        Assert.Same(x, Dropout(x, 0, Key(1)));
    }

    [Fact]
    public void The_gradient_of_dropout_is_its_mask()
    {
        Expr x = Input("x", [50]);
        Expr y = Dropout(x, 0.5, Key(12));
        Executable both = Compile([x], [y, Differentiate(Sum(y), x)]);
        (Tensor value, Tensor gradient) = both.Run(Tensor.Ones([50]));
        Near.Equal(value.Doubles(), gradient);
    }
}
