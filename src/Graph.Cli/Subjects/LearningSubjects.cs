using Graph.Learning;
using Reshape = Graph.Learning.Reshape;

namespace Graph.Cli.Subjects;

/// <summary>Every layer and every loss of <c>Graph.Learning</c>, by <c>layers/</c> or <c>losses/</c> and its name in C#.</summary>
public static class LearningSubjects
{
    /// <summary>The table.</summary>
    public static ImmutableArray<Subject> All { get; } =
        [.. Dense(), .. Convolutions(), .. Normalizations(), .. Recurrent(), .. Containers(), .. Losses()];

    private static ImmutableArray<Subject> Dense() =>
    [
        Of(new Dense(3, Ops.Tanh), [2, 4]),
        Of(new Dense(2, UseBias: false), [2, 2, 3], "sequences"),
        Of(new Activation(Ops.Gelu), [2, 3]),
        Of(new PRelu(), [3, 2]),
        Of(new Dropout(0.4), [3, 4]),
        Of(new GaussianNoise(0.3), [3, 4]),
        Of(new Flatten(), [2, 2, 3]),
        Of(new Reshape([3, -1]), [2, 6]),
        Row("layers/Embedding", SubjectKind.NetworkLayer, new Embedding(5, 2), new TensorType(ElementType.I32, [2, 3]), (0, 5)),
    ];

    private static ImmutableArray<Subject> Convolutions() =>
    [
        Of(new Conv1D(2, [3], Ops.Tanh) { Padding = Padding.Same, Strides = [2] }, [2, 5, 2]),
        Of(new Conv2D(2, [2]), [1, 3, 3, 2]),
        Of(new Conv2D(2, [2]) { Groups = 2, Dilation = [2] }, [1, 4, 4, 2], "groups"),
        Of(new ConvTranspose1D(2, [3]) { Padding = Padding.Same, Strides = [2] }, [1, 3, 2]),
        Of(new ConvTranspose2D(1, [3]) { Padding = Padding.Same, Strides = [2] }, [1, 2, 2, 2]),
        Of(new DepthwiseConv2D([2], 2), [1, 3, 3, 2]),
        Of(new SeparableConv2D(2, [2]) { UseBias = false }, [1, 3, 3, 2]),
        Of(new MaxPool1D([2]), [1, 6, 2]),
        Of(new MaxPool2D([2]), [1, 4, 4, 1]),
        Of(new AvgPool1D([3]) { Strides = [2], Padding = Padding.Same }, [1, 6, 2]),
        Of(new AvgPool2D([2]), [1, 4, 4, 1]),
        Of(new GlobalAvgPool(), [2, 2, 2, 2]),
        Of(new GlobalMaxPool(), [2, 2, 2, 2]),
    ];

    private static ImmutableArray<Subject> Normalizations() =>
    [
        Of(new BatchNorm(), [4, 2]),
        Of(new BatchNorm(), [2, 2], "evaluation", isTraining: false),
        Of(new LayerNorm(), [2, 4]),
        Of(new RmsNorm(), [2, 4]),
        Of(new GroupNorm(2), [2, 2, 4]),
    ];

    private static ImmutableArray<Subject> Recurrent() =>
    [
        Of(new SimpleRnn(2) { ReturnsSequences = true }, [2, 3, 2]),
        Of(new Lstm(2) { ReturnsSequences = true }, [2, 3, 2]),
        Of(new Lstm(2) { IsStateful = true, IsReversed = true }, [2, 3, 1], "stateful"),
        Of(new Gru(2), [2, 3, 2]),
        Of(new Bidirectional(new Gru(1) { ReturnsSequences = true }), [1, 3, 2]),
        Of(new MultiHeadAttention(2), [1, 3, 4]),
        Of(new MultiHeadAttention(1, Width: 2, IsCausal: true, DropoutRate: 0.3), [1, 3, 2], "causal"),
    ];

