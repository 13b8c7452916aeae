namespace Graph.Datasets;

/// <summary>Some samples of a dataset, in an order of their own.</summary>
internal sealed class SubsetDataset : Dataset
{
    private readonly Dataset source;
    private readonly ImmutableArray<long> places;

    public SubsetDataset(Dataset source, ImmutableArray<long> places)
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (long place in places)
        {
            if (place < 0 || place >= source.Count)
            {
                throw new DatasetException($"there is no sample {place}: there are {source.Count}, counted from 0");
            }
        }
        (this.source, this.places) = (source, places);
    }

    public override ImmutableArray<Field> Fields => source.Fields;

    public override long Count => places.Length;

    public override Batch Read(ImmutableArray<long> samples, BatchOrder order)
    {
        ImmutableArray<long> inSource = [.. samples.Select(sample => sample >= 0 && sample < Count
            ? places[(int)sample]
            : throw new DatasetException($"there is no sample {sample}: there are {Count}, counted from 0"))];
        return new Batch(samples, source.Read(inSource, order).Tensors);
    }
}
