using static Graph.Cli.Subjects.SubjectRows;
using static Graph.Ops;

namespace Graph.Cli.Subjects;

/// <summary>
/// Every function of the facade that has a derivative, by its name in C#; what would round or choose differently stands beside something
/// smooth.
/// </summary>
public static class CompositionSubjects
{
    /// <summary>The table.</summary>
    public static ImmutableArray<Subject> All { get; } =
    [
        .. Scalars(), .. Activations(), .. Reductions(), .. Normalisations(), .. Products(), .. Convolutions(), .. Pooling(), .. Losses(),
        .. Assembly(), .. Lookup(), .. Masks(), .. Randomness(), .. Derivatives(),
    ];

    private static Subject Of(string name, Func<Expr, Expr> function, Operand x) =>
        Row(name, SubjectKind.FacadeComposition, leaves => [function(leaves[0])], x);

    private static Subject Of(string name, Func<Expr, Expr, Expr> function, Operand x, Operand y) =>
        Row(name, SubjectKind.FacadeComposition, leaves => [function(leaves[0], leaves[1])], x, y);

    private static Subject Of(string name, Func<Expr, Expr, Expr, Expr> function, Operand x, Operand y, Operand z) =>
        Row(name, SubjectKind.FacadeComposition, leaves => [function(leaves[0], leaves[1], leaves[2])], x, y, z);

    private static ImmutableArray<Subject> Scalars() =>
    [
        Of("Square", Square, Floats([5])),
        Of("Pow", x => Pow(x, 3) * Pow(2, x), Floats([5], 0.3, 2)),
        Of("Rsqrt", Rsqrt, Floats([5], 0.3, 3)),
        Of("Log2", Log2, Floats([5], 0.3, 3)),
        Of("Log10", Log10, Floats([5], 0.3, 3)),
        Of("Tan", Tan, Floats([5], -1.2, 1.2)),
        Of("Asin", Asin, Floats([5], -0.9, 0.9)),
        Of("Acos", Acos, Floats([5], -0.9, 0.9)),
        Of("Asinh", Asinh, Floats([5])),
        Of("Acosh", Acosh, Floats([5], 1.2, 3)),
        Of("Atanh", Atanh, Floats([5], -0.9, 0.9)),
        Of("Atan2", Atan2, Floats([5]), Floats([5])),
        Of("Trunc", x => x * Trunc(x), Floats([5])),
        Of("Clip", x => Clip(x, -0.7, 1), Floats([6])),
        Of("Where", (c, x, y) => Where(c, x, y), Bools([2, 3]), Floats([3]), Floats([2, 1])),
        Of("Broadcasting", (x, y) => (x + y) * (x - y) / (y + 3), Floats([2, 1, 3]), Floats([2, 1])),
    ];

    private static ImmutableArray<Subject> Activations() =>
    [
        Of("Relu", Relu, Floats([6])),
        Of("Relu6", x => Relu6(4 * x), Floats([6])),
        Of("LeakyRelu", x => LeakyRelu(x, 0.1), Floats([6])),
        Of("PRelu", PRelu, Floats([3, 2]), Floats([2])),
        Of("Elu", x => Elu(x, 0.7), Floats([6])),
        Of("Selu", Selu, Floats([6])),
        Of("Gelu", Gelu, Floats([6])),
        Of("GeluTanh", GeluTanh, Floats([6])),
        Of("Silu", Silu, Floats([6])),
        Of("Mish", Mish, Floats([6])),
        Of("Softplus", Softplus, Floats([6])),
        Of("Softsign", Softsign, Floats([6])),
        Of("Sigmoid", Sigmoid, Floats([6])),
        Of("LogSigmoid", LogSigmoid, Floats([6])),
        Of("HardSigmoid", x => HardSigmoid(3 * x), Floats([6])),
        Of("HardSwish", x => HardSwish(3 * x), Floats([6])),
        Of("HardTanh", HardTanh, Floats([6])),
        Of("Softmax", x => Softmax(x, 0), Floats([3, 2])),
        Of("LogSoftmax", x => LogSoftmax(x, 0), Floats([3, 2])),
    ];

