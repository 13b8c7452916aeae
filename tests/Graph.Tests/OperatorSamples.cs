namespace Graph.Tests;

/// <summary>An operator on arguments: a computation of that operator alone (and what it cannot do without), ready to be evaluated.</summary>
/// <param name="Operator">The operator that it is a sample of.</param>
/// <param name="Computation">Parameters <c>x0</c>, <c>x1</c>, …; the results of the operator are its results.</param>
/// <param name="Arguments">A literal for each parameter.</param>
public sealed record OperatorSample(Op Operator, Computation Computation, ImmutableArray<Literal> Arguments)
{
    /// <summary>Operator and operands, for messages.</summary>
    public override string ToString() => $"{Operator} of ({string.Join(", ", Arguments.Select(argument => argument.Type))})";
}

/// <summary>
/// Samples of every operator, over every element type it takes, with scalars and tensors without elements among them: what the coverage tests run each
/// table of meaning on.
/// </summary>
public static partial class OperatorSamples
{
    private static readonly ImmutableArray<ElementType> floats = [.. ElementTypes.All.Where(element => element.IsFloat)];
    private static readonly ImmutableArray<ElementType> integers = [.. ElementTypes.All.Where(element => element.IsInteger)];
    private static readonly ImmutableArray<ElementType> numbers = [.. ElementTypes.All.Where(element => element.IsNumeric)];
    private static readonly ImmutableArray<ElementType> integersAndBool = [.. ElementTypes.All.Where(element => !element.IsFloat)];
    private static readonly ImmutableArray<Shape> shapes = [[], [0], [5], [2, 0, 3], [2, 3, 4]];

    /// <summary>Every sample.</summary>
    public static ImmutableArray<OperatorSample> All { get; } =
    [
        .. Leaves(), .. Elementwise(), .. Movement(), .. Padding(), .. Reductions(), .. Windows(), .. Contractions(), .. Convolutions(),
        .. Indexing(), .. Sorting(), .. Control(),
    ];

    /// <summary>The samples of one operator.</summary>
    public static IEnumerable<OperatorSample> Of<TOp>() where TOp : Op => All.Where(sample => sample.Operator is TOp);

    /// <summary>
    /// A literal of small values, both signs where the type has them, few of them equal: for floats quarters from −3 to 3, for integers −6 to 6 or 0 to 12.
    /// </summary>
    /// <param name="element">The element type.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="seed">Another seed gives other values.</param>
    public static Literal Values(ElementType element, Shape shape, int seed = 0) => element switch
    {
        ElementType.F32 => Literal.Generate(shape, place => (Small(place, seed) - 6) / 4f),
        ElementType.F64 => Literal.Generate(shape, place => (Small(place, seed) - 6) / 4.0),
        ElementType.I32 => Literal.Generate(shape, place => Small(place, seed) - 6),
        ElementType.I64 => Literal.Generate(shape, place => Small(place, seed) - 6L),
        ElementType.U32 => Literal.Generate(shape, place => (uint)Small(place, seed)),
        ElementType.U8 => Literal.Generate(shape, place => (byte)Small(place, seed)),
        ElementType.Bool => Literal.Generate(shape, place => Small(place, seed) % 2 == 0),
    };

    /// <summary>A sample of an operator on some arguments.</summary>
    public static OperatorSample Sample(Op op, params ImmutableArray<Literal> arguments)
    {
        ImmutableArray<Expr> parameters = [.. arguments.Select((argument, place) => Primitives.Leaf($"x{place}", argument.Type))];
        return new OperatorSample(op, Computation.Create("sample", parameters, Expr.Create(op, parameters).Results()), arguments);
    }

    private static int Small(long place, int seed) => (int)((((place + seed) * 37) + (11 * seed) + 5) % 13);

    private static IEnumerable<OperatorSample> Leaves()
    {
        foreach (ElementType element in ElementTypes.All)
        {
            foreach (Shape shape in shapes)
            {
                Literal value = Values(element, shape);
                Parameter leaf = new("x0", value.Type);
                Expr node = Expr.Create(leaf);
                yield return new OperatorSample(leaf, Computation.Create("sample", [node], [node]), [value]);
                yield return Sample(new Constant(value));
                if (element.IsNumeric && shape.Rank > 0)
                {
                    yield return Sample(new Iota(value.Type, shape.Rank - 1));
                    yield return Sample(new Iota(value.Type, 0));
                }
            }
        }
    }

    private static IEnumerable<OperatorSample> Elementwise() =>
        from shape in shapes
        from sample in Unaries(shape).Concat(Binaries(shape)).Concat(Conversions(shape))
        select sample;

