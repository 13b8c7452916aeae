using System.Text;
using FsCheck.Xunit;
using Graph.Datasets;
using Graph.Learning;
using Graph.Properties.Generation;

namespace Graph.Properties.Tests;

/// <summary>Laws of the order of batches, of combined datasets and of files of tensors.</summary>
[Properties(Arbitrary = [typeof(Arbitraries)], MaxTest = 200)]
public sealed class DataLaws
{
    private const int MostSamples = 40;

    [Property]
    public bool An_order_is_a_permutation(ulong seed)
    {
        (BatchOrder order, int count) = Drawn(new Draw(seed));
        return order.Samples(count).Order().SequenceEqual(Enumerable.Range(0, count).Select(place => (long)place));
    }

    [Property]
    public bool Batches_partition_the_samples(ulong seed)
    {
        (BatchOrder order, int count) = Drawn(new Draw(seed));
        ImmutableArray<long>[] batches = [.. order.Batches(count)];
        int kept = order.DropsRemainder ? count / order.BatchSize * order.BatchSize : count;
        return batches.Length == order.BatchCount(count)
            && batches.SkipLast(1).All(batch => batch.Length == order.BatchSize)
            && batches.SelectMany(batch => batch).SequenceEqual(order.Samples(count).Take(kept));
    }

    [Property]
    public bool A_resumed_epoch_has_the_batches_of_one_that_was_not_interrupted(ulong seed)
    {
        Draw draw = new(seed);
        (BatchOrder order, int count) = Drawn(draw);
        Dataset dataset = Mixed(draw, count);
        int first = draw.Below((int)order.BatchCount(dataset.Count) + 2);
        Dataset ahead = dataset.Prefetch(1 + draw.Below(3));
        return Bits(ahead.Batches(order with { First = first })).SequenceEqual(Bits(dataset.Batches(order)).Skip(first));
    }

    [Property]
    public bool A_split_partitions_the_samples(ulong seed)
    {
        Draw draw = new(seed);
        int count = draw.Below(MostSamples);
        Dataset dataset = Numbers(count);
        (Dataset one, Dataset other) = dataset.Split(draw.Below(count + 1), draw.Chance(0.5) ? (long)draw.Bits() : null);
        BatchOrder all = new(MostSamples);
        return new[] { one, other }.SelectMany(part => part.Batches(all)).SelectMany(batch => batch[0].ToArray<int>()).Order()
            .SequenceEqual(Enumerable.Range(0, count));
    }

    [Property]
    public bool A_file_of_tensors_comes_back_with_its_bits(ulong seed)
    {
        TensorFile written = File(new Draw(seed));
        TensorFile read = TensorFile.Read(new MemoryStream(Bytes(written)));
        return Bytes(read).AsSpan().SequenceEqual(Bytes(written)) && read.Sha256 == written.Sha256
            && Named(read).SequenceEqual(Named(written))
            && read.Metadata.OrderBy(text => text.Key).SequenceEqual(written.Metadata.OrderBy(text => text.Key));
    }

    /// <summary>How each of many damaged files was answered; every kind of answer must come, and no other one.</summary>
    [Fact]
    public void Damaged_files_of_tensors_are_refused_in_one_sentence()
    {
        string[] kinds = ["cut off", "damaged", "no header", "no safetensors", "elements of type", "read"];
        Dictionary<string, int> answers = kinds.ToDictionary(kind => kind, _ => 0);
        for (ulong seed = 0; seed < 4000; seed++)
        {
            Draw draw = new(seed);
            byte[] file = Bytes(File(draw));
            byte[] damaged = Damage(draw, file);
            if (damaged.AsSpan().SequenceEqual(file))
            {
                continue;
            }
            string answer = "read";
            try
            {
                // Only what lost the name of its checksum can pass; a checkpoint without one is refused.
                Assert.False(TensorFile.Read(new MemoryStream(damaged), "x").HasChecksum, $"seed {seed}");
            }
            catch (CheckpointException refusal)
            {
                answer = kinds.First(kind => refusal.Sentence.Contains(kind, StringComparison.Ordinal));
                Assert.DoesNotContain('\n', refusal.Sentence);
            }
            answers[answer]++;
        }
        Assert.All(answers, answer => Assert.InRange(answer.Value, 10, 3000));
    }

