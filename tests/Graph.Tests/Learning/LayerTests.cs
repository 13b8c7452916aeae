using Graph.Cli.Subjects;
using Graph.Learning;
using Graph.Tests.Facade;
using static Graph.Ops;

namespace Graph.Tests.Learning;

public sealed class LayerTests
{
    private static readonly Layer mlp = new Sequential(new Flatten(), new Dense(128, Relu), new Dense(10));

    private static readonly Layer cnn = new Sequential(
        new Conv2D(24, [3], Relu), new MaxPool2D([2]), new Conv2D(36, [3], Relu), new MaxPool2D([2]), new Flatten(), new Dense(128, Relu),
        new Dense(10));

    /// <summary>Counts that are published with the labs, and those of formulas in Keras's documentation.</summary>
    public static TheoryData<string, Layer, Shape, long> Counts => new()
    {
        { "mnist-mlp", mlp, [28, 28, 1], 101_770 },
        { "mnist-cnn", cnn, [28, 28, 1], 124_670 },
        { "char-rnn", new Sequential(new Lstm(1024) { ReturnsSequences = true }, new Dense(83)), [100, 256], 5_353_299 - (83 * 256) },
        { "gru", new Gru(8), [5, 3], 3 * 8 * (3 + 8 + 2) },
        { "separable", new SeparableConv2D(8, [3]), [9, 9, 4], (9 * 4) + (4 * 8) + 8 },
        { "attention", new MultiHeadAttention(4), [7, 16], 4 * ((16 * 16) + 16) },
    };

    [Theory]
    [MemberData(nameof(Counts))]
    public void Has_the_parameters_that_its_layers_need(string name, Layer network, Shape input, long expected) =>
        Assert.True(network.Summary(input).Parameters == expected, $"{name}: {network.Summary(input)}");

    [Fact]
    public void A_summary_is_a_table() => Assert.Equal(
        """
        layer         type       output        parameters
        conv2d        Conv2D     [N,26,26,24]         240
        max_pool2d    MaxPool2D  [N,13,13,24]           0
        conv2d_2      Conv2D     [N,11,11,36]       7,812
        max_pool2d_2  MaxPool2D  [N,5,5,36]             0
        flatten       Flatten    [N,900]                0
        dense         Dense      [N,128]          115,328
        dense_2       Dense      [N,10]             1,290
        124,670 parameters
        """,
        cnn.Summary([28, 28, 1]).ToString());

    [Fact]
    public void A_summary_shows_what_is_within_and_what_is_shared()
    {
        Dense shared = new(3);
        Assert.Equal(
            """
            layer       type       output  parameters
            residual    Residual   [N,3]            0
              dense     Dense      [N,3]           12
            dense       Dense      [N,3]       shared
            batch_norm  BatchNorm  [N,3]            6
            18 parameters, and 6 numbers of state
            """,
            new Sequential(new Residual(shared), shared, new BatchNorm()).Summary([3]).ToString());
    }