    private static IEnumerable<OperatorSample> Unaries(Shape shape) =>
        from kind in Enum.GetValues<UnaryKind>()
        from element in kind switch
        {
            UnaryKind.Negate or UnaryKind.Absolute or UnaryKind.Signum => numbers,
            UnaryKind.Complement => integersAndBool,
            _ => floats,
        }
        select Sample(new Unary(kind), Values(element, shape));

    private static IEnumerable<OperatorSample> Binaries(Shape shape)
    {
        foreach (BinaryKind kind in Enum.GetValues<BinaryKind>())
        {
            ImmutableArray<ElementType> elements = kind switch
            {
                BinaryKind.Power => floats,
                BinaryKind.BitwiseAnd or BinaryKind.BitwiseOr or BinaryKind.BitwiseXor => integersAndBool,
                BinaryKind.ShiftLeft or BinaryKind.ShiftRight => integers,
                _ => numbers,
            };
            foreach (ElementType element in elements)
            {
                yield return Sample(new Binary(kind), Values(element, shape), Values(element, shape, seed: 1));
            }
        }
        foreach (CompareKind kind in Enum.GetValues<CompareKind>())
        {
            foreach (ElementType element in kind is CompareKind.EqualTo or CompareKind.NotEqualTo ? ElementTypes.All : numbers)
            {
                yield return Sample(new Compare(kind), Values(element, shape), Values(element, shape, seed: 1));
            }
        }
    }

    private static IEnumerable<OperatorSample> Conversions(Shape shape)
    {
        foreach (ElementType from in ElementTypes.All)
        {
            Literal x = Values(from, shape);
            yield return Sample(new StopGradient(), x);
            yield return Sample(new Select(), Values(ElementType.Bool, shape, seed: 2), x, Values(from, shape, seed: 1));
            foreach (ElementType to in ElementTypes.All)
            {
                yield return Sample(new Cast(to), x);
                if (from.IsNumeric && to.IsNumeric && from.ByteSize == to.ByteSize)
                {
                    yield return Sample(new Bitcast(to), x);
                }
            }
        }
    }

    private static IEnumerable<OperatorSample> Movement()
    {
        foreach (ElementType element in ElementTypes.All)
        {
            Literal scalar = Values(element, []);
            Literal empty = Values(element, [2, 0, 3]);
            Literal box = Values(element, [2, 3, 4]);
            yield return Sample(new Reshape([1, 1]), scalar);
            yield return Sample(new Reshape([0, 7]), empty);
            yield return Sample(new Reshape([4, 6]), box);
            yield return Sample(new Transpose([]), scalar);
            yield return Sample(new Transpose([2, 1, 0]), empty);
            yield return Sample(new Transpose([2, 0, 1]), box);
            yield return Sample(new Broadcast([2, 3], []), scalar);
            yield return Sample(new Broadcast([0], []), scalar);
            yield return Sample(new Broadcast([2, 5, 0, 3], [0, 2, 3]), empty);
            yield return Sample(new Broadcast([2, 2, 3, 4, 2], [0, 2, 3]), box);
            yield return Sample(new Slice([], [], []), scalar);
            yield return Sample(new Slice([1, 0, 0], [2, 0, 3], [1, 1, 2]), empty);
            yield return Sample(new Slice([0, 1, 0], [2, 3, 4], [1, 1, 3]), box);
            yield return Sample(new Slice([2, 1, 4], [2, 3, 4], [1, 1, 1]), box);
            yield return Sample(new Concatenate(1), empty);
            yield return Sample(new Concatenate(1), box, Values(element, [2, 0, 4]), Values(element, [2, 2, 4], seed: 1));
            yield return Sample(new Reverse([]), scalar);
            yield return Sample(new Reverse([2, 1]), empty);
            yield return Sample(new Reverse([0, 2]), box);
        }
    }

    private static IEnumerable<OperatorSample> Padding()
    {
        foreach (ElementType element in ElementTypes.All)
        {
            Literal fill = Values(element, [], seed: 3);
            yield return Sample(new Pad([], [], []), Values(element, []), fill);
            yield return Sample(new Pad([1, -1], [2, 3], [4, 1]), Values(element, [0, 2]), fill);
            yield return Sample(new Pad([2, 0], [-1, 1], [0, 2]), Values(element, [3, 4]), fill);
            yield return Sample(new Pad([-2, -1], [1, -2], [1, 0]), Values(element, [3, 4]), fill);
            yield return Sample(new Pad([-3], [-1], [0]), Values(element, [4]), fill);
            yield return Sample(new Pad([5], [-9], [0]), Values(element, [5]), fill);
        }
    }
}