    private static ImmutableArray<Subject> Reductions() =>
    [
        Of("Sum", x => Sum(x, [0, 2], keepDims: true), Floats([2, 3, 2])),
        Of("Mean", x => Mean(x, 1), Floats([2, 3])),
        Of("Prod", x => Prod(x, -1), Floats([2, 3])),
        Of("Max", x => Max(x, 0), Floats([3, 2])),
        Of("Min", x => Min(x, 0), Floats([3, 2])),
        Of("Variance", x => Variance(x, 1, correction: 1), Floats([2, 4])),
        Of("StandardDeviation", x => StandardDeviation(x, 1), Floats([2, 4])),
        Of("Norm", x => Norm(x, 1), Floats([2, 3])),
        Of("LogSumExp", x => LogSumExp(x, 1), Floats([2, 3])),
        Of("CumSum", x => CumSum(x, 1), Floats([2, 4])),
        Of("CumProd", x => CumProd(x, 0), Floats([4, 2])),
        Of("CumMax", x => CumMax(x, 1), Floats([2, 4])),
        Of("CumMin", x => CumMin(x, 1), Floats([2, 4])),
        Of("Trace", x => Trace(MatMul(x, x)), Floats([3, 3])),
    ];

    private static ImmutableArray<Subject> Normalisations() =>
    [
        Of("LayerNorm", (x, scale, offset) => LayerNorm(x, scale, offset), Floats([2, 5]), Floats([5]), Floats([5])),
        Of("RmsNorm", (x, scale) => RmsNorm(x, scale), Floats([2, 5]), Floats([5])),
        Row(
            "BatchNorm", SubjectKind.FacadeComposition,
            leaves =>
            {
                (Expr normalised, Expr mean, Expr variance) = BatchNorm(leaves[0], leaves[1], leaves[2]);
                return [normalised, mean, variance];
            },
            Floats([3, 2, 2]), Floats([2]), Floats([2])),
        Row(
            "BatchNorm-evaluation", SubjectKind.FacadeComposition,
            leaves => [BatchNorm(leaves[0], leaves[1], leaves[2], leaves[3], leaves[4])],
            Floats([3, 2]), Floats([2]), Floats([2], 0.5, 2), Floats([2]), Floats([2])),
        Of("GroupNorm", (x, scale, offset) => GroupNorm(x, 2, scale, offset), Floats([2, 2, 4]), Floats([4]), Floats([4])),
    ];

    private static ImmutableArray<Subject> Products() =>
    [
        Of("MatMul", MatMul, Floats([2, 3]), Floats([3, 2])),
        Of("MatMul-batches", MatMul, Floats([2, 1, 2, 3]), Floats([2, 3, 2])),
        Of("MatMul-vectors", (x, y) => MatMul(MatMul(x, y), x), Floats([3]), Floats([3, 3])),
        Of("Dot", Dot, Floats([4]), Floats([4])),
        Of("Outer", Outer, Floats([2]), Floats([3])),
        Of("TensorDot", (x, y) => TensorDot(x, y, [1, 2], [1, 0]), Floats([2, 3, 2]), Floats([2, 3, 2])),
        Of("Einsum", (x, y) => Einsum("bij,bkj->bik", x, y), Floats([2, 2, 3]), Floats([2, 2, 3])),
        Of("Einsum-diagonal", (x, y) => Einsum("ii,ij->j", x, y), Floats([3, 3]), Floats([3, 2])),
        Of("PairwiseSquaredDistance", PairwiseSquaredDistance, Floats([2, 3]), Floats([3, 3])),
        Of("PairwiseCosineSimilarity", PairwiseCosineSimilarity, Floats([2, 3]), Floats([3, 3])),
    ];

    private static ImmutableArray<Subject> Convolutions() =>
    [
        Of("Conv1D", (x, k) => Conv1D(x, k, strides: [2], padding: Padding.Same), Floats([2, 5, 2]), Floats([3, 2, 2])),
        Of("Conv2D", (x, k) => Conv2D(x, k, strides: [2], padding: Padding.Same), Floats([1, 4, 4, 2]), Floats([3, 3, 2, 2])),
        Of("Conv2D-groups", (x, k) => Conv2D(x, k, groups: 2), Floats([1, 3, 3, 4]), Floats([2, 2, 2, 4])),
        Of("Conv2D-dilation", (x, k) => Conv2D(x, k, dilation: [2, 1], padding: Padding.Of([1], [0])), Floats([1, 4, 3, 1]),
            Floats([2, 2, 1, 2])),
        Of("DepthwiseConv2D", (x, k) => DepthwiseConv2D(x, k), Floats([1, 3, 3, 2]), Floats([2, 2, 2, 2])),
        Of("ConvTranspose1D", (x, k) => ConvTranspose1D(x, k, strides: [2], padding: Padding.Same), Floats([1, 3, 2]), Floats([3, 2, 2])),
        Of("ConvTranspose2D", (x, k) => ConvTranspose2D(x, k, strides: [2], padding: Padding.Same), Floats([1, 2, 3, 2]),
            Floats([3, 3, 2, 1])),
        Of("ConvTranspose2D-groups", (x, k) => ConvTranspose2D(x, k, dilation: [2], groups: 2), Floats([1, 2, 2, 4]), Floats([2, 2, 4, 1])),
    ];

