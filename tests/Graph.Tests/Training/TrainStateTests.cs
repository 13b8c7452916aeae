using Graph.Tests.Facade;
using static Graph.Ops;

namespace Graph.Tests.Training;

public sealed class TrainStateTests
{
    public static TheoryData<string> Names => Backends.Names;

    private static readonly Expr X = Input("x", [2]), Weight = Parameter("layer/w", [2]), Bias = Parameter("layer/b", [2]);

    // w' = w + x, b' = b + w: b needs the old w.
    private static readonly Dictionary<string, TrainStep> Steps = new[] { "cpu", "reference" }.ToDictionary(
        name => name,
        name => CompileStep([X], [Weight, Bias], [Weight + X, Bias + Weight], [("total", Sum(Weight) + Sum(Bias))], Backends.On(name)));

    private static readonly Tensor One = new float[] { 1, 1 }, A = new float[] { 1, 2 }, B = new float[] { 10, 20 };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_takes_a_state_and_returns_the_next(string backend)
    {
        TrainState state = new(("layer/w", A), ("layer/b", B));
        (state, TensorList results) = Steps[backend].Run(state, One);
        Assert.Equal(33f, (float)results["total"]);
        Assert.Equal([2f, 3], state["layer/w"].ToArray<float>());
        Assert.Equal([11f, 22], state["layer/b"].ToArray<float>());
        (state, Tensor total) = Steps[backend].Run(state, ("x", One));
        Assert.Equal(38f, (float)total);
        Tensor written = Tensor.Empty([]);
        state = Steps[backend].Run(state, [One], [written]);
        Assert.Equal(45f, written.ToScalar<float>());
        Assert.Equal([4f, 5], state[0].ToArray<float>());
        Assert.Equal([16f, 29], state[1].ToArray<float>());
        Assert.Equal(3, state.Generation);
        Assert.Equal("generation 3 of 2 leaves", state.ToString());
        // What it was made from is as it was.
        Assert.Equal([1f, 2], A.ToArray<float>());
    }

    [Fact]
    public void A_step_may_have_no_inputs_and_no_results()
    {
        TrainStep step = CompileStep(inputs: [], state: [Weight], updates: [Weight * 2], results: []), shorter = CompileStep([], [Weight], [Weight + 1]);
        (TrainState state, TensorList results) = step.Run(new TrainState(("layer/w", A)));
        Assert.Empty(results);
        (state, _) = shorter.Run(state);
        Assert.Equal([3f, 5], state["layer/w"].ToArray<float>());
    }

