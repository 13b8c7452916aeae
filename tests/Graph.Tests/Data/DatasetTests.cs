using Graph.Tests.Facade;

namespace Graph.Tests.Data;

public sealed class DatasetTests
{
    private static readonly Dataset tenSamples = Dataset.Of(
        ("x", Tensor.Generate<float>([10, 2], place => place)), ("label", Tensor.Generate([10], place => (int)place)));

    [Fact]
    public void Fields_are_of_one_sample()
    {
        Field[] expected = [new("x", new(ElementType.F32, [2])), new("label", new(ElementType.I32, []))];
        Assert.Equal(expected, tenSamples.Fields);
        Assert.Equal(new TensorType(ElementType.F32, [4, 2]), tenSamples.Fields[0].Batched(4));
    }

    [Fact]
    public void Every_sample_comes_once_with_its_label()
    {
        List<int> seen = [];
        foreach (Batch batch in tenSamples.Batches(new BatchOrder(4, Seed: 3)))
        {
            float[] x = batch[0].ToArray<float>();
            int[] labels = batch[1].ToArray<int>();
            Assert.Equal(batch.Samples.Select(sample => (int)sample), labels);
            Assert.Equal(labels.SelectMany(label => new float[] { 2 * label, (2 * label) + 1 }), x);
            seen.AddRange(labels);
        }
        Assert.Equal(Enumerable.Range(0, 10), seen.Order());
    }

    [Fact]
    public void The_last_batch_has_what_is_left_or_is_dropped()
    {
        Assert.Equal([4, 4, 2], tenSamples.Batches(new BatchOrder(4)).Select(batch => batch.Count));
        Assert.Equal([4, 4], tenSamples.Batches(new BatchOrder(4) { DropsRemainder = true }).Select(batch => batch.Count));
        Assert.Equal(3, new BatchOrder(4).BatchCount(10));
        Assert.Equal(2, new BatchOrder(4) { DropsRemainder = true }.BatchCount(10));
        Assert.Equal(0, new BatchOrder(4).BatchCount(0));
        Assert.Equal(0, new BatchOrder(1).BatchCount(0));
    }

    [Fact]
    public void The_order_is_a_function_of_seed_and_epoch()
    {
        Assert.Equal(Enumerable.Range(0, 10).Select(place => (long)place), new BatchOrder(4) { IsShuffled = false }.Samples(10));
        ImmutableArray<long> first = new BatchOrder(4, Seed: 7).Samples(1000);
        Assert.True(first.SequenceEqual(new BatchOrder(9, Seed: 7).Samples(1000)));
        Assert.False(first.SequenceEqual(new BatchOrder(4, Seed: 8).Samples(1000)));
        Assert.False(first.SequenceEqual(new BatchOrder(4, Seed: 7, Epoch: 1).Samples(1000)));
        Assert.Equal(Enumerable.Range(0, 1000).Select(place => (long)place), first.Order());
    }

    [Fact]
    public void A_resumed_epoch_goes_over_the_rest()
    {
        BatchOrder order = new(3, Seed: 5, Epoch: 2);
        for (int first = 0; first <= 4; first++)
        {
            Assert.Equal(
                tenSamples.Batches(order).Skip(first).SelectMany(batch => batch[1].ToArray<int>()),
                tenSamples.Batches(order with { First = first }).SelectMany(batch => batch[1].ToArray<int>()));
        }
    }

    [Fact]
    public void What_does_not_fit_is_said()
    {
        Tensor two = Tensor.Zeros([2]), three = Tensor.Zeros([3]);
        Wrong.Says<ShapeException>("Dataset: the field 'b' has 3 samples, but 'a' has 2", () => Dataset.Of(("a", two), ("b", three)));
        Wrong.Says<ShapeException>(
            "Dataset: the field 'a' is a scalar; the samples lie along the leading axis", () => Dataset.Of(("a", 1f)));
        Wrong.Says<GraphException>("Dataset: the field 'a' is given twice", () => Dataset.Of(("a", two), ("a", two)));
        Wrong.Says<GraphException>("Dataset: a dataset has at least one field", () => Dataset.Of());
        Wrong.Says<GraphException>(
            "there is no sample 2: there are 2, counted from 0", () => Dataset.Of(("a", two)).Read([2], new BatchOrder(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchOrder(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchOrder(1) with { Epoch = -1 });
    }
}
