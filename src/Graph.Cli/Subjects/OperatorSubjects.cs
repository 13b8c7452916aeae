using static Graph.Cli.Subjects.SubjectRows;

namespace Graph.Cli.Subjects;

/// <summary>Every operator with a derivative, by its name in the text form; of those with kinds, every kind.</summary>
public static class OperatorSubjects
{
    /// <summary>The table.</summary>
    public static ImmutableArray<Subject> All { get; } =
    [
        .. Enum.GetValues<UnaryKind>().Where(kind => kind != UnaryKind.Complement)
            .Select(kind => Of(kind.Mnemonic, new Unary(kind), Domain(kind))),
        .. Enum.GetValues<BinaryKind>().Where(TakesFloats).Select(Pair),
        .. Elementwise(), .. Movement(), .. Reductions(), .. Windows(), .. Products(), .. Indexing(), .. Control(),
    ];

    private static Subject Of(string name, Op op, params ImmutableArray<Operand> operands) =>
        Row(name, SubjectKind.PrimitiveOperator,
            leaves => [.. Expr.Create(op, leaves).Results().Where(result => result.Element.IsFloat)], operands);

    private static Operand Domain(UnaryKind kind) => kind switch
    {
        UnaryKind.SquareRoot or UnaryKind.NaturalLogarithm => Floats([2, 3], 0.2, 3),
        UnaryKind.Logarithm1Plus => Floats([2, 3], -0.7, 3),
        UnaryKind.Negate or UnaryKind.Absolute or UnaryKind.Signum or UnaryKind.RoundDown or UnaryKind.RoundUp or UnaryKind.RoundToEven
            or UnaryKind.Exponential or UnaryKind.Exponential2 or UnaryKind.ExponentialMinusOne or UnaryKind.Sine or UnaryKind.Cosine
            or UnaryKind.Arctangent or UnaryKind.HyperbolicSine or UnaryKind.HyperbolicCosine or UnaryKind.HyperbolicTangent
            or UnaryKind.ErrorFunction or UnaryKind.Logistic or UnaryKind.Complement => Floats([2, 3]),
    };

    private static bool TakesFloats(BinaryKind kind) =>
        kind is not (BinaryKind.BitwiseAnd or BinaryKind.BitwiseOr or BinaryKind.BitwiseXor or BinaryKind.ShiftLeft
            or BinaryKind.ShiftRight);

    private static Subject Pair(BinaryKind kind) => kind switch
    {
        BinaryKind.Power => Of(kind.Mnemonic, new Binary(kind), Floats([2, 3], 0.3, 2), Floats([2, 3])),
        // Away from zero and from multiples, where the quotient jumps.
        BinaryKind.Remainder => Of(kind.Mnemonic, new Binary(kind), Floats([2, 3], 2.1, 2.9), Floats([2, 3], 1.1, 1.3)),
        _ => Of(kind.Mnemonic, new Binary(kind), Floats([2, 3]), Floats([2, 3])),
    };

    private static ImmutableArray<Subject> Elementwise() =>
    [
        Of("select", new Select(), Bools([2, 3]), Floats([2, 3]), Floats([2, 3])),
        // To their own type, which the representation allows: a narrower one would round what the differences need, and other bits have no
        // derivative.
        Of("cast", new Cast(ElementType.F64), new Operand(new(ElementType.F64, [2, 3]))),
        Of("bitcast", new Bitcast(ElementType.F64), new Operand(new(ElementType.F64, [2, 3]))),
        Row("stop-gradient", SubjectKind.PrimitiveOperator, leaves => [leaves[0] * leaves[0].Exp().StopGradient()], Floats([2, 3])),
    ];

    private static ImmutableArray<Subject> Movement() =>
    [
        Of("reshape", new Reshape([3, 2, 2]), Floats([4, 3])),
        Of("transpose", new Transpose([2, 0, 1]), Floats([2, 3, 2])),
        Of("broadcast", new Broadcast([2, 3, 4], [0, 2]), Floats([2, 4])),
        Of("slice", new Slice([1, 0], [6, 3], [2, 1]), Floats([7, 3])),
        Of("pad", new Pad([1, -1], [-1, 2], [2, 0]), Floats([3, 4]), Floats([])),
        Of("concatenate", new Concatenate(1), Floats([2, 1]), Floats([2, 3]), Floats([2, 2])),
        Of("reverse", new Reverse([0, 2]), Floats([2, 2, 3])),
    ];

