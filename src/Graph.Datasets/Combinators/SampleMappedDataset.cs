using System.Buffers;

namespace Graph.Datasets;

/// <summary>A dataset with one field made by a function in C# of each sample.</summary>
internal sealed class SampleMappedDataset<TFrom, TTo> : Dataset
    where TFrom : unmanaged where TTo : unmanaged
{
    private readonly Dataset source;
    private readonly int place;
    private readonly SampleMap<TFrom, TTo>? map;
    private readonly RandomSampleMap<TFrom, TTo>? randomMap;

    public SampleMappedDataset(Dataset source, string field, Shape shape, SampleMap<TFrom, TTo> map)
        : this(source, field, shape)
    {
        ArgumentNullException.ThrowIfNull(map);
        this.map = map;
    }

    public SampleMappedDataset(Dataset source, string field, Shape shape, RandomSampleMap<TFrom, TTo> map)
        : this(source, field, shape)
    {
        ArgumentNullException.ThrowIfNull(map);
        randomMap = map;
    }

    private SampleMappedDataset(Dataset source, string field, Shape shape)
    {
        place = DatasetExtensions.FieldOf(source, field);
        ElementType from = source.Fields[place].Type.Element;
        if (from != ElementTypes.Of<TFrom>())
        {
            throw new DatasetException($"the elements of the field '{field}' are {from.Mnemonic}, not {ElementTypes.Of<TFrom>().Mnemonic}");
        }
        this.source = source;
        Fields = source.Fields.SetItem(place, new Field(field, new TensorType(ElementTypes.Of<TTo>(), shape)));
    }

    public override ImmutableArray<Field> Fields { get; }

    public override long Count => source.Count;

    public override Batch Read(ImmutableArray<long> samples, BatchOrder order)
    {
        Batch batch = source.Read(samples, order);
        return new Batch(samples, batch.Tensors.SetItem(place, Mapped(batch[place].Literal, samples, order)));
    }

    private Tensor Mapped(Literal from, ImmutableArray<long> samples, BatchOrder order)
    {
        int fromLength = checked((int)source.Fields[place].Type.ElementCount), toLength = checked((int)Fields[place].Type.ElementCount);
        TensorType type = Fields[place].Batched(samples.Length);
        Buffer buffer = Buffer.Allocate((nint)type.ByteCount);
        TFrom[] sample = ArrayPool<TFrom>.Shared.Rent(fromLength);
        TTo[] result = ArrayPool<TTo>.Shared.Rent(toLength);
        for (int index = 0; index < samples.Length; index++)
        {
            from.Buffer.CopyTo((long)index * fromLength, sample.AsSpan(0, fromLength));
            Span<TTo> made = result.AsSpan(0, toLength);
            made.Clear();
            if (map is not null)
            {
                map(sample.AsSpan(0, fromLength), made);
            }
            else
            {
                randomMap!(sample.AsSpan(0, fromLength), made, Chance(order, samples[index]));
            }
            buffer.CopyFrom<TTo>((long)index * toLength, made);
        }
        ArrayPool<TFrom>.Shared.Return(sample);
        ArrayPool<TTo>.Shared.Return(result);
        return new Tensor(new Literal(type, buffer));
    }

    /// <summary>Draws of a sample in an epoch, whatever batch it is in.</summary>
    private static Random Chance(BatchOrder order, long sample)
    {
        ulong seed = Mixed(Mixed(Mixed((ulong)order.Seed) + (ulong)order.Epoch) + (ulong)sample);
        return new Random((int)(seed >> 33));
    }

    // The output function of SplitMix64: Steele, Lea and Flood, 2014, "Fast splittable pseudorandom number generators".
    private static ulong Mixed(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