    /// <summary>A layer that is forgotten there is a layer whose derivative nobody checks.</summary>
    [Fact]
    public void Every_layer_and_every_loss_is_a_subject_of_graph_check()
    {
        string[] names = [.. LearningSubjects.All.Select(subject => subject.Name)];
        IEnumerable<string> layers = typeof(Layer).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Layer)) && !type.IsAbstract).Select(type => $"layers/{type.Name}");
        IEnumerable<string> losses = typeof(Losses).GetMethods().Where(method => method.IsStatic).Select(method => $"losses/{method.Name}");
        Assert.Empty(layers.Concat(losses).Except(names));
    }

    [Fact]
    public void A_recurrent_layer_gives_the_last_output_or_all_and_its_states()
    {
        Lstm lstm = new(4) { ReturnsSequences = true };
        NetworkTrace trace = NetworkTrace.Of(lstm, [new Field("x", new(ElementType.F32, [2, 5, 3]))]);
        Assert.Equal(["f32[2,5,4]", "f32[2,4]", "f32[2,4]"], trace.Outputs.Select(output => output.Type.ToString()));
        (string, Tensor)[] values = Values(trace);
        Tensor all = trace.Outputs[0].Evaluate(values), last = trace.Outputs[1].Evaluate(values);
        Assert.Equal(last.ToArray<float>(), all[.., ^1].ToArray<float>());
    }

    [Fact]
    public void A_reversed_layer_is_the_layer_on_the_reversed_sequence()
    {
        Gru forward = new(3) { ReturnsSequences = true };
        Field x = new("x", new(ElementType.F32, [2, 4, 3]));
        NetworkTrace there = NetworkTrace.Of(forward, [x]), back = NetworkTrace.Of(forward with { IsReversed = true }, [x]);
        (string Name, Tensor Value)[] values = Values(there);
        (string Name, Tensor Value)[] flipped =
            [.. values.Select(value => value.Name == "x" ? ("x", Flip(value.Value, 1).Evaluate()) : value)];
        Assert.Equal(
            there.Outputs[0].Evaluate(values).ToArray<float>(), Flip(back.Outputs[0].Evaluate(flipped), 1).Evaluate().ToArray<float>());
    }

    /// <summary>Half a sequence and then the other half, with the state carried over, is the whole sequence.</summary>
    [Fact]
    public void A_stateful_layer_goes_on_where_the_batch_before_ended()
    {
        Lstm whole = new(3) { ReturnsSequences = true };
        NetworkTrace once = NetworkTrace.Of(whole, [new Field("x", new(ElementType.F32, [2, 6, 3]))]);
        NetworkTrace half = NetworkTrace.Of(whole with { IsStateful = true }, [new Field("x", new(ElementType.F32, [2, 3, 3]))]);
        (string Name, Tensor Value)[] values = Values(once);
        Tensor x = values.First(value => value.Name == "x").Value;
        (string Name, Tensor Value)[] parameters = [.. values.Where(value => value.Name != "x")];
        (string, Tensor)[] first = [.. parameters, ("x", x[.., ..3]), ("h", Tensor.Zeros([2, 3])), ("c", Tensor.Zeros([2, 3]))];
        Dictionary<string, Expr> next = half.Scope.Updates.ToDictionary(update => update.State.Path, update => update.Next);
        Tensor h = next["h"].Evaluate(first), c = next["c"].Evaluate(first);
        Tensor second = half.Outputs[0].Evaluate([.. parameters, ("x", x[.., 3..]), ("h", h), ("c", c)]);
        Assert.Equal(once.Outputs[0].Evaluate(values)[.., 3..].ToArray<float>(), second.ToArray<float>());
    }

    [Fact]
    public void Causal_attention_does_not_see_what_comes_later()
    {
        NetworkTrace trace = NetworkTrace.Of(new MultiHeadAttention(2, IsCausal: true), [new Field("x", new(ElementType.F32, [1, 4, 4]))]);
        (string Name, Tensor Value)[] values = Values(trace);
        Tensor before = trace.Outputs[0].Evaluate(values);
        float[] changed = values[0].Value.ToArray<float>();
        changed[^1] += 5;
        values[0] = ("x", Tensor.Create<float>([1, 4, 4], changed));
        Tensor after = trace.Outputs[0].Evaluate(values);
        Assert.Equal(before[.., ..3].ToArray<float>(), after[.., ..3].ToArray<float>());
        Assert.NotEqual(before[.., 3..].ToArray<float>(), after[.., 3..].ToArray<float>());
    }

    [Fact]
    public void Running_statistics_come_close_to_those_of_all_samples()
    {
        Scope scope = new(isTraining: true);
        Expr x = Input("x", [64, 2]);
        Expr y = scope.Apply(new BatchNorm(), x);
        LearningStep step = LearningStep.Compile(scope, [x], Mean(Square(y)), new Sgd(0.0));
        Learner learner = step.Initialize(seed: 1);
        for (int batch = 0; batch < 60; batch++)
        {
            step.Run(learner, (3 + (2 * Normal(Key(batch), [64, 2]))).Evaluate());
        }
        Assert.All(learner.Weights["batch_norm/mean"].ToArray<float>(), mean => Assert.Equal(3, mean, 0.3));
        Assert.All(learner.Weights["batch_norm/variance"].ToArray<float>(), variance => Assert.Equal(4, variance, 0.9));
    }

    [Fact]
    public void What_does_not_fit_is_said()
    {
        Scope scope = new(isTraining: true);
        Expr x = Input("x", [2, 6]);
        Wrong.Says<ShapeException>(
            "gru: Gru: the input 'x' f32[2,6] must have the axes [batch, time, features]", () => scope.Apply(new Gru(2), x));
        Wrong.Says<ElementTypeException>(
            "dense: Dense: the input 'i' i32[2,3] must be floats; cast it " +
            "first", () => scope.Apply(new Dense(2), Input("i", [2, 3], ElementType.I32)));
        Wrong.Says<ShapeException>(
            "residual: Residual: what is added, add f32[2,3], must have the type of what it is added to, 'x' f32[2,6]; a Shortcut can " +
            "give the input that shape",
            () => scope.Apply(new Residual(new Dense(3)), x));
        Wrong.Says<ShapeException>(
            "multi_head_attention: MultiHeadAttention: 4 heads do not divide the 6 features, the last axis, of the input 'y' " +
            "f32[2,3,6]; give a Width",
            () => scope.Apply(new MultiHeadAttention(4), Input("y", [2, 3, 6])));
    }

    private static (string Name, Tensor Value)[] Values(NetworkTrace trace) =>
    [
        .. trace.Inputs.Select(input => (((Parameter)input.Op).Label, Normal(Key(5), input.Shape).Evaluate())),
        .. trace.Scope.Variables.Select(variable => (variable.Path, variable.Initial(Key(9)).Evaluate())),
    ];
}
