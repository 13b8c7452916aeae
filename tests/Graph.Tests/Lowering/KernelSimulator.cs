using Graph.Lowering;

namespace Graph.Tests.Lowering;

/// <summary>
/// Runs a kernel slowly and obviously: each instruction over all points of its stage at once, by the reference interpreter. What a kernel means.
/// </summary>
internal sealed class KernelSimulator
{
    private readonly LoopKernel kernel;
    private readonly Literal[] operands;
    private readonly Dictionary<(int Stage, int Effect), Literal> left = [];

    private KernelSimulator(LoopKernel kernel, IEnumerable<Literal> inputs)
    {
        this.kernel = kernel;
        operands =
        [
            .. inputs,
            .. kernel.Operands.Where(operand => operand.Access == OperandAccess.Write)
                .Select(operand => new Literal(operand.Type, Buffer.Allocate((nint)operand.Type.ByteCount))),
        ];
    }

    /// <summary>The values of the outputs.</summary>
    public static ImmutableArray<Literal> Run(LoopKernel kernel, IReadOnlyCollection<Literal> inputs)
    {
        KernelSimulator simulator = new(kernel, inputs);
        for (int stage = 0; stage < kernel.Stages.Count; stage++)
        {
            simulator.RunStage(stage);
        }
        return [.. simulator.operands.Skip(inputs.Count)];
    }

    private void RunStage(int number)
    {
        Stage stage = kernel.Stages[number];
        ImmutableArray<LoopAxis> axes = [.. kernel.AxesOf(stage)];
        ImmutableArray<long[]> points = Points(axes);
        long inner = Count(stage.Axes);
        long rows = stage.Phase == StagePhase.AtPoint ? Count(kernel.Axes) : 1;
        List<Literal> scalars = [];
        foreach (Instruction instruction in stage.Body)
        {
            scalars.Add(Column(instruction, stage, points, inner, scalars));
        }
        for (int place = 0; place < stage.Effects.Count; place++)
        {
            Literal values = scalars[stage.Effects[place].Value];
            switch (stage.Effects[place])
            {
                case Store store:
                    Write(store, points, scalars);
                    break;
                case Keep:
                    left[(number, place)] = values;
                    break;
                case Total(var kind, _, var guard):
                    left[(number, place)] = TotalOf(kind, values, rows, inner, row => guard.Holds(points[(int)row]));
                    break;
                case ProductTotal(_, var factor, var guard):
                    Literal products = Columns.Apply(new Binary(BinaryKind.Multiply), values, scalars[factor]);
                    left[(number, place)] = TotalOf(ReduceKind.SumOf, products, rows, inner, row => guard.Holds(points[(int)row]));
                    break;
                case Extremum(var kind, _):
                    left[(number, place)] = Columns.Apply(new ArgReduce(kind, 1), values.WithShape([rows, inner]));
                    break;
                case Combine(var kind, _, var kept):
                    left[(number, place)] = Combined(kind, values, points, kept);
                    break;
                default:
                    throw new NotSupportedException(stage.Effects[place].ToString());
            }
        }
    }

    private static long Count(IEnumerable<LoopAxis> axes) => axes.Aggregate(1L, (count, axis) => count * axis.Size);

    private Literal Column(Instruction instruction, Stage stage, ImmutableArray<long[]> points, long inner, List<Literal> scalars) => instruction switch
    {
        Immediate(var value) => Columns.Pick(value, [.. points.Select(_ => 0L)]),
        IndexValue(var map, ElementType.I64) => Literal.Generate([points.Length], row => map.Evaluate(points[(int)row])),
        IndexValue(var map, _) => Literal.Generate([points.Length], row => (int)map.Evaluate(points[(int)row])),
        Test(var guard) => Literal.Generate([points.Length], row => guard.Holds(points[(int)row])),
        Load(var place, var fill) => Columns.Pick(operands[place.Operand], [.. points.Select((point, row) => Find(place, point, row, scalars))], fill),
        Compute(var op, _, var arguments) => Columns.Apply(op, [.. arguments.Select(argument => scalars[argument])]),
        MultiplyAdd(var a, var b, var c, _) => FusedColumn(scalars[a], scalars[b], scalars[c]),
        Earlier(var from, var effect, _) => FromEarlier(from, effect, stage, points.Length, inner),
        RandomWord(var key0, var key1, var counter, var element) => RandomColumn(scalars[key0], scalars[key1], [.. points.Select(point => counter.Evaluate(point))], element),
        _ => throw new NotSupportedException(instruction.ToString()),
    };