    private static ImmutableArray<Subject> Containers()
    {
        Dense shared = new(2, Ops.Tanh);
        return
        [
            Of(new Sequential(new Dense(3, Ops.Tanh), new Dense(1)), [2, 2]),
            Of(new Sequential(shared, shared), [2, 2], "shared"),
            Of(new Residual(new Dense(2, Ops.Sin)), [3, 2]),
            Of(new Residual(new Dense(3), new Dense(3, UseBias: false)), [2, 2], "shortcut"),
            Row(
                "layers/function", SubjectKind.NetworkLayer, Layer.Of((x, scope) =>
                {
                    scope.AddLoss(0.1 * Ops.Mean(Ops.Square(x)));
                    return scope.Apply(shared, x * scope.Parameter("scale", [2], Initializers.Ones));
                }),
                new TensorType(ElementType.F32, [2, 2])),
        ];
    }

    private static ImmutableArray<Subject> Losses() =>
    [
        Of("SoftmaxCrossEntropy", Learning.Losses.SoftmaxCrossEntropy, Floats([3, 4]), Labels([3], 4)),
        Of("SmoothedSoftmaxCrossEntropy", Learning.Losses.SmoothedSoftmaxCrossEntropy(0.1), Floats([3, 4]), Labels([3], 4)),
        Of("CategoricalCrossEntropy", Learning.Losses.CategoricalCrossEntropy, Floats([3, 4], 0.1, 0.9), Labels([3], 4)),
        Of("SigmoidCrossEntropy", Learning.Losses.SigmoidCrossEntropy, Floats([3, 2]), Floats([3, 2], 0, 1)),
        Of("BinaryCrossEntropy", Learning.Losses.BinaryCrossEntropy, Floats([3, 2], 0.1, 0.9), Floats([3, 2], 0, 1)),
        Of("MeanSquaredError", Learning.Losses.MeanSquaredError, Floats([3, 2]), Floats([3, 2])),
        Of("MeanAbsoluteError", Learning.Losses.MeanAbsoluteError, Floats([3, 2]), Floats([3, 2])),
        Of("Huber", Learning.Losses.Huber, Floats([3, 2]), Floats([3, 2])),
        Of("HuberOf", Learning.Losses.HuberOf(0.7), Floats([3, 2]), Floats([3, 2])),
        Of("Hinge", Learning.Losses.Hinge, Floats([3, 2]), Floats([3, 2])),
        Of("KullbackLeibler", Learning.Losses.KullbackLeibler, Floats([2, 3], 0.1, 0.9), Floats([2, 3], 0.1, 0.9)),
    ];

    private static Operand Floats(Shape shape, double? low = null, double? high = null) => SubjectRows.Floats(shape, low, high);

    private static Operand Labels(Shape shape, int classes) => SubjectRows.Integers(shape, classes);

    private static Subject Of(string name, Loss loss, Operand prediction, Operand target) =>
        SubjectRows.Row($"losses/{name}", SubjectKind.TrainingLoss, leaves => [loss(leaves[0], leaves[1])], prediction, target);

    private static Subject Of(Layer layer, Shape input, string? variant = null, bool isTraining = true) => Row(
        $"layers/{layer.GetType().Name}{(variant is null ? "" : "-" + variant)}", SubjectKind.NetworkLayer, layer,
        new TensorType(ElementType.F32, input), null, isTraining);

    private static Subject Row(
        string name, SubjectKind kind, Layer layer, TensorType input, (double Low, double High)? range = null, bool isTraining = true)
    {
        NetworkTrace Trace() => NetworkTrace.Of(layer, [new Field("x", input)], isTraining, Ops.Key(1));
        GradientCheckOptions options = new() { Values = Trace().FirstStates(seed: 1) };
        return new Subject(
            name, kind, () => Trace().ToComputation(name.Replace('/', '_')),
            range is { } bounds ? options with { Ranges = ImmutableDictionary<string, (double, double)>.Empty.Add("x", bounds) } : options);
    }
}