    [Fact]
    public void A_state_is_made_of_what_there_is_and_tells_its_leaves()
    {
        TrainState state = new(new Dictionary<string, Tensor> { ["layer/w"] = A, ["layer/b"] = B, ["rate"] = 0.5f });
        Assert.Equal("f32[2] f32[2] f32[]", string.Join(' ', state.Types));
        Assert.Equal(Bias.Type, state.TypeOf("layer/b"));
        TrainState changed = state.With("layer/b", A).With("rate", 2), again = new(changed.Leaves.Where(leaf => leaf.Name != "layer/w"));
        Assert.Equal("layer/b rate", string.Join(' ', again.Names));
        Assert.Equal([1f, 2], again["layer/b"].ToArray<float>());
        Assert.Equal(2f, (float)changed["rate"]);
        Assert.Equal([1f, 2], changed["layer/w"].ToArray<float>());
        Assert.Equal([10f, 20], state["layer/b"].ToArray<float>());
        Assert.Empty(new TrainState([]).Names);
        Wrong.Says<BindingException>("TrainState: the leaf 'rate' of the state is f32[], but was given a tensor of type f32[2]", () => state.With("rate", A));
        Wrong.Says<BindingException>("TrainState: the leaf 'rate' was given null", () => state.With("rate", null!));
        Wrong.Says<BindingException>("TrainState: the state has no leaf 'layer/q'; did you mean 'layer/w'?", () => state.TypeOf("layer/q"));
        Wrong.Says<BindingException>("TrainState: a leaf is given without a name: it is null", () => new TrainState((null!, A)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_takes_inputs_by_dictionary_and_by_name_with_outputs(string backend)
    {
        TrainState state = new(("layer/w", A), ("layer/b", B));
        (state, Tensor total) = Steps[backend].Run(state, new Dictionary<string, Tensor> { ["x"] = One });
        Assert.Equal(33f, (float)total);
        Tensor written = Tensor.Empty([]);
        state = Steps[backend].Run(state, [("x", One)], [written]);
        Assert.Equal(38f, (float)written);
        Assert.Equal(2, state.Generation);
    }

    [Fact]
    public void A_list_that_is_none_is_named()
    {
        const string none = " is the default of its type, which is no list; an empty one is []";
        Wrong.Says<BindingException>("CompileStep: updates" + none, () => CompileStep([], [Weight], default));
        Wrong.Says<BindingException>("CompileStep: state" + none, () => CompileStep([], default, []));
        Wrong.Says<BindingException>("CompileStep: inputs" + none, () => CompileStep(default, [Weight], [Weight]));
        Wrong.Says<BindingException>("Compile: inputs" + none, () => Compile(default, [Weight]));
        Wrong.Says<BindingException>("Compile: results" + none, () => Compile([Weight], default));
        Wrong.Says<BindingException>("Compile: there is no result to compute", () => Compile([Weight], results: []));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_state_that_was_taken_is_gone(string backend)
    {
        TrainState first = new(("layer/w", A), ("layer/b", B));
        (TrainState second, _) = Steps[backend].Run(first, One);
        const string gone = "the state of generation 0 is gone, a step has made generation 1 of it; use the state that the last step returned, or keep a Clone";
        Wrong.Says<BindingException>("TrainState: " + gone, () => Steps[backend].Run(first, One));
        Wrong.Says<BindingException>("TrainState: " + gone, () => first["layer/w"]);
        Wrong.Says<BindingException>("TrainState: " + gone, () => first.Clone());
        Assert.Equal([2f, 3], second["layer/w"].ToArray<float>());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_clone_is_kept_and_goes_its_own_way(string backend)
    {
        TrainState state = new(("layer/w", A), ("layer/b", B)), kept = state.Clone();
        (state, _) = Steps[backend].Run(state, One);
        Assert.Equal([1f, 2], kept["layer/w"].ToArray<float>());
        (TrainState other, _) = Steps[backend].Run(kept, A);
        Assert.Equal([2f, 4], other["layer/w"].ToArray<float>());
        Assert.Equal([2f, 3], state["layer/w"].ToArray<float>());
        Assert.NotEqual(state, other);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Two_leaves_of_one_tensor_do_not_share_memory(string backend)
    {
        TrainStep step = CompileStep([], [Weight, Bias], [Weight + 1, Bias * 3], ImmutableArray<Expr>.Empty, Backends.On(backend));
        TrainState state = new(("layer/w", B), ("layer/b", B));
        (state, TensorList none) = step.Run(state, ReadOnlySpan<Tensor>.Empty);
        Assert.Empty(none);
        Assert.Equal([11f, 21], state["layer/w"].ToArray<float>());
        Assert.Equal([30f, 60], state["layer/b"].ToArray<float>());
        Assert.Equal([10f, 20], B.ToArray<float>());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Leaves_may_be_exchanged_left_as_they_are_and_be_more_than_a_step_needs(string backend)
    {
        Expr other = State("other", [2]);
        TrainStep step = CompileStep([], [Weight, Bias, other], [Bias, Weight, other], [("other", other * 2)], Backends.On(backend));
        TrainState state = new(("unused", One), ("other", One), ("layer/b", B), ("layer/w", A));
        for (int run = 0; run < 3; run++)
        {
            (state, Tensor doubled) = step.Run(state, ReadOnlySpan<Tensor>.Empty);
            Assert.Equal([2f, 2], doubled.ToArray<float>());
        }
        Assert.Equal([10f, 20], state["layer/w"].ToArray<float>());
        Assert.Equal([1f, 2], state["layer/b"].ToArray<float>());
        Assert.Equal([1f, 1], state["other"].ToArray<float>());
        Assert.Equal("unused other layer/b layer/w", string.Join(' ', state.Names));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Of_two_threads_with_one_state_one_is_refused(string backend)
    {
        TrainState state = new(("layer/w", A), ("layer/b", B));
        int done = 0, refused = 0;
        Parallel.For(0, 64, _ =>
        {
            try
            {
                Steps[backend].Run(state, One);
                Interlocked.Increment(ref done);
            }
            catch (BindingException wrong) when (wrong.Sentence.StartsWith("the state of generation 0 is gone", StringComparison.Ordinal) || wrong.Sentence.StartsWith("a step on this state is running", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref refused);
            }
        });
        Assert.Equal((1, 63), (done, refused));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void States_and_inputs_that_do_not_fit_leave_the_state_as_it_is(string backend)
    {
        TrainState state = new(("layer/w", A), ("layer/b", B));
        Wrong.Says<BindingException>(
            "Run: the input 'x' f32[2] was given a tensor of shape [3]: axis 0 has size 3 instead of 2", () => Steps[backend].Run(state, new float[3]));
        Wrong.Says<BindingException>("Run: there is no input 'layer/w'; there is 'x'", () => Steps[backend].Run(state, ("layer/w", A)));
        Wrong.Says<BindingException>("Run: 1 result declared, but 0 outputs given", () => Steps[backend].Run(state, [One], []));
        Assert.Equal([1f, 2], state["layer/w"].ToArray<float>());
        Wrong.Says<BindingException>(
            "TrainState: the state has no leaf 'layer/b' f32[2], which the step needs; did you mean 'layer/w'?", () => Steps[backend].Run(new TrainState(("layer/w", A)), One));
        Wrong.Says<BindingException>(
            "TrainState: the leaf 'layer/b' of the state is f32[3], but the step takes f32[2]", () => Steps[backend].Run(new TrainState(("layer/w", A), ("layer/b", new float[3])), One));
        Wrong.Says<BindingException>("TrainState: the leaf 'w' is given twice", () => new TrainState(("w", A), ("w", A)));
        Wrong.Says<BindingException>("TrainState: the leaf 'w' was given null", () => new TrainState(("w", null!)));
        Wrong.Says<BindingException>("TrainState: the state has no leaf 'layer/v'; did you mean 'layer/w'?", () => state["layer/v"]);
        Wrong.Says<BindingException>(
            "TrainState: the state is the default of its type and holds nothing; make one by new TrainState(…)", () => Steps[backend].Run(default, One));
        Assert.Equal("no state", default(TrainState).ToString());
    }

    [Fact]
    public void Wrong_steps_are_named()
    {
        Wrong.Says<BindingException>(
            "CompileStep: of 2 leaves of state, 1 has an update; a leaf that stays as it is is its own update", () => CompileStep([X], [Weight, Bias], [Weight + X], [Sum(X)]));
        Wrong.Says<ShapeException>(
            "CompileStep: the update of 'layer/w' f32[2] is reduce f32[]; a leaf of state keeps its type", () => CompileStep([X], [Weight], [Sum(X)], [Sum(X)]));
        Wrong.Says<BindingException>("CompileStep: 'x' f32[2] is listed twice among the inputs", () => CompileStep([X], [X], [X + 1], [Sum(X)]));
        Wrong.Says<BindingException>("CompileStep: there is no result to compute", () => CompileStep([X], [Weight], [Weight], ImmutableArray<Expr>.Empty));
    }

    /// <summary>The trained perceptron of README, once with the weights handed from run to run and once with a state.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_trains_as_the_same_updates_written_out(string backend)
    {
        Tensor students = new float[,] { { 4, 5 }, { 1, 1 } }, passed = new float[,] { { 1 }, { 0 } };
        Expr x = Input("x", [2, 2]), t = Input("t", [2, 1]), rate = Input("rate", []);
        Expr w = Parameter("w", [2, 1]), b = Parameter("b", [1]);
        Expr loss = SigmoidCrossEntropy(logits: MatMul(x, w) + b, target: t);
        var (dw, db) = Differentiate(loss, w, b);
        Executable written = Compile([x, t, rate, w, b], [loss, w - rate * dw, b - rate * db], Backends.On(backend));
        TrainStep step = CompileStep([x, t, rate], [w, b], [w - rate * dw, b - rate * db], [loss], Backends.On(backend));
        TrainState state = new(("w", Tensor.Zeros([2, 1])), ("b", Tensor.Zeros([1])));
        Tensor weights = state["w"], bias = state["b"], value = 0, other = 0;
        for (int i = 0; i < 20; i++)
        {
            (value, weights, bias) = written.Run(students, passed, 0.1, weights, bias);
            (state, other) = step.Run(state, students, passed, 0.1);
        }
        Assert.Equal(value.Literal, other.Literal);
        Assert.Equal(weights.Literal, state["w"].Literal);
        Assert.Equal(bias.Literal, state["b"].Literal);
    }
}
