namespace Graph.Tests;

public static partial class OperatorSamples
{
    private static IEnumerable<OperatorSample> Reductions()
    {
        foreach (ReduceKind kind in Enum.GetValues<ReduceKind>())
        {
            bool isSumOrProduct = kind is ReduceKind.SumOf or ReduceKind.ProductOf;
            foreach (ElementType element in isSumOrProduct ? ElementTypes.All : numbers)
            {
                yield return Sample(new Reduce(kind, []), Values(element, []));
                yield return Sample(new Reduce(kind, [0]), Values(element, [5]));
                yield return Sample(new Reduce(kind, [0, 2]), Values(element, [2, 3, 4]));
                yield return Sample(new Reduce(kind, [0]), Values(element, [2, 0, 3]));
                if (isSumOrProduct)
                {
                    yield return Sample(new Reduce(kind, [1]), Values(element, [2, 0, 3]));
                }
            }
            foreach (ElementType element in numbers)
            {
                yield return Sample(new Cumulative(kind, 0), Values(element, [7]));
                yield return Sample(new Cumulative(kind, 1), Values(element, [2, 3, 4]));
                yield return Sample(new Cumulative(kind, 1), Values(element, [2, 0, 4]));
            }
        }
        foreach (ExtremumKind kind in Enum.GetValues<ExtremumKind>())
        {
            foreach (ElementType element in numbers)
            {
                yield return Sample(new ArgReduce(kind, 0), Values(element, [1]));
                yield return Sample(new ArgReduce(kind, 1), Values(element, [2, 5, 3]));
                yield return Sample(new ArgReduce(kind, 0), Values(element, [2, 0, 3]));
            }
        }
    }

    private static IEnumerable<OperatorSample> Windows()
    {
        foreach (ElementType element in ElementTypes.All)
        {
            yield return Sample(new Window([], [], [], []), Values(element, []));
            yield return Sample(new Window([0], [3], [1], [1]), Values(element, [5]));
            yield return Sample(new Window([0], [3], [1], [2]), Values(element, [4]));
            yield return Sample(new Window([2, 1], [2, 2], [1, 3], [2, 1]), Values(element, [0, 5, 4]));
            yield return Sample(new Window([2, 1], [2, 2], [1, 3], [2, 1]), Values(element, [2, 5, 4]));
        }
        foreach (ElementType element in numbers)
        {
            yield return Sample(new Fold([], [], [], []), Values(element, []));
            yield return Sample(new Fold([0], [5], [1], [1]), Values(element, [3, 3]));
            yield return Sample(new Fold([0], [4], [1], [2]), Values(element, [0, 3]));
            yield return Sample(new Fold([2, 1], [4, 6], [1, 3], [2, 1]), Values(element, [2, 2, 2, 2, 2]));
        }
    }

    private static IEnumerable<OperatorSample> Contractions()
    {
        foreach (ElementType element in numbers)
        {
            yield return Sample(new Contract([], []), Values(element, []), Values(element, [], seed: 1));
            yield return Sample(new Contract([0], [0]), Values(element, [5]), Values(element, [5], seed: 1));
            yield return Sample(new Contract([1], [0]), Values(element, [3, 0]), Values(element, [0, 2], seed: 1));
            yield return Sample(new Contract([1], [0]), Values(element, [3, 4]), Values(element, [4, 2], seed: 1));
            yield return Sample(new Contract([], []), Values(element, [3]), Values(element, [2], seed: 1));
            yield return Sample(new Contract([0, 3], [2, 0], [2], [1]), Values(element, [2, 3, 4, 5]), Values(element, [5, 4, 2, 3], seed: 1));
        }
    }