    private static (BatchOrder Order, int Count) Drawn(Draw draw)
    {
        BatchOrder order = new(1 + draw.Below(9), (long)draw.Bits(), draw.Below(5))
        {
            IsShuffled = draw.Chance(0.8),
            DropsRemainder = draw.Chance(0.3),
        };
        return (order, draw.Below(MostSamples));
    }

    private static Dataset Numbers(int count) => Dataset.Of(("x", Tensor.Generate([count], place => (int)place)));

    // Of every kind of dataset something, with draws at random among them.
    private static Dataset Mixed(Draw draw, int count)
    {
        Dataset dataset = Numbers(count);
        dataset = draw.Chance(0.5) ? dataset.Concatenate(Numbers(draw.Below(9))) : dataset;
        dataset = draw.Chance(0.5) ? dataset.Skip(draw.Below(3)) : dataset;
        return dataset.Map<int, float>("x", [2], (x, y, chance) => (y[0], y[1]) = (x[0], chance.NextSingle()));
    }

    private static IEnumerable<string> Bits(IEnumerable<Batch> batches) =>
        batches.Select(batch => string.Join(' ', batch[0].ToArray<float>().Select(BitConverter.SingleToUInt32Bits)));

    private static IEnumerable<(string Name, Literal Value)> Named(TensorFile file) =>
        file.Tensors.Select(tensor => (tensor.Name, tensor.Value.Literal));

    private static TensorFile File(Draw draw)
    {
        int count = draw.Below(5);
        return new TensorFile(
            Enumerable.Range(0, count).Select(place => ($"{"wbxü"[draw.Below(4)]}/{place}", Filled(draw))),
            Enumerable.Range(0, draw.Below(3)).ToDictionary(key => $"key {key}", key => $"\"{draw.Bits()}\"\n"));
    }

    private static Tensor Filled(Draw draw)
    {
        Shape shape = [.. Enumerable.Range(0, draw.Below(4)).Select(_ => (long)draw.Below(4))];
        return ElementTypes.All[draw.Below(ElementTypes.All.Length)] switch
        {
            ElementType.F32 => Tensor.Generate(shape, _ => BitConverter.UInt32BitsToSingle((uint)draw.Bits())),
            ElementType.F64 => Tensor.Generate(shape, _ => BitConverter.UInt64BitsToDouble(draw.Bits())),
            ElementType.I32 => Tensor.Generate(shape, _ => (int)draw.Bits()),
            ElementType.I64 => Tensor.Generate(shape, _ => (long)draw.Bits()),
            ElementType.U32 => Tensor.Generate(shape, _ => (uint)draw.Bits()),
            ElementType.U8 => Tensor.Generate(shape, _ => (byte)draw.Bits()),
            ElementType.Bool => Tensor.Generate(shape, _ => draw.Chance(0.5)),
        };
    }

    private static byte[] Bytes(TensorFile file)
    {
        using MemoryStream stream = new();
        file.Write(stream);
        return stream.ToArray();
    }

    // Bytes changed anywhere, or in the header, where most is to be got wrong; a cut; a number of the header replaced by another.
    private static byte[] Damage(Draw draw, byte[] file)
    {
        int header = (int)BitConverter.ToInt64(file);
        switch (draw.Below(4))
        {
            case 0:
                return file[..draw.Below(file.Length)];
            case 1:
                string text = Encoding.UTF8.GetString(file, 8, header);
                string[] words = ["0", "1", "18446744073709551616", "-1", "1e9", "[", "}", "\"F16\"", "null", "4294967296"];
                int start = draw.Below(text.Length), end = Math.Min(text.Length, start + 1 + draw.Below(3));
                byte[] changed = Encoding.UTF8.GetBytes(text[..start] + words[draw.Below(words.Length)] + text[end..]);
                return [.. BitConverter.GetBytes((long)changed.Length), .. changed, .. file.AsSpan(8 + header)];
            case 2 when header > 0:
                byte[] inHeader = [.. file];
                inHeader[draw.Below(8 + header)] = (byte)draw.Bits();
                return inHeader;
            default:
                byte[] anywhere = [.. file];
                anywhere[draw.Below(anywhere.Length)] ^= (byte)(1 << draw.Below(8));
                return anywhere;
        }
    }
}
