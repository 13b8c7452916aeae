using Graph.Datasets;
using Graph.Tests.Facade;

namespace Graph.Tests.Datasets;

/// <summary>Datasets made from datasets.</summary>
public sealed class CombinatorTests
{
    private static readonly Dataset ten = Dataset.Of(
        ("x", Tensor.Generate<float>([10, 2], place => place)), ("label", Tensor.Generate([10], place => (int)place)));

    private static readonly BatchOrder inOrder = new(4) { IsShuffled = false };

    private static int[] LabelsOf(Dataset dataset, BatchOrder? order = null) =>
        [.. dataset.Batches(order ?? inOrder).SelectMany(batch => batch[1].ToArray<int>())];

    [Fact]
    public void Parts_have_their_samples()
    {
        Assert.Equal([0, 1, 2], LabelsOf(ten.Take(3)));
        Assert.Equal([7, 8, 9], LabelsOf(ten.Skip(7)));
        Assert.Equal([], LabelsOf(ten.Skip(11)));
        Assert.Equal(10, ten.Take(11).Count);
        Assert.Equal([5, 5, 0], LabelsOf(ten.Subset([5, 5, 0])));
        Assert.Equal([10f, 11, 10, 11, 0, 1], ten.Subset([5, 5, 0]).Batches(inOrder).Single()[0].ToArray<float>());
        Wrong.Says<DatasetException>("there is no sample 10: there are 10, counted from 0", () => ten.Subset([10]));
        Wrong.Says<DatasetException>("there is no sample 3: there are 3, counted from 0", () => ten.Take(3).Read([3], inOrder));
    }

    [Fact]
    public void A_split_shares_no_sample_and_is_a_function_of_the_seed()
    {
        (Dataset first, Dataset second) = ten.Split(7, seed: 3);
        Assert.Equal(Enumerable.Range(0, 10), LabelsOf(first).Concat(LabelsOf(second)).Order());
        Assert.Equal(7, first.Count);
        Assert.Equal(LabelsOf(first), LabelsOf(ten.Split(7, seed: 3).First));
        Assert.NotEqual(LabelsOf(first), LabelsOf(ten.Split(7, seed: 4).First));
        Assert.Equal([7, 8, 9], LabelsOf(ten.Split(7).Second));
        Wrong.Says<DatasetException>("of 10 samples, 11 cannot be split off", () => ten.Split(11).First);
    }

    [Fact]
    public void Two_datasets_one_behind_the_other()
    {
        Dataset both = ten.Take(3).Concatenate(ten.Skip(8));
        Assert.Equal([0, 1, 2, 8, 9], LabelsOf(both));
        Batch mixed = both.Read([4, 0, 3, 2], inOrder);
        Assert.Equal([9, 0, 8, 2], mixed[1].ToArray<int>());
        Assert.Equal([18f, 19, 0, 1, 16, 17, 4, 5], mixed[0].ToArray<float>());
        Assert.Equal([8, 9], both.Read([3, 4], inOrder)[1].ToArray<int>());
        Wrong.Says<DatasetException>(
            "the fields differ: x: f32[2], label: i32[] here, x: f32[2] there", () => ten.Concatenate(Dataset.Of(("x", Tensor.Zeros([2, 2])))));
    }

    [Fact]
    public void A_field_is_made_sample_by_sample()
    {
        Dataset mapped = ten.Map<float, int>("x", [3], (x, y) => (y[0], y[2]) = ((int)x[1], (int)x[0] * 10));
        Assert.Equal(new Field("x", new TensorType(ElementType.I32, [3])), mapped.Fields[0]);
        Assert.Equal([1, 0, 0, 3, 0, 20], mapped.Read([0, 1], inOrder)[0].ToArray<int>());
        Assert.Equal(LabelsOf(ten), LabelsOf(mapped));
        Wrong.Says<DatasetException>("the dataset has no field 'labl'; did you mean 'label'?", () => ten.Map<float, int>("labl", [], (_, _) => { }));
        Wrong.Says<DatasetException>("the elements of the field 'x' are f32, not u8", () => ten.Map<byte, int>("x", [], (_, _) => { }));
    }

    [Fact]
    public void A_field_is_made_batch_by_batch_by_an_expression()
    {
        Dataset mapped = ten.Map("x", x => (x * 2).Sum([1]).Cast(ElementType.I32));
        Assert.Equal(new Field("x", new TensorType(ElementType.I32, [])), mapped.Fields[0]);
        Assert.Equal([2, 10, 18, 26, 34, 42, 50, 58, 66, 74], mapped.Batches(inOrder).SelectMany(batch => batch[0].ToArray<int>()));
        DatasetException axis = Assert.Throws<DatasetException>(() => ten.Map("x", Ops.Sum));
        Assert.StartsWith("the function of the field 'x' must keep the axis of the samples: of one sample it makes ", axis.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Draws_are_a_function_of_seed_epoch_and_sample()
    {
        Dataset noisy = ten.Map<float, float>("x", [], (_, y, chance) => y[0] = chance.NextSingle());
        float[] Noise(BatchOrder order) => [.. noisy.Batches(order).SelectMany(batch => batch.Samples.Zip(batch[0].ToArray<float>()))
            .OrderBy(drawn => drawn.First).Select(drawn => drawn.Second)];
        float[] noise = Noise(inOrder);
        Assert.Equal(10, noise.Distinct().Count());
        Assert.Equal(noise, Noise(new BatchOrder(3)));
        Assert.NotEqual(noise, Noise(new BatchOrder(3, Epoch: 1)));
        Assert.NotEqual(noise, Noise(new BatchOrder(3, Seed: 1)));
    }
}