    private static IEnumerable<OperatorSample> Convolutions()
    {
        Convolve plain = new([0, 1], [0, 1], [0, 1], [], [], [], [], [], 1);
        Convolve line = new([0, 1, 2], [0, 1, 2], [0, 1, 2], [2], [1], [-1], [1], [2], 1);
        Convolve plane = new([3, 1, 0, 2], [1, 0, 3, 2], [2, 3, 0, 1], [1, 2], [2, -1], [1, 2], [2, 1], [1, 2], 2);
        foreach (ElementType element in numbers)
        {
            yield return Sample(plain, Values(element, [2, 3]), Values(element, [4, 3], seed: 1));
            yield return Sample(line, Values(element, [2, 3, 7]), Values(element, [2, 3, 3], seed: 1));
            yield return Sample(line, Values(element, [2, 0, 7]), Values(element, [2, 0, 3], seed: 1));
            yield return Sample(line with { Low = [4] }, Values(element, [2, 3, 0]), Values(element, [2, 3, 1], seed: 1));
            yield return Sample(plane, Values(element, [3, 4, 5, 2]), Values(element, [2, 6, 2, 3], seed: 1));
        }
    }

    private static IEnumerable<OperatorSample> Indexing()
    {
        foreach (ElementType element in ElementTypes.All)
        {
            foreach (ElementType index in integers)
            {
                Literal table = Values(element, [5, 2]);
                yield return Sample(new Gather(), table, Values(index, []));
                yield return Sample(new Gather(), table, Values(index, [2, 3]));
                yield return Sample(new Gather(1), Values(element, [3, 4]), Values(index, [3, 2]));
                yield return Sample(new Gather(), Values(element, [0]), Values(index, [3]));
                yield return Sample(new Gather(), table, Values(index, [0]));
                foreach (ScatterKind kind in Enum.GetValues<ScatterKind>())
                {
                    if (element.IsNumeric || kind == ScatterKind.Overwrite)
                    {
                        yield return Sample(new Scatter(kind), table, Values(index, []), Values(element, [2], seed: 1));
                        yield return Sample(new Scatter(kind), table, Values(index, [9]), Values(element, [9, 2], seed: 1));
                        yield return Sample(new Scatter(kind, 1), Values(element, [3, 4]), Values(index, [3, 2]), Values(element, [3, 2], seed: 1));
                        yield return Sample(new Scatter(kind), Values(element, [0, 2]), Values(index, [3]), Values(element, [3, 2], seed: 1));
                    }
                }
            }
        }
    }

    private static IEnumerable<OperatorSample> Sorting()
    {
        foreach (ElementType element in numbers)
        {
            foreach (bool descending in (bool[])[false, true])
            {
                yield return Sample(new Sort(0, descending), Values(element, [9]));
                yield return Sample(new Sort(1, descending), Values(element, [2, 5, 3]));
                yield return Sample(new Sort(1, descending), Values(element, [2, 0, 3]));
            }
            Literal argument = Values(element, [6]);
            Expr x = Primitives.Leaf("x0", argument.Type);
            Project second = new(1);
            yield return new OperatorSample(second, Computation.Create("sample", [x], [Expr.Create(second, Expr.Create(new Sort(0), x))]), [argument]);
        }
        Literal key = Literal.Create<uint>([2], [0x13198a2e, 0x03707344]);
        foreach (ElementType element in (ElementType[])[ElementType.U32, ElementType.I64])
        {
            foreach (Shape shape in shapes)
            {
                yield return Sample(new RandomBits(new TensorType(element, shape)), key);
            }
        }
    }

    private static IEnumerable<OperatorSample> Control()
    {
        foreach (ElementType element in numbers)
        {
            Literal start = Values(element, [2]);
            Literal constant = Values(element, [2], seed: 1);
            TensorType type = start.Type;
            (Expr a, Expr b) = (Primitives.Leaf("a", type), Primitives.Leaf("b", type));
            Computation pair = Computation.Create("pair", [a, b], [a + b, a * b]);
            Computation one = Computation.Create("one", [a, b], [a - b]);
            yield return Sample(new Call(pair), start, constant);
            yield return Sample(new Call(one, Keep: true), start, constant);

            Expr c = Primitives.Leaf("c", type);
            Computation step = Computation.Create("step", [a, b, c], [a + (b * c), a - b]);
            foreach (bool reverse in (bool[])[false, true])
            {
                yield return Sample(new Scan(step, 3, 1, 1, reverse), start, Values(element, [3, 2], seed: 2), constant);
                yield return Sample(new Scan(step, 0, 1, 1, reverse), start, Values(element, [0, 2]), constant);
                yield return Sample(new Scan(one, 4, 1, 0, reverse), start, constant);
            }
        }
    }
}
