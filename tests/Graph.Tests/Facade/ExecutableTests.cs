using static Graph.Ops;

namespace Graph.Tests.Facade;

public sealed class ExecutableTests
{
    private static readonly Expr X = Input("x", [2]), Weight = Parameter("weight", [2]), Running = State("running", []);
    private static readonly Executable Step = Compile([X, Weight, Running], [("sum", X + Weight), ("scaled", X * 2 + Running)]);

    private static readonly Tensor A = new float[] { 1, 2 }, B = new float[] { 10, 20 };

    [Fact]
    public void Arguments_go_by_place_by_pairs_and_by_dictionary()
    {
        TensorList[] all =
        [
            Step.Run(A, B, 0.5),
            Step.Run(("running", 0.5), ("x", A), ("weight", B)),
            Step.Run(new Dictionary<string, Tensor> { ["weight"] = B, ["x"] = A, ["running"] = 0.5f }),
        ];
        foreach (TensorList results in all)
        {
            (Tensor sum, Tensor scaled) = results;
            Assert.Equal([11f, 22], sum.ToArray<float>());
            Assert.Equal([2.5f, 4.5f], scaled.ToArray<float>());
            Assert.Same(sum, results["sum"]);
            Assert.Same(scaled, results[1]);
            Assert.Equal("sum scaled", string.Join(' ', results.Names));
        }
    }

    [Fact]
    public void Arguments_by_name_go_with_outputs()
    {
        Tensor sum = Tensor.Empty([2]), scaled = Tensor.Empty([2]);
        Step.Run([("running", 0.5), ("x", A), ("weight", B)], [sum, scaled]);
        Assert.Equal([11f, 22], sum.ToArray<float>());
        Assert.Equal([2.5f, 4.5f], scaled.ToArray<float>());
        Tensor four = Tensor.Empty([]);
        Compile([], [Constant(4f)]).Run([], [four]);
        Assert.Equal(4f, (float)four);
        Wrong.Says<BindingException>(
            "Run: the output for 'sum' is also the input 'x' f32[2]; a run writes its results while it reads its inputs",
            () => { Step.Run([("running", 0.5), ("x", sum), ("weight", B)], [sum, scaled]); return null; });
        Wrong.Says<BindingException>("Run: an input is given without a name: it is null", () => Step.Run((null!, A)));
    }

    [Fact]
    public void No_threads_are_too_few()
    {
        Assert.Equal("threads", Assert.Throws<ArgumentOutOfRangeException>(() => Backend.OnCpu(threads: 0)).ParamName);
        Assert.Equal("Threads", Assert.Throws<ArgumentOutOfRangeException>(() => new Runtime(new RuntimeOptions { Threads = 0 })).ParamName);
    }

    [Fact]
    public void A_single_result_is_a_tensor()
    {
        Tensor twice = Compile([X], [X * 2]).Run(A);
        Assert.Equal([2f, 4], twice.ToArray<float>());
        Assert.Equal(4f, (float)(Tensor)Compile([], [Constant(4f)]).Run());
    }

    [Fact]
    public void Its_computation_has_the_inputs_and_results_as_declared()
    {
        Assert.Equal(["x", "weight", "running"], Step.Computation.Parameters.Select(leaf => ((Parameter)leaf.Op).Label));
        Assert.Equal([LeafRole.InputLeaf, LeafRole.TrainableLeaf, LeafRole.StateLeaf], Step.Computation.Parameters.Select(leaf => ((Parameter)leaf.Op).Role));
        Assert.Equal("main", Step.Computation.Name);
        Assert.Equal("step", Compile([X], [X], new CompileOptions(Name: "step")).Computation.Name);
    }

    [Theory]
    [InlineData(RuleChoice.AsWritten)]
    [InlineData(RuleChoice.Exact)]
    [InlineData(RuleChoice.Default)]
    [InlineData(RuleChoice.Relaxed)]
    public void Every_choice_of_rules_gives_the_same_values(RuleChoice rules)
    {
        Expr y = Log(Softmax(X * 1)) + (X - X);
        Near.Equal([-1.3132616, -0.3132617], Compile([X], [y], new CompileOptions(rules)).Run(A)[0], 1e-6);
    }

    [Fact]
    public void The_trace_begins_with_what_was_written_and_ends_with_what_runs()
    {
        Expr y = X * 1 + 0 * Log(Constant(2f));
        Executable optimized = Compile([X], [y]), written = Compile([X], [y], new CompileOptions(RuleChoice.AsWritten));
        Assert.Empty(written.Trace.Steps);
        Assert.Equal(written.Computation, optimized.Trace.Source);
        Assert.NotEmpty(optimized.Trace.Steps);
        Assert.InRange(optimized.Trace.Result.Nodes.Length, 1, written.Computation.Nodes.Length - 1);
    }

