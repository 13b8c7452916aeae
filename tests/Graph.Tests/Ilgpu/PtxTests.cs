using Graph.Cli.Models;
using Graph.Ilgpu;
using Graph.Inspection;
using Graph.Lowering;
using Graph.Transforms;

namespace Graph.Tests.Ilgpu;

/// <summary>The code for GPUs, made without one.</summary>
public sealed class PtxTests
{
    /// <summary>The built-in models.</summary>
    public static TheoryData<string> Models => [.. BuiltInModels.All.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_kernel_of_a_model_is_PTX_without_calls_and_approximations(string name)
    {
        Compilation compilation = Compilation.Of(BuiltInModels.Find(name).Full(), Pipelines.Default, Target.Common);
        ImmutableArray<PlannedKernel> kernels = PlannedKernel.Of(compilation.Plan);
        using OfflineCompiler compiler = OfflineCompiler.Ptx();
        ImmutableArray<ImmutableArray<string>> code = compiler.Compile([.. kernels.Select(kernel => kernel.Step.Scheduled)]);
        Assert.Equal(kernels.Length, code.Length);
        Assert.All(kernels.Zip(code), pair =>
        {
            Assert.NotEmpty(pair.Second);
            Assert.All(pair.Second, text =>
            {
                Assert.Contains(".visible .entry", text, StringComparison.Ordinal);
                Assert.DoesNotMatch(@"\bcall\b|\.approx\b|\.ftz\b|\batom\.", text);
            });
        });
    }

    [Fact]
    public void Multiply_add_is_one_instruction()
    {
        Expr x = Ops.Input("x", [64]);
        ExecutionPlan plan = Planner.Plan(Computation.Create("fused", [x], [(x * x) + 1.5f]), Target.Common);
        using OfflineCompiler compiler = OfflineCompiler.Ptx();
        string text = compiler.Compile([((KernelStep)plan.Steps[0]).Scheduled])[0][0];
        Assert.Contains("fma.rn.f32", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ptx", ".version")]
    [InlineData("opencl", "kernel void")]
    public void Dump_shows_the_code_of_every_kernel(string stage, string sign)
    {
        using StringWriter output = new(), error = new();
        Assert.Equal(0, Graph.Cli.CommandLine.Run(["dump", "perceptron", "--stage", stage, "--size", "small"], output, error));
        string text = output.ToString();
        Assert.StartsWith($"// perceptron, one SGD training step, {stage}: ", text, StringComparison.Ordinal);
        Assert.Contains(sign, text, StringComparison.Ordinal);
        Assert.Contains("// k0\n", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal("", error.ToString());
    }
}