    private static ImmutableArray<Subject> Reductions() =>
    [
        .. Enum.GetValues<ReduceKind>().Select(kind => Of($"reduce-{kind.Mnemonic}", new Reduce(kind, [0, 2]), Floats([2, 3, 2]))),
        .. Enum.GetValues<ReduceKind>().Select(kind => Of($"cumulative-{kind.Mnemonic}", new Cumulative(kind, 1), Floats([2, 5]))),
        Row(
            "reduce-product-zeros", SubjectKind.PrimitiveOperator, leaves => [(leaves[0] * leaves[1]).Reduce(ReduceKind.ProductOf, [1])],
            Given(Tensor.Create([2, 3], 1f, 0, 2, 0, 3, 0)), Floats([2, 3])),
    ];

    private static ImmutableArray<Subject> Windows() =>
    [
        Of("window", new Window([0, 1], [2, 2], [1, 2], [2, 1]), Floats([5, 4])),
        Of("fold", new Fold([0], [6], [2], [1]), Floats([2, 3, 3])),
    ];

    private static ImmutableArray<Subject> Products() =>
    [
        Of("contract", new Contract([1], [2], [0], [1]), Floats([2, 3, 2]), Floats([2, 2, 3])),
        Of("contract-outer", new Contract([], []), Floats([2]), Floats([3])),
        Of(
            "convolve", new Convolve([0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3], [2, 1], [1, 0], [0, 2], [1, 2], [1, 2], 1),
            Floats([1, 2, 4, 3]), Floats([2, 2, 2, 2])),
        Of("convolve-groups", new Convolve([0, 2, 1], [2, 1, 0], [1, 0, 2], [1], [1], [1], [1], [1], 2), Floats([2, 3, 4]),
            Floats([2, 2, 2])),
        Of("convolve-crop", new Convolve([0, 1, 2], [0, 1, 2], [0, 1, 2], [1], [-1], [-1], [1], [1], 1), Floats([1, 1, 6]),
            Floats([2, 1, 2])),
    ];

    private static ImmutableArray<Subject> Indexing() =>
    [
        Of("gather", new Gather(), Floats([4, 2]), Given(Tensor.Create([2, 2], 0, 3, 3, 1))),
        Of("gather-batch", new Gather(1), Floats([2, 4, 2]), Given(Tensor.Create([2, 3], 0, 3, 3, 2, 1, 0))),
        Of("scatter-add", new Scatter(ScatterKind.Accumulate), Floats([4, 2]), Given(Tensor.Create([4], 0, 3, 3, 9)), Floats([4, 2])),
        Of("scatter-set", new Scatter(ScatterKind.Overwrite), Floats([4, 2]), Given(Tensor.Create([4], 0, 3, 3, -1)), Floats([4, 2])),
        Of("scatter-set-batch", new Scatter(ScatterKind.Overwrite, 1), Floats([2, 3]), Given(Tensor.Create([2, 2], 0, 2, 1, 1)),
            Floats([2, 2])),
        Of("sort", new Sort(1), Floats([2, 5])),
        Of("sort-descending", new Sort(0, true), Floats([5, 2])),
    ];

    private static ImmutableArray<Subject> Control()
    {
        TensorType vector = new(ElementType.F32, [2]);
        Expr h = Primitives.Leaf("h", vector), x = Primitives.Leaf("x", vector), k = Primitives.Leaf("k", vector);
        Expr next = ((h * k) + x).Tanh();
        Computation step = Computation.Create("step", [h, x, k], [next, next * x]);

        Expr u = Primitives.Leaf("u", vector), v = Primitives.Leaf("v", vector);
        Computation body = Computation.Create("product", [u, v], [u.Sin() * v, u + v]);
        Computation square = Computation.Create("square", [u], [u * u]);
        Expr y = Primitives.Leaf("y", vector), dy = Primitives.Leaf("dy", vector);
        Computation pullback = Computation.Create("square_pullback", [u, y, dy], [dy * u * 2]);
        return
        [
            Of("scan", new Scan(step, 3, 1, 1), Floats([2]), Floats([3, 2]), Floats([2])),
            Of("scan-reverse", new Scan(step, 3, 1, 1, true), Floats([2]), Floats([3, 2]), Floats([2])),
            Of("call", new Call(body), Floats([2]), Floats([2])),
            Of("call-pullback", new Call(square, pullback), Floats([2])),
        ];
    }
}