    private static ImmutableArray<Subject> Pooling() =>
    [
        Of("MaxPool1D", x => MaxPool1D(x, [3], strides: [2], padding: Padding.Same), Floats([1, 6, 2])),
        Of("MaxPool2D", x => MaxPool2D(x, [2]), Floats([1, 4, 4, 2])),
        Of("AvgPool1D", x => AvgPool1D(x, [3], strides: [2], padding: Padding.Same), Floats([1, 6, 2])),
        Of("AvgPool2D", x => AvgPool2D(x, [2], strides: [1]), Floats([1, 3, 3, 2])),
        Of("GlobalAvgPool", GlobalAvgPool, Floats([2, 2, 2, 2])),
    ];

    private static ImmutableArray<Subject> Losses() =>
    [
        Of("SigmoidCrossEntropy", (x, t) => SigmoidCrossEntropy(x, t), Floats([3, 2]), Floats([3, 2], 0, 1)),
        Of("BinaryCrossEntropy", (x, t) => BinaryCrossEntropy(x, t), Floats([3, 2], 0.1, 0.9), Floats([3, 2], 0, 1)),
        Of("SoftmaxCrossEntropy", (x, t) => SoftmaxCrossEntropy(x, t), Floats([3, 4]), Integers([3], 4)),
        Of("SoftmaxCrossEntropy-dense", (x, t) => SoftmaxCrossEntropy(x, t, reduction: Reduction.Unreduced), Floats([3, 4]),
            Floats([3, 4], 0, 1)),
        Of("MeanSquaredError", (x, t) => MeanSquaredError(x, t), Floats([3, 2]), Floats([3, 2])),
        Of("MeanAbsoluteError", (x, t) => MeanAbsoluteError(x, t), Floats([3, 2]), Floats([3, 2])),
        Of("Huber", (x, t) => Huber(x, t, 0.8, Reduction.Summed), Floats([3, 2]), Floats([3, 2])),
        Of("Hinge", (x, t) => Hinge(x, t), Floats([3, 2]), Floats([3, 2])),
        Of("KullbackLeibler", (x, t) => KullbackLeibler(x, t), Floats([2, 3], 0.1, 0.9), Floats([2, 3], 0.1, 0.9)),
    ];

    private static ImmutableArray<Subject> Assembly() =>
    [
        Of("Indexing", x => x[1.., AxisIndex.Every(.., 2), ^1] * x[0, 1, 0], Floats([3, 4, 2])),
        Of("Concatenate", (x, y) => Concatenate([x, y, x], axis: -1), Floats([2, 1]), Floats([2, 2])),
        Of("Stack", (x, y) => Stack([x, y], axis: 1), Floats([2, 2]), Floats([2, 2])),
        Row("Split", SubjectKind.FacadeComposition, leaves => [.. Split(leaves[0], sizes: [1, 3, 2], axis: 1)], Floats([2, 6])),
        Of("Pad", x => Pad(x, [1, 0], [0, 2], 0.5), Floats([2, 2])),
        Of("PadEdge", x => PadEdge(x, [1, 0], [0, 2]), Floats([2, 3])),
        Of("PadReflect", x => PadReflect(x, [1, 0], [0, 2]), Floats([2, 3])),
        Of("Repeat", x => Repeat(x, 3, axis: 0), Floats([2, 2])),
        Of("Tile", x => Tile(x, [2, 3]), Floats([2, 2])),
        Of("Flip", x => Flip(x, 1), Floats([2, 3])),
        Of("Roll", x => Roll(x, 2, axis: 1), Floats([2, 3])),
        Of("Reshape", x => Reshape(x, [3, 4]), Floats([2, 6])),
        Of("Flatten", x => Flatten(x, 1), Floats([2, 2, 2])),
        Of("ExpandDims", x => ExpandDims(x, 1), Floats([2, 2])),
        Of("Squeeze", x => Squeeze(x, 1), Floats([2, 1, 2])),
        Of("Transpose", Transpose, Floats([2, 3])),
        Of("MoveAxis", x => MoveAxis(x, 0, -1), Floats([2, 3, 2])),
        Of("SwapAxes", x => SwapAxes(x, 0, -1), Floats([2, 3, 2])),
        Of("BroadcastTo", x => BroadcastTo(x, [2, 3, 2]), Floats([3, 1])),
        Of("Diagonal", x => Diagonal(x, 1), Floats([3, 4])),
    ];

