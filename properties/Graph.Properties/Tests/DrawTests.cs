using Graph.Properties.Generation;

namespace Graph.Properties.Tests;

/// <summary>The random numbers that everything else is drawn from.</summary>
public sealed class DrawTests
{
    /// <summary>The first outputs of SplitMix64 for the seed 1234567, from the reference implementation (Vigna, splitmix64.c).</summary>
    [Fact]
    public void The_stream_is_split_mix_64()
    {
        Draw draw = new(1234567);
        Assert.Equal([6457827717110365317ul, 3203168211198807973ul, 9817491932198370423ul], [draw.Bits(), draw.Bits(), draw.Bits()]);
    }

    [Fact]
    public void A_split_depends_on_its_key_and_not_on_what_was_drawn()
    {
        Draw draw = new(7);
        ulong before = draw.Split(3).Bits();
        draw.Bits();
        Assert.Equal(before, draw.Split(3).Bits());
        Assert.NotEqual(before, draw.Split(4).Bits());
        Assert.NotEqual(draw.Split("a").Bits(), draw.Split("b").Bits());
    }

    [Fact]
    public void Integers_fill_their_range_evenly()
    {
        Draw draw = new(11);
        int[] counts = new int[7];
        for (int count = 0; count < 70_000; count++)
        {
            counts[draw.Between(-3, 3) + 3]++;
        }
        // Of 70000 draws each of seven values has mean 10000 and standard deviation 93.
        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void Weights_are_kept()
    {
        Draw draw = new(13);
        int heavy = Enumerable.Range(0, 40_000).Count(_ => draw.Weighted<bool>([(3, true), (1, false), (0, false)]));
        Assert.InRange(heavy, 29_500, 30_500);
    }

    [Fact]
    public void A_permutation_has_each_axis_once()
    {
        Draw draw = new(17);
        for (int rank = 0; rank < 6; rank++)
        {
            Assert.Equal(Enumerable.Range(0, rank), draw.Permutation(rank).Order());
        }
    }
}
