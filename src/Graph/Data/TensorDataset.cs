namespace Graph;

/// <summary>Samples that lie in tensors, along their leading axes.</summary>
internal sealed class TensorDataset : Dataset
{
    private readonly ImmutableArray<Literal> values;

    public TensorDataset(ImmutableArray<(string Name, Tensor Values)> fields)
    {
        if (fields.IsEmpty)
        {
            throw new GraphException("a dataset has at least one field");
        }
        HashSet<string> names = [];
        foreach ((string name, Tensor tensor) in fields)
        {
            if (name is null || tensor is null)
            {
                string what = name is null ? "a field is given without a name: it is null" : $"the field '{name}' was given null";
                throw new GraphException(what);
            }
            if (!names.Add(name))
            {
                throw new GraphException($"the field '{name}' is given twice");
            }
            if (tensor.Rank == 0)
            {
                throw new ShapeException($"the field '{name}' is a scalar; the samples lie along the leading axis");
            }
            if (tensor.Shape[0] != fields[0].Values.Shape[0])
            {
                throw new ShapeException(
                    $"the field '{name}' has {tensor.Shape[0]} samples, but '{fields[0].Name}' has {fields[0].Values.Shape[0]}");
            }
        }
        values = [.. fields.Select(field => field.Values.Literal)];
        Fields = [.. fields.Select(field => new Field(field.Name, field.Values.Type.With(field.Values.Shape[1..])))];
        Count = fields[0].Values.Shape[0];
    }

    public override ImmutableArray<Field> Fields { get; }

    public override long Count { get; }

    public override Batch Read(ImmutableArray<long> samples, BatchOrder order)
    {
        foreach (long sample in samples)
        {
            if (sample < 0 || sample >= Count)
            {
                throw new GraphException($"there is no sample {sample}: there are {Count}, counted from 0");
            }
        }
        return new Batch(samples, [.. Fields.Select((field, place) => Gathered(values[place], field.Batched(samples.Length), samples))]);
    }

    private static Tensor Gathered(Literal source, TensorType type, ImmutableArray<long> samples)
    {
        byte[] sample = new byte[type.Shape[1..].ElementCount * type.Element.ByteSize];
        Buffer buffer = Buffer.Allocate((nint)type.ByteCount);
        for (int place = 0; place < samples.Length; place++)
        {
            source.Buffer.CopyTo<byte>(samples[place] * sample.Length, sample);
            buffer.CopyFrom<byte>((long)place * sample.Length, sample);
        }
        return new Tensor(new Literal(type, buffer));
    }
}