    private static ImmutableArray<Subject> Lookup() =>
    [
        Of("OneHot", (x, labels) => x * OneHot(labels, 4), Floats([3, 4]), Integers([3], 4)),
        Of("Embedding", Embedding, Floats([5, 2]), Integers([2, 3], 5)),
        Of("Gather", (x, i) => Gather(x, i, axis: 1), Floats([2, 4]), Integers([3], 4)),
        Of("TakeAlongAxis", (x, i) => TakeAlongAxis(x, i, axis: 1), Floats([2, 4]), Integers([2, 3], 4)),
        Of("ScatterAdd", (x, i, y) => ScatterAdd(x, i, y, axis: 1), Floats([2, 4]), Integers([3], 4), Floats([2, 3])),
        Of("ScatterSet", (x, i, y) => ScatterSet(x, i, y, axis: 1), Floats([2, 4]), Integers([3], 4), Floats([2, 3])),
        Of("Sort", x => Sort(x, axis: 0, descending: true), Floats([4, 2])),
        Of("TopK", x => TopK(x, 2).Item1, Floats([2, 4])),
        Of("ArgMax", x => x * OneHot(ArgMax(x, axis: 1), 4), Floats([2, 4])),
        Of("ArgSort", x => TakeAlongAxis(x * x, ArgSort(x), axis: 1), Floats([2, 4])),
    ];

    private static ImmutableArray<Subject> Masks() =>
    [
        Of("Tril", x => Tril(x), Floats([3, 3])),
        Of("Triu", x => Triu(x, 1), Floats([3, 3])),
        Of("CausalMask", x => Softmax(Where(CausalMask(3), x, -1e9)), Floats([3, 3])),
        Of("Arange", x => x * Arange(1, 4, element: ElementType.F32), Floats([3])),
        Of("Linspace", x => x * Linspace(-1, 1, 3), Floats([3])),
        Of("Eye", x => MatMul(x, x) * Eye(3), Floats([3, 3])),
        Of("FullLike", x => x * FullLike(x, 3), Floats([3])),
    ];

    private static ImmutableArray<Subject> Randomness() =>
    [
        Of("Normal", (mean, deviation, key) => mean + (deviation * Normal(key, [2, 3])), Floats([3]), Floats([3]), DrawnKey),
        Of("Uniform", (x, key) => x * Uniform(key, [3]), Floats([3]), DrawnKey),
        Of("Dropout", (x, key) => Dropout(Square(x), 0.4, key), Floats([3, 4]), DrawnKey),
        Of("Bernoulli", (x, key) => Where(Bernoulli(key, 0.5, [4]), Exp(x), x), Floats([4]), DrawnKey),
        Of("Categorical", (x, key) => LogSoftmax(x) * OneHot(Categorical(key, StopGradient(x)), 4), Floats([3, 4]), DrawnKey),
    ];

    private static ImmutableArray<Subject> Derivatives() =>
    [
        Of("Scan", (x, h) => Scan((carry, element) => (Tanh(carry + element), carry * element), h, x).Outputs, Floats([3, 2]), Floats([2])),
        Of("Call", x => Call("swish", y => y * Sigmoid(y), x), Floats([4])),
        Of("CustomDerivative", x => CustomDerivative(Exp, (_, y, cotangent) => cotangent * y, x), Floats([4])),
        Of("Differentiate", x => Differentiate(Sum(Exp(x) * x), x), Floats([4])),
        Of("Vjp", (x, c) => Vjp(Sin(x), c, x), Floats([4]), Floats([4])),
        Of("Jvp", (x, t) => Jvp(Sin(x) * x, x, t), Floats([4]), Floats([4])),
        Of("Jacobian", x => Jacobian(Softmax(x), x), Floats([3])),
        Of("Hessian", x => Hessian(Sum(Exp(x)) * Sum(x), x), Floats([3])),
        Of("HessianVectorProduct", (x, v) => HessianVectorProduct(Sum(Exp(x)) * Sum(x), x, v), Floats([3]), Floats([3])),
    ];
}
