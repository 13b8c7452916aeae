using System.Text.Json;
using Graph.Cli.Models;
using Graph.Inspection;
using Graph.Lowering;
using Graph.Reference;
using Graph.Transforms;
using static Graph.Ops;
using Stage = Graph.Inspection.Stage;

namespace Graph.Tests.Inspection;

/// <summary>The stages of a training step.</summary>
public sealed class StepDumpTests
{
    public static TheoryData<string> Models => [.. BuiltInModels.All.Select(model => model.Name)];

    /// <summary>What the issue asks of the dense network's training step: at most 8 kernels, and no update of weights in a kernel of its own.</summary>
    [Fact]
    public void The_step_of_the_dense_network_is_few_kernels_and_each_weight_is_updated_behind_the_contraction_of_its_gradient()
    {
        Compilation compilation = Compilation.Of(BuiltInModels.Find("mnist-mlp").Full(), Pipelines.Default);
        JsonElement json = JsonDocument.Parse(StepDump.Of(compilation, Stage.Kernels).Json()).RootElement;
        Assert.Equal(("mnist_mlp", "kernels", "default"), (json.GetProperty("name").GetString(), json.GetProperty("stage").GetString(), json.GetProperty("pipeline").GetString()));
        JsonElement[] kernels = [.. json.GetProperty("kernels").EnumerateArray()];
        Assert.InRange(json.GetProperty("kernelCount").GetInt32(), 3, 8);
        Assert.Equal(kernels.Sum(kernel => kernel.GetProperty("iterationSpaces").GetInt32()), json.GetProperty("kernelCount").GetInt32());
        foreach (string weight in new[] { "hidden/w", "output/w" })
        {
            PlanBuffer update = compilation.Plan.Buffers[compilation.Plan.Results[compilation.Step.Source.ResultNames.IndexOf(weight + ".next")]];
            Assert.IsType<InArgument>(update.Location);
            KernelStep writer = Assert.Single(compilation.Plan.Steps.OfType<KernelStep>(), step => step.Writes.Any(written => compilation.Plan.Buffers[written] == update));
            string text = kernels.Single(kernel => kernel.GetProperty("kernel").GetString() == writer.Name).GetProperty("text").GetString()!;
            Assert.Contains("reduce sum", text, StringComparison.Ordinal);
            Assert.Contains("%learning_rate", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_step_goes_down_the_gradient_by_the_learning_rate(string model)
    {
        Compilation compilation = DumpTests.Small(model);
        Computation loss = compilation.Source;
        Random random = new(7);
        ImmutableArray<Literal> arguments = [.. loss.Parameters.Select(parameter => Drawn(parameter.Type, random))];
        ImmutableArray<Literal> gradient = Interpreter.Evaluate(compilation.Gradient, arguments);
        ImmutableArray<Literal> stepped = Interpreter.Evaluate(compilation.Step.Source, [.. arguments, Literal.Scalar(0.25f)]);
        int updates = stepped.Length - loss.Results.Length;
        Assert.Equal(loss.Parameters.Count(parameter => ((Parameter)parameter.Op).Role == LeafRole.TrainableLeaf), updates);
        for (int update = 0; update < updates; update++)
        {
            int place = loss.Parameters.ToList().FindIndex(parameter => compilation.Step.Source.ResultNames[update] == Label(parameter) + ".next");
            float[] before = arguments[place].ToArray<float>(), after = stepped[update].ToArray<float>();
            float[] slope = gradient[loss.Results.Length + update].ToArray<float>();
            Assert.Equal(before.Zip(slope, (w, dw) => w - (0.25f * dw)), after);
        }
        Assert.Equal(gradient[0], stepped[updates]);
    }

    /// <summary>Other programs find the parts of a kernel without reading its text.</summary>
    [Fact]
    public void A_kernel_has_its_parts_in_json()
    {
        Compilation compilation = DumpTests.Small("char-rnn");
        JsonElement[] kernels = [.. JsonDocument.Parse(StepDump.Of(compilation, Stage.Kernels).Json()).RootElement.GetProperty("kernels").EnumerateArray()];
        ImmutableArray<PlannedKernel> planned = PlannedKernel.Of(compilation.Plan);
        Assert.Equal(planned.Length, kernels.Length);
        Assert.Contains(planned, kernel => kernel.Name.Contains('/', StringComparison.Ordinal));
        foreach ((PlannedKernel kernel, JsonElement json) in planned.Zip(kernels))
        {
            Assert.Equal(kernel.Name, json.GetProperty("kernel").GetString());
            Assert.Equal(kernel.Operands, json.GetProperty("operands").EnumerateArray().Select(operand => operand.GetProperty("name").GetString()));
            Assert.Equal(kernel.Step.Kernel.Axes.Select(axis => axis.Size), json.GetProperty("axes").EnumerateArray().Select(axis => axis.GetProperty("size").GetInt64()));
            Assert.Equal(kernel.Step.Kernel.Stages.Count, json.GetProperty("stages").GetArrayLength());
            Assert.Equal(kernel.Step.Scheduled.Schedule.Rows, json.GetProperty("schedule").GetProperty("rows").GetInt64());
            Assert.Equal(CostModel.Bytes(kernel.Step.Kernel), json.GetProperty("bytes").GetInt64());
            Assert.Equal(CostModel.FloatingPointOperations(kernel.Step.Kernel), json.GetProperty("floatingPointOperations").GetInt64());
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_stage_of_every_model_has_its_text_and_its_json(string model)
    {
        Compilation compilation = DumpTests.Small(model);
        PlanVerifier.Verify(compilation.Plan);
        foreach (Stage stage in new[] { Stage.Fused, Stage.Kernels, Stage.Memory })
        {
            StepDump dump = StepDump.Of(compilation, stage);
            Assert.StartsWith($"// {compilation.Source.Name}, one SGD training step, {stage.Mnemonic()}: ", dump.Text(), StringComparison.Ordinal);
            Assert.Equal(stage.Mnemonic(), JsonDocument.Parse(dump.Json()).RootElement.GetProperty("stage").GetString());
        }
        foreach (StepPart part in StepDump.Of(compilation, Stage.Kernels).Parts)
        {
            Assert.StartsWith($"kernel @{part.Kernel}(", part.Text, StringComparison.Ordinal);
        }
        Assert.Equal(Count(compilation.Plan), StepDump.Of(compilation, Stage.Kernels).Parts.Select(part => part.Kernel).Distinct().Count());
    }

    [Fact]
    public void The_memory_of_a_step_is_summed()
    {
        ExecutionPlan plan = DumpTests.Small("mnist-cnn").Plan;
        JsonElement json = JsonDocument.Parse(StepDump.Of(DumpTests.Small("mnist-cnn"), Stage.Memory).Json()).RootElement;
        long intermediates = 0;
        foreach (JsonElement buffer in json.GetProperty("buffers").EnumerateArray())
        {
            intermediates += buffer.GetProperty("location").GetString()!.StartsWith("arena", StringComparison.Ordinal) ? buffer.GetProperty("bytes").GetInt64() : 0;
        }
        Assert.Equal(plan.ArenaBytes, json.GetProperty("arenaBytes").GetInt64());
        Assert.Equal(intermediates, json.GetProperty("intermediateBytes").GetInt64());
        Assert.InRange(plan.ArenaBytes, 64, intermediates + (64L * plan.Buffers.Count));
    }

    [Fact]
    public void A_drawing_has_a_box_for_each_step_and_an_arrow_for_each_tensor_between_two()
    {
        Compilation compilation = DumpTests.Small("mnist-mlp");
        string[] lines = StepDump.Of(compilation, Stage.Kernels).Dot().Split('\n');
        ExecutionPlan plan = compilation.Plan;
        HashSet<int> written = [.. plan.Steps.SelectMany(step => step.Writes)];
        Assert.Equal(plan.Steps.Count, lines.Count(line => line.Contains("[label=", StringComparison.Ordinal) && !line.Contains("->", StringComparison.Ordinal)));
        Assert.Equal(plan.Steps.Sum(step => step.Reads.Distinct().Count(written.Contains)), lines.Count(line => line.Contains("->", StringComparison.Ordinal)));
        Assert.EndsWith("has no drawing; it is shown as text or json", Assert.Throws<GraphException>(() => StepDump.Of(compilation, Stage.Memory).Dot()).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_without_trainable_parameters_has_no_step()
    {
        Expr x = Input("x", [2]);
        Compilation compilation = Compilation.Of(Computation.Create("square", [x], [Sum(x * x)]), Pipelines.Default);
        Assert.Equal("@square has no trainable parameter, so there is no step that trains it", Assert.Throws<GraphException>(() => compilation.Step).Sentence);
    }

    private static int Count(ExecutionPlan plan) => plan.Steps.Sum(step => step switch
    {
        KernelStep => 1,
        LoopStep loop => Count(loop.Body),
        CallStep call => Count(call.Body),
        _ => 0,
    });

    private static string Label(Expr parameter) => ((Parameter)parameter.Op).Label;

    private static Literal Drawn(TensorType type, Random random) => type.Element switch
    {
        ElementType.F32 => Literal.Generate(type.Shape, _ => (random.NextSingle() * 0.8f) + 0.1f),
        ElementType.I32 => Literal.Generate(type.Shape, _ => random.Next(3)),
        ElementType.U32 => Literal.Generate(type.Shape, _ => (uint)random.Next()),
        _ => throw new NotSupportedException(type.ToString()),
    };
}