    [Fact]
    public void Wrong_bindings_are_named()
    {
        Wrong.Says<BindingException>("Run: the input 'running' f32[] is missing: 3 inputs declared, 2 tensors given", () => Step.Run(A, B));
        Wrong.Says<BindingException>("Run: too many tensors: 3 inputs declared, 4 tensors given", () => Step.Run(A, B, 0, 0));
        Wrong.Says<BindingException>("Run: the input 'weight' f32[2] is missing", () => Step.Run(("x", A), ("running", 0)));
        Wrong.Says<BindingException>("Run: there is no input 'wieght'; did you mean 'weight'?", () => Step.Run(("x", A), ("wieght", B), ("running", 0)));
        Wrong.Says<BindingException>("Run: there is no input 'bias'; there are 'x', 'weight', 'running'", () => Step.Run(("bias", A)));
        Wrong.Says<BindingException>("Run: the input 'x' is given twice", () => Step.Run(("x", A), ("x", B), ("running", 0)));
        Wrong.Says<BindingException>("Run: the input 'weight' f32[2] was given a tensor of type f64[2]; cast it to f32 first", () => Step.Run(A, new double[] { 1, 2 }, 0));
        Wrong.Says<BindingException>("Run: the input 'weight' f32[2] was given a tensor of shape [3]: axis 0 has size 3 instead of 2", () => Step.Run(A, new float[3], 0));
        Wrong.Says<BindingException>("Run: the input 'x' f32[2] was given a tensor of shape [2,1], of rank 2 instead of 1", () => Step.Run(new float[2, 1], B, 0));
        Wrong.Says<BindingException>("Run: the input 'x' f32[2] was given null", () => Step.Run(null!, B, 0));
        Wrong.Says<BindingException>("Evaluate: the input 'weight' f32[2] is missing", () => (X + Weight).Evaluate(("x", A)));
        Wrong.Says<BindingException>("Evaluate: there is no input 'y'; did you mean 'x'?", () => (X + X).Evaluate(("x", A), ("y", A)));
    }

    [Fact]
    public void A_number_that_an_input_cannot_hold_is_named_with_it()
    {
        Expr count = Input("count", [], ElementType.I32);
        Executable twice = Compile([count], [count * 2]);
        Wrong.Says<BindingException>("Run: the input 'count' i32[] was given 1.5, which cannot be i32", () => twice.Run(("count", 1.5)));
        Wrong.Says<BindingException>("Run: the input 'count' i32[] was given 1.5, which cannot be i32", () => twice.Run(1.5));
    }

    [Fact]
    public void Wrong_signatures_are_named()
    {
        Wrong.Says<BindingException>("Compile: result 0, add f32[2], needs the leaf 'weight' f32[2], which is not listed among the inputs", () => Compile([X], [X + Weight]));
        Wrong.Says<BindingException>("Compile: 'x' f32[2] is listed twice among the inputs", () => Compile([X, X], [X + 1]));
        Wrong.Says<BindingException>("Compile: two inputs are called 'x': 'x' f32[2] and 'x' f32[3]", () => Compile([X, Input("x", [3])], [X + 1]));
        Wrong.Says<BindingException>("Compile: add f32[2] is listed among the inputs, but is not a leaf made by Input, Parameter or State", () => Compile([X + 1], [X + 1]));
        Wrong.Says<BindingException>("Compile: there is no result to compute", () => Compile([X], ImmutableArray<Expr>.Empty));
        Wrong.Says<BindingException>("Evaluate: two inputs are called 'x': 'x' f32[2] and 'x' f32[2]", () => (X + Input("x", [2])).Evaluate(("x", A)));
    }

    [Fact]
    public void Results_are_taken_apart_into_as_many_as_there_are()
    {
        Wrong.Says<GraphException>("a call with 2 results cannot be taken apart into 3", () => { (Tensor a, Tensor _, Tensor _) = Step.Run(A, B, 0); return a; });
        Wrong.Says<GraphException>("a call with 2 results is not one tensor; take the results apart, or take one by its index or name", () => { Tensor t = Step.Run(A, B, 0); return t; });
        Wrong.Says<BindingException>("there is no result 'summ'; did you mean 'sum'?", () => Step.Run(A, B, 0)["summ"]);
        Wrong.Says<GraphException>("a list of 2 expressions cannot be taken apart into 3", () => { (Expr a, Expr _, Expr _) = Split(X, 2); return a; });
        Wrong.Says<GraphException>("a list of 2 expressions is not one expression; take it apart, or take one by its index", () => { Expr e = Split(X, 2); return e; });
    }
}
