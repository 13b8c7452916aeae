namespace Graph.Datasets;

/// <summary>The samples of two datasets, one behind the other.</summary>
internal sealed class ConcatenatedDataset : Dataset
{
    private readonly Dataset first, second;

    public ConcatenatedDataset(Dataset first, Dataset second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (!first.Fields.SequenceEqual(second.Fields))
        {
            throw new DatasetException(
                $"the fields differ: {string.Join(", ", first.Fields)} here, {string.Join(", ", second.Fields)} there");
        }
        (this.first, this.second) = (first, second);
    }

    public override ImmutableArray<Field> Fields => first.Fields;

    public override long Count => first.Count + second.Count;

    public override Batch Read(ImmutableArray<long> samples, BatchOrder order)
    {
        ImmutableArray<long> here = [.. samples.Where(sample => sample < first.Count)];
        ImmutableArray<long> there = [.. samples.Where(sample => sample >= first.Count).Select(sample => sample - first.Count)];
        if (there.IsEmpty)
        {
            return first.Read(samples, order);
        }
        if (here.IsEmpty)
        {
            return new Batch(samples, second.Read(there, order).Tensors);
        }
        (Batch left, Batch right) = (first.Read(here, order), second.Read(there, order));
        return new Batch(samples, [.. Fields.Select((field, place) =>
            Merged(field.Batched(samples.Length), left[place].Literal, right[place].Literal, samples))]);
    }

    private Tensor Merged(TensorType type, Literal left, Literal right, ImmutableArray<long> samples)
    {
        Buffer buffer = Buffer.Allocate((nint)type.ByteCount);
        byte[] sample = new byte[type.ByteCount / samples.Length];
        (long nextLeft, long nextRight) = (0, 0);
        for (int place = 0; place < samples.Length; place++)
        {
            if (samples[place] < first.Count)
            {
                left.Buffer.CopyTo<byte>(nextLeft++ * sample.Length, sample);
            }
            else
            {
                right.Buffer.CopyTo<byte>(nextRight++ * sample.Length, sample);
            }
            buffer.CopyFrom<byte>((long)place * sample.Length, sample);
        }
        return new Tensor(new Literal(type, buffer));
    }
}
