using System.Numerics;
using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Tests.Codegen;

/// <summary>In which order sums are taken, bit for bit, against the order written down once more.</summary>
public sealed class SumOrderTests
{
    private const int Partials = 64;
    private const int Terms = 512;

    public static IEnumerable<object[]> Cases =>
        from width in Enum.GetValues<LaneWidth>()
        from length in (long[])[1, 63, 64, 65, 511, 512, 513, 32768, 32769, (32768 * 3) + 70, (32768 * 7) - 1]
        select (object[])[width, length];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_row_is_summed_by_64_partials_in_blocks(LaneWidth width, long length)
    {
        Assert.Equal(OfRow<float>(Random<float>(length)), SumOf<float>(width, VectorAxis.LastInner, [1, length], reducesLast: true)[0]);
        Assert.Equal(OfRow<double>(Random<double>(length)), SumOf<double>(width, VectorAxis.LastInner, [1, length], reducesLast: true)[0]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_column_is_summed_term_by_term_in_blocks(LaneWidth width, long length)
    {
        const int columns = 5;
        float[] all = Random<float>(length * columns);
        float[] sums = SumOf<float>(width, VectorAxis.LastPoint, [length, columns], reducesLast: false);
        for (int column = 0; column < columns; column++)
        {
            Assert.Equal(OfBlocks<float>([.. all.Where((_, place) => place % columns == column)]), sums[column]);
        }
    }

    private static T[] SumOf<T>(LaneWidth width, VectorAxis vector, Shape shape, bool reducesLast)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (LoopAxis kept, LoopAxis summed) = reducesLast ? (new LoopAxis(0, shape[0]), new LoopAxis(1, shape[1])) : (new LoopAxis(0, shape[1]), new LoopAxis(1, shape[0]));
        IndexMap at = reducesLast ? (IndexMap.Of(kept) * shape[1]) + IndexMap.Of(summed) : (IndexMap.Of(summed) * shape[1]) + IndexMap.Of(kept);
        ElementType element = ElementTypes.Of<T>();
        LoopKernel kernel = new(
            [new KernelOperand(new TensorType(element, shape), OperandAccess.Read), new KernelOperand(new TensorType(element, [kept.Size]), OperandAccess.Write)],
            [kept],
            [
                new Stage(StagePhase.AtPoint, [summed], [new Load(new Place(0, at, Guard.Always), Literal.Scalar(T.Zero))], [new Total(ReduceKind.SumOf, 0, Guard.Always)]),
                new Stage(StagePhase.AtPoint, [], [new Earlier(0, 0, element)], [new Store(new Place(1, IndexMap.Of(kept), Guard.Always), 0)]),
            ]);
        KernelVerifier.Verify(kernel);
        KernelCode code = CodeAssembly.Emit([new ScheduledKernel(kernel, new Schedule(vector, 1, vector == VectorAxis.LastPoint ? kept.Size : 1))], width).Kernels[0];
        return KernelRunner.Run(code, [Literal.Create<T>(shape, Random<T>(shape.ElementCount))])[0].ToArray<T>();
    }

    private static T[] Random<T>(long count)
        where T : INumberBase<T>
    {
        Random random = new(17);
        return [.. Enumerable.Range(0, (int)count).Select(_ => T.CreateTruncating((random.NextDouble() * 6) - 3))];
    }

    private static T OfRow<T>(T[] terms)
        where T : INumberBase<T>
    {
        List<T> blocks = [];
        foreach (T[] block in terms.Chunk(Partials * Terms))
        {
            T[] partials = [.. Enumerable.Repeat(T.Zero, Partials)];
            for (int place = 0; place < block.Length; place++)
            {
                partials[place % Partials] += block[place];
            }
            for (int half = Partials / 2; half > 0; half /= 2)
            {
                for (int place = 0; place < half; place++)
                {
                    partials[place] += partials[place + half];
                }
            }
            blocks.Add(partials[0]);
        }
        return Pairwise(blocks);
    }

    private static T OfBlocks<T>(T[] terms)
        where T : INumberBase<T> => Pairwise([.. terms.Chunk(Terms).Select(block => block.Aggregate(T.Zero, (sum, term) => sum + term))]);

    /// <summary>Blocks by twos, fours, eights, …; what is left over from the last one on.</summary>
    private static T Pairwise<T>(List<T> blocks)
        where T : INumberBase<T>
    {
        T? sum = default;
        int end = blocks.Count;
        for (int size = 1; end > 0; size *= 2)
        {
            if ((blocks.Count & size) != 0)
            {
                T part = Tree(blocks, end - size, size);
                sum = end == blocks.Count ? part : part + sum!;
                end -= size;
            }
        }
        return sum!;
    }

    private static T Tree<T>(List<T> blocks, int start, int size)
        where T : INumberBase<T> => size == 1 ? blocks[start] : Tree(blocks, start, size / 2) + Tree(blocks, start + (size / 2), size / 2);
}
