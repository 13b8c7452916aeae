using Graph.Cpu;
using Graph.Lowering;
using Graph.Reference;

namespace Graph.Tests.Cpu;

/// <summary>Sorting and running reductions give the bits of the reference.</summary>
public sealed class LibraryTests
{
    private static readonly ImmutableArray<Shape> shapes = [[], [1], [47], [49], [5000], [300, 7], [7, 300], [2, 70, 130], [0, 3], [3, 0], [1200, 300]];

    public static TheoryData<ElementType> Numbers => [.. ElementTypes.All.Where(element => element.IsNumeric)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Sorting_gives_the_bits_of_the_reference(ElementType element) =>
        CheckAlongAxes(element, axis => [new Sort(axis), new Sort(axis, Descending: true)]);

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_running_reduction_gives_the_bits_of_the_reference(ElementType element) =>
        CheckAlongAxes(element, axis => Enum.GetValues<ReduceKind>().Select(kind => new Cumulative(kind, axis)));

    private static void CheckAlongAxes(ElementType element, Func<int, IEnumerable<Op>> ops)
    {
        CpuBackend backend = Runs.Backend(new RuntimeOptions { Threads = 3, Poison = true });
        foreach (Shape shape in shapes.Where(shape => shape.Rank > 0))
        {
            Literal x = Draw(element, shape);
            foreach (Op op in Enumerable.Range(0, shape.Rank).SelectMany(ops))
            {
                OperatorSample sample = OperatorSamples.Sample(op, x);
                ImmutableArray<Literal> actual = Runs.Run(backend, backend.Compile(Planner.Plan(sample.Computation, backend.Target)), [x]);
                foreach ((Literal wanted, Literal got) in Interpreter.Evaluate(sample.Computation, [x]).Zip(actual))
                {
                    Assert.True(wanted.Equals(got), $"{op} of {x.Type}");
                }
            }
        }
    }

    /// <summary>Values over the whole range, many of them equal, with NaNs, infinities and zeros of both signs.</summary>
    private static Literal Draw(ElementType element, Shape shape)
    {
        Random random = new(shape.Rank + (int)shape[0]);
        double[] special = [0.0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1, -1, double.Epsilon, double.MaxValue];
        double Real() => random.Next(4) == 0 ? special[random.Next(special.Length)] : random.Next(2) == 0 ? random.Next(-20, 20) : (random.NextDouble() - 0.5) * 1e6;
        long Whole() => random.Next(3) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : random.Next(-20, 20);
        return element switch
        {
            ElementType.F32 => Literal.Generate(shape, _ => (float)Real()),
            ElementType.F64 => Literal.Generate(shape, _ => Real()),
            ElementType.I32 => Literal.Generate(shape, _ => (int)Whole()),
            ElementType.I64 => Literal.Generate(shape, _ => Whole()),
            ElementType.U32 => Literal.Generate(shape, _ => (uint)Whole()),
            ElementType.U8 => Literal.Generate(shape, _ => (byte)Whole()),
            ElementType.Bool => throw new NotSupportedException("bools are neither sorted nor summed"),
        };
    }
}
