using System.Text.Json;
using Graph.Cli.Models;
using Graph.Inspection;
using Graph.Transforms;
using static Graph.Ops;

namespace Graph.Tests.Inspection;

public sealed class DumpTests
{
    private static readonly ImmutableArray<string> names = [.. BuiltInModels.All.Select(model => model.Name)];

    public static TheoryData<string> Models => [.. names];

    [Theory]
    [MemberData(nameof(Models))]
    public void The_source_of_every_model_is_golden(string model) =>
        Golden.Verify($"dumps/{model}.source.txt", Dump.Of(Small(model), Stage.Source).Text());

    [Theory]
    [MemberData(nameof(Models))]
    public void The_gradient_of_every_model_is_golden(string model) =>
        Golden.Verify($"dumps/{model}.gradient.txt", Dump.Of(Small(model), Stage.Gradient).Text());

    [Theory]
    [MemberData(nameof(Models))]
    public void What_is_dumped_is_read_back_as_the_same_computation(string model)
    {
        Compilation compilation = Small(model);
        foreach (Dump dump in Enum.GetValues<Stage>().Where(stage => !stage.IsOfStep()).Select(stage => Dump.Of(compilation, stage)).Concat(compilation.PassNames.Select(pass => Dump.After(compilation, pass))))
        {
            Assert.Equal(dump.Computation, TextForm.Parse(dump.Text()));
        }
    }

    [Fact]
    public void A_pass_is_found_by_its_name_and_by_its_run()
    {
        Compilation compilation = Small("perceptron");
        int first = compilation.PassNames.IndexOf("number-values:1"), last = compilation.PassNames.Length - 1;
        Assert.Equal(first, compilation.PlaceOf("number-values:1"));
        Assert.Equal(last, compilation.PlaceOf("number-values"));
        Assert.Same(compilation.Trace.Steps[first].Result, Dump.After(compilation, "number-values:1").Computation);
        GraphException unknown = Assert.Throws<GraphException>(() => compilation.PlaceOf("number-value"));
        Assert.EndsWith("did you mean 'number-values'?", unknown.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_of_a_pass_names_it()
    {
        Compilation compilation = Small("perceptron");
        static string? Pass(Dump dump) => JsonDocument.Parse(dump.Json()).RootElement.GetProperty("pass").GetString();
        Assert.Equal("number-values:1", Pass(Dump.After(compilation, "number-values:1")));
        Assert.Null(Pass(Dump.Of(compilation, Stage.Gradient)));
    }

    [Fact]
    public void Before_the_first_pass_it_is_the_gradient()
    {
        Dump dump = new(Small("perceptron"), Stage.Optimized, 0);
        Assert.StartsWith("// perceptron, before the pipeline default: ", dump.Text(), StringComparison.Ordinal);
        Assert.Equal(dump.Compilation.Gradient, TextForm.Parse(dump.Text()));
    }

    [Fact]
    public void The_source_is_shown_of_a_loss_that_has_no_gradient()
    {
        Computation vector = Computation.Create("vector", [Primitives.Leaf("x", new(ElementType.F32, [2]))], []);
        Compilation compilation = Compilation.Of(vector, Pipelines.Default);
        Assert.Equal(vector, TextForm.Parse(Dump.Of(compilation, Stage.Source).Text()));
        Assert.Throws<GraphException>(() => Dump.Of(compilation, Stage.Gradient).Text());
    }

    [Fact]
    public void The_header_says_how_often_each_rule_fired()
    {
        Compilation compilation = Small("perceptron");
        string[] header = [.. Dump.Of(compilation, Stage.Optimized).Text().Split('\n').TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal))];
        Assert.Equal(1 + compilation.Trace.Steps.Length, header.Length);
        int merged = compilation.Trace.Steps[compilation.PlaceOf("number-values:1")].Counts["merge"];
        Assert.True(merged > 0);
        Assert.Contains($"//   number-values:1: merge {merged}", header);
    }

    [Fact]
    public void Json_holds_the_trace_and_the_computation()
    {
        Compilation compilation = Small("mnist-mlp");
        Dump dump = Dump.Of(compilation, Stage.Optimized);
        JsonElement json = JsonDocument.Parse(dump.Json()).RootElement;
        Assert.Equal(("mnist_mlp", "optimized", "default"), (Word(json, "name"), Word(json, "stage"), Word(json, "pipeline")));
        JsonElement[] passes = [.. json.GetProperty("passes").EnumerateArray()];
        Assert.Equal(compilation.PassNames, passes.Select(pass => Word(pass, "name")));
        Assert.Equal(
            compilation.Trace.Steps.Select(step => step.Counts.Sum(rule => rule.Value)),
            passes.Select(pass => pass.GetProperty("counts").EnumerateObject().Sum(rule => rule.Value.GetInt32())));
        JsonElement computation = json.GetProperty("computations").EnumerateArray().Last();
        Assert.Equal(dump.Computation.Name, Word(computation, "name"));
        Assert.Equal(dump.Computation.Nodes.Count(node => node.Op is not Graph.IR.Parameter), computation.GetProperty("nodes").GetArrayLength());
        Assert.Empty(JsonDocument.Parse(Dump.Of(compilation, Stage.Gradient).Json()).RootElement.GetProperty("passes").EnumerateArray());
    }

    [Fact]
    public void Dot_draws_every_node()
    {
        Dump dump = Dump.Of(Small("perceptron"), Stage.Source);
        string[] lines = dump.Dot().Split('\n');
        Assert.Contains("digraph", lines[1], StringComparison.Ordinal);
        int arrows = dump.Computation.Nodes.Sum(node => node.Inputs.Length) + dump.Computation.Results.Length;
        Assert.Equal(arrows, lines.Count(line => line.Contains("->", StringComparison.Ordinal)));
    }

    /// <summary>The slide on backpropagation: ∂J/∂w₁ and ∂J/∂w₂ are made from one ∂J/∂ŷ.</summary>
    [Fact]
    public void The_gradients_of_a_two_layer_perceptron_share_the_derivative_by_the_prediction()
    {
        Expr x = Input("x", [5, 3]), t = Input("t", [5, 1]);
        Expr w1 = Parameter("w1", [3, 4]), w2 = Parameter("w2", [4, 1]);
        Expr prediction = Sigmoid(MatMul(Sigmoid(MatMul(x, w1)), w2));
        Expr loss = MeanSquaredError(prediction, t);
        var (dw1, dw2, dPrediction) = Differentiate(loss, w1, w2, prediction);

        Assert.IsNotType<Constant>(dPrediction.Op);
        Assert.Contains(dPrediction, Traversal.TopologicalOrder([dw1]));
        Assert.Contains(dPrediction, Traversal.TopologicalOrder([dw2]));
        Computation gradient = Computation.Create("two_layers", [x, t, w1, w2], [dPrediction, dw1, dw2], ["dJ/dprediction", "dJ/dw1", "dJ/dw2"]);
        Golden.Verify("dumps/two-layers.gradient.txt", TextForm.Print(gradient));

        Computation optimized = Pipelines.Default.Run(gradient).Result;
        Assert.Contains(optimized.Results[0], Traversal.TopologicalOrder([optimized.Results[1]]));
        Assert.Contains(optimized.Results[0], Traversal.TopologicalOrder([optimized.Results[2]]));
    }

    internal static Compilation Small(string model) => Compilation.Of(BuiltInModels.Find(model).Small(), Pipelines.Default);

    private static string? Word(JsonElement json, string name) => json.GetProperty(name).GetString();
}