    private Literal FromEarlier(int from, int effect, Stage stage, int count, long inner)
    {
        Literal values = left[(from, effect)];
        Stage source = kernel.Stages[from];
        if (source.Phase == StagePhase.BeforePoints)
        {
            return Columns.Pick(values, [.. Enumerable.Repeat(0L, count)]);
        }
        bool isPerPoint = stage.Phase == StagePhase.AfterPoints || (source.Effects[effect] is Keep && source.Axes == stage.Axes);
        return isPerPoint ? values : Columns.Pick(values, [.. Enumerable.Range(0, count).Select(row => row / inner)]);
    }

    private static Literal FusedColumn(Literal a, Literal b, Literal c) => a.Element == ElementType.F64
        ? Literal.Generate(a.Shape, row => Math.FusedMultiplyAdd(a.At<double>(row), b.At<double>(row), c.At<double>(row)))
        : Literal.Generate(a.Shape, row => MathF.FusedMultiplyAdd(a.At<float>(row), b.At<float>(row), c.At<float>(row)));

    private static Literal RandomColumn(Literal key0, Literal key1, ImmutableArray<long> counters, ElementType element)
    {
        if (counters.IsEmpty)
        {
            return Columns.New(element, 0);
        }
        Literal key = Literal.Create<uint>([2], [key0.At<uint>(0), key1.At<uint>(0)]);
        return Columns.Pick(Columns.Apply(new RandomBits(new TensorType(element, [counters.Max() + 1])), key), counters);
    }

    /// <summary>The row-major index of a place, or −1 where there is none.</summary>
    private static long Find(Place place, long[] point, int row, List<Literal> scalars)
    {
        if (!place.Guard.Holds(point))
        {
            return -1;
        }
        long index = place.Map.Evaluate(point);
        if (place.Indirection is { } by)
        {
            double step = scalars[by.Index].ToDouble(row);
            return step < 0 || step >= by.Limit ? -1 : index + ((long)step * by.Stride);
        }
        return index;
    }

    private void Write(Store store, ImmutableArray<long[]> points, List<Literal> scalars)
    {
        Literal target = operands[store.Place.Operand];
        for (int row = 0; row < points.Length; row++)
        {
            long index = Find(store.Place, points[row], row, scalars);
            if (index >= 0)
            {
                Literal value = Columns.Pick(scalars[store.Value], [row]);
                Literal before = Columns.Pick(target, [index]);
                Columns.Move(store.Kind == ScatterKind.Accumulate ? Columns.Apply(new Binary(BinaryKind.Add), before, value) : value, 0, target, index);
            }
        }
    }

    private static Literal TotalOf(ReduceKind kind, Literal values, long outer, long inner, Func<long, bool> counts)
    {
        Literal totals = Columns.New(values.Element, outer);
        for (long row = 0; row < outer; row++)
        {
            Literal terms = Columns.Pick(values, [.. Range(row * inner, inner).Where(counts)]);
            Columns.Move(Columns.Apply(new Reduce(kind, [0]), terms), 0, totals, row);
        }
        return totals;
    }

    private static Literal Combined(ReduceKind kind, Literal values, ImmutableArray<long[]> points, Sequence<LoopAxis> kept)
    {
        ImmutableArray<long[]> targets = Points([.. kept]);
        Literal totals = Columns.New(values.Element, targets.Length);
        for (int target = 0; target < targets.Length; target++)
        {
            long[] at = targets[target];
            IEnumerable<long> rows = Range(0, points.Length).Where(row => kept.All(axis => points[(int)row][axis.Number] == at[axis.Number]));
            Columns.Move(Columns.Apply(new Reduce(kind, [0]), Columns.Pick(values, [.. rows])), 0, totals, target);
        }
        return totals;
    }

    private static IEnumerable<long> Range(long start, long count)
    {
        for (long place = start; place < start + count; place++)
        {
            yield return place;
        }
    }

    /// <summary>All points of some axes in row-major order; a point has the value of an axis at the axis' number.</summary>
    private static ImmutableArray<long[]> Points(ImmutableArray<LoopAxis> axes)
    {
        int width = axes.Select(axis => axis.Number + 1).DefaultIfEmpty().Max();
        IEnumerable<long[]> points = [new long[width]];
        foreach (LoopAxis axis in axes)
        {
            points = points.SelectMany(point => Range(0, axis.Size).Select(value =>
            {
                long[] next = [.. point];
                next[axis.Number] = value;
                return next;
            }));
        }
        return [.. points];
    }
}
