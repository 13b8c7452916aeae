using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using Graph.Codegen;
using Graph.Inspection;
using Graph.Lowering;
using static Graph.Ops;
using Stage = Graph.Inspection.Stage;

namespace Graph.Tests.Inspection;

/// <summary>What is shown of generated code.</summary>
public sealed class GeneratedCodeTests
{
    private static readonly Expr X = Input("x", [64, 48]), Y = Input("y", [65, 48]), Z = Input("z", [65, 48]), W = Parameter("w", [48, 40]);

    // Two kernels of one structure, and one that has a second phase for its total.
    private static readonly Computation sample = Computation.Create("sample", [X, Y, Z, W], [Sum(Square(MatMul(X, W))), Relu(Y), Relu(Z)]);

    private static readonly ExecutionPlan plan = Planner.Plan(sample, Target.Common);

    [Fact]
    public void Each_kernel_has_its_il_and_its_csharp()
    {
        ImmutableArray<StepPart> il = GeneratedCode.Of(plan).Il(), csharp = GeneratedCode.Of(plan).CSharp();
        string[] kernels = [.. plan.Steps.OfType<KernelStep>().Select(step => step.Name)];
        Assert.Equal(kernels, il.Select(part => part.Kernel));
        Assert.Equal(kernels, csharp.Select(part => part.Kernel));
        StepPart[] shared = [.. csharp.Where(part => part.Text.Contains("; the code of ", StringComparison.Ordinal))];
        Assert.Single(shared);
        foreach ((StepPart instructions, StepPart statements) in il.Zip(csharp).Where(pair => !shared.Contains(pair.Second)))
        {
            Assert.Contains(".method public static", instructions.Text, StringComparison.Ordinal);
            Assert.Contains("ldarg", instructions.Text, StringComparison.Ordinal);
            Assert.Contains("unsafe static void", statements.Text, StringComparison.Ordinal);
        }
    }

    [SkippableTheory]
    [InlineData(LaneWidth.Lane512, "zmm")]
    [InlineData(LaneWidth.Lane256, "ymm")]
    [InlineData(LaneWidth.Lane128, "xmm")]
    public void Machine_code_is_optimized_and_has_the_registers_of_its_width(LaneWidth width, string registers)
    {
        Skip.IfNot(X86Base.IsSupported);
        Skip.If(width > Graph.Cpu.MachineTarget.Width, "the processor has no such vectors");
        GeneratedCode code = GeneratedCode.Of(plan, width);
        Assert.All(code.Native, method => Assert.Equal(OptimizationTier.FullyOptimized, method.Tier));
        Assert.Contains(code.Native, method => method.Name.EndsWith("_end", StringComparison.Ordinal));
        string relu = code.MachineCode().First(part => part.Text.Contains("select", StringComparison.Ordinal)).Text;
        Assert.Contains(registers, relu, StringComparison.Ordinal);
        string[] wider = [.. new[] { "xmm", "ymm", "zmm" }.SkipWhile(name => name != registers).Skip(1)];
        Assert.All(wider, name => Assert.DoesNotContain(name, relu, StringComparison.Ordinal));
        // Every jump goes to a label that is there.
        Assert.Matches(@"\nL0:\n", relu);
        foreach (string target in relu.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith('j')).Select(line => line[(line.LastIndexOf(' ') + 1)..]))
        {
            Assert.Contains($"\n{target}:\n", relu, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_method_that_is_not_there_is_named() =>
        Assert.Equal(
            "the generated code has no method 'k9'",
            Assert.Throws<GraphException>(() => new AssemblyReader(CodeAssembly.Emit([plan.Steps.OfType<KernelStep>().First().Scheduled], LaneWidth.ScalarLane).Image).Il("k9")).Sentence);

    [Fact]
    public void Stages_of_code_are_dumped_kernel_by_kernel()
    {
        Compilation compilation = Compilation.Of(Computation.Create("loss", [X, W], [Sum(Square(MatMul(X, W)))]), Graph.Transforms.Pipelines.Default);
        int kernels = PlannedKernel.Of(compilation.Plan).Length;
        foreach (Stage stage in new[] { Stage.Il, Stage.CSharp }.Concat(X86Base.IsSupported ? [Stage.Assembly] : []))
        {
            StepDump dump = StepDump.Of(compilation, stage);
            Assert.Equal(kernels, JsonDocument.Parse(dump.Json()).RootElement.GetProperty("kernels").GetArrayLength());
            Assert.All(dump.Parts, part => Assert.Contains(part.Text, dump.Text(), StringComparison.Ordinal));
        }
    }
}
