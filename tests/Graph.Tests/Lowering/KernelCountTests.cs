using Graph.Cli.Models;
using Graph.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Lowering;

/// <summary>How many kernels there are at full sizes, counted as <see cref="ExecutionPlan.KernelCount"/> says: loops behind all points are kernels, too.</summary>
public sealed class KernelCountTests
{
    public static TheoryData<string, int, long, long> Functions
    {
        get
        {
            TheoryData<string, int, long, long> data = [];
            foreach ((string function, int most) in ((string, int)[])
                [
                    ("gelu(x·s + b)", 1), ("softmax", 1), ("log-softmax", 1), ("layer norm", 1),
                    ("derivative of softmax", 1), ("derivative of log-softmax", 1), ("derivative of layer norm", 1), ("all derivatives of layer norm", 2),
                ])
            {
                data.Add(function, most, 8, 100);
                data.Add(function, most, 256, 1024);
                data.Add(function, most, 8192, 1000);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_takes_few_kernels(string function, int most, long rows, long columns)
    {
        Expr x = Input("x", [rows, columns]);
        Expr dy = Input("dy", [rows, columns]);
        Expr scale = Parameter("scale", [columns]);
        Expr shift = Parameter("shift", [columns]);
        ImmutableArray<Expr> results = function switch
        {
            "gelu(x·s + b)" => [Gelu((x * scale) + shift)],
            "softmax" => [Softmax(x)],
            "log-softmax" => [LogSoftmax(x)],
            "layer norm" => [LayerNorm(x, scale, shift)],
            "derivative of softmax" => [Vjp(Softmax(x), dy, x)[0]],
            "derivative of log-softmax" => [Vjp(LogSoftmax(x), dy, x)[0]],
            "derivative of layer norm" => [Vjp(LayerNorm(x, scale, shift), dy, x)[0]],
            "all derivatives of layer norm" => [.. Vjp(LayerNorm(x, scale, shift), dy, x, scale, shift)],
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "there is no such function"),
        };
        ExecutionPlan plan = Planner.Plan(FusionTests.Optimize(results), Target.Common);
        Assert.True(plan.KernelCount <= most, $"{plan.KernelCount} kernels\n{plan}");
    }

    /// <summary>Full sizes; a loop that comes in, or a fusion that is lost, shows here.</summary>
    [Theory]
    [InlineData("mnist-mlp", 8)]
    [InlineData("mnist-cnn", 20)]
    [InlineData("char-rnn", 23)]
    [InlineData("face-vae", 100)]
    [InlineData("gpt-small", 135)]
    public void A_training_step_takes_few_kernels(string name, int most)
    {
        ExecutionPlan plan = Planner.Plan(FusionTests.TrainingStep(BuiltInModels.Find(name).Full()), Target.Common);
        Assert.True(plan.KernelCount <= most, $"{plan.KernelCount} kernels\n{plan}");
    }

    /// <summary>A convolution's output is stored once; bias, relu and the way back through the pooling are computed where they are used.</summary>
    [Fact]
    public void Pooling_moves_no_windows()
    {
        ExecutionPlan plan = Planner.Plan(FusionTests.TrainingStep(BuiltInModels.Find("mnist-cnn").Full()), Target.Common);
        Assert.DoesNotContain(plan.Buffers, buffer => buffer.Type.Rank > 4);
        // Of both convolutions' outputs, 4,153,344 and 1,115,136 bytes, nothing else is as large.
        Assert.Equal(2, plan.Buffers.Count(buffer => buffer.Location is InArena && buffer.Type.ByteCount > 1_100_000 && buffer.Name.StartsWith("convolve", StringComparison.Ordinal)));
        Assert.True(plan.ArenaBytes < 9_000_000, $"{plan.ArenaBytes} bytes");
    }

    /// <summary>The mean is made where the convolution is, behind its points; what is normalised has all points to run at.</summary>
    [Fact]
    public void Batch_statistics_are_made_where_the_convolution_is()
    {
        Expr product = Conv2D(Input("x", [32, 64, 64, 3]), Parameter("kernel", [3, 3, 3, 12]));
        Expr mean = Mean(product, axes: [0, 1, 2]);
        Expr variance = Mean(Pow(product - mean, 2), axes: [0, 1, 2]);
        ExecutionPlan plan = Planner.Plan(FusionTests.Optimize([Relu((product - mean) / Sqrt(variance + 1e-5))]), Target.Common);
        Assert.Equal(3, plan.Steps.Count);
        KernelStep first = Assert.IsType<KernelStep>(plan.Steps[0]);
        Assert.Contains(first.Kernel.Stages, stage => stage.Effects.Any(effect => effect is Combine { Kind: ReduceKind.SumOf }));
        Assert.Contains(first.Kernel.Stages, stage => stage.Effects.Any(effect => effect is ProductTotal));
        KernelStep last = Assert.IsType<KernelStep>(plan.Steps[2]);
        Assert.Equal(32 * 62 * 62 * 12, last.Kernel.Axes.Aggregate(1L, (points, axis) => points * axis.Size));
    }

    [Fact]
    public void A_loop_behind_all_points_counts_and_a_scalar_does_not()
    {
        Expr product = MatMul(Input("x", [64, 48]), Input("w", [48, 32]));
        Assert.Equal(1, Count(product, Sum(product)));
        Assert.Equal(2, Count(product, Sum(product, axis: 0)));

        static int Count(params ImmutableArray<Expr> results)
        {
            KernelStep only = Assert.IsType<KernelStep>(Assert.Single(Planner.Plan(FusionTests.Optimize(results), Target.Common).Steps));
            return only.Kernel.IterationSpaces;
        }
    }

    [Fact]
    public void Operations_and_bytes_of_a_product_are_the_textbook_ones()
    {
        Expr product = MatMul(Input("a", [24, 36]), Input("b", [36, 80]));
        KernelStep step = Assert.IsType<KernelStep>(Assert.Single(Planner.Plan(FusionTests.Optimize([product]), Target.Common).Steps));
        Assert.Equal(2 * 24 * 36 * 80, CostModel.FloatingPointOperations(step.Kernel));
        Assert.Equal(sizeof(float) * ((24 * 36) + (36 * 80) + (24 * 80)), CostModel.Bytes(step.Kernel));
    }

    [Fact]
    public void The_json_of_kernels_is_the_golden_one()
    {
        Expr x = Input("x", [32, 16]);
        Expr hidden = Gelu(MatMul(x, Parameter("w", [16, 8])) + Parameter("b", [8]));
        ExecutionPlan plan = Planner.Plan(FusionTests.Optimize([Softmax(hidden), Mean(hidden, axis: 0)]), Target.Common);
        using MemoryStream stream = new();
        using (System.Text.Json.Utf8JsonWriter json = new(stream, new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            foreach (KernelStep step in plan.Steps.OfType<KernelStep>())
            {
                KernelJson.Write(json, plan, step);
            }
            json.WriteEndArray();
        }
        Golden.Verify("lowering/kernels.json", System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n");
    }
}
