using System.Reflection;
using Graph.Codegen;
using Graph.Cpu;
using Graph.Inspection;
using Graph.Lowering;
using Graph.Tests.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Codegen;

/// <summary>No kernel is too long for the compiler of the runtime, which gives up optimizing beyond some size of a method.</summary>
public sealed class CodeSizeTests
{
    // The last row of a kernel of these has a part of a vector, for which the code is there once more.
    private static readonly Expr single = Input("x", [9, 77]), wide = Input("x", [9, 77], ElementType.F64);

    public static TheoryData<string, Func<Expr>> Chains => new()
    {
        { "sines", () => Chain(30, single, (y, x) => Sin(y) + x) },
        { "sines of f64", () => Chain(12, wide, (y, x) => Sin(y) + x) },
        { "hyperbolic tangents", () => Chain(200, single, (y, x) => Tanh(y) * x) },
        { "powers", () => Chain(20, single, (y, x) => Pow(y, x)) },
        { "sums of f64", () => Chain(120, wide, (y, x) => (y * y) + x) },
        { "functions side by side", () => Primitives.Concatenate([.. Enumerable.Range(0, 60).Select(part => Exp(Input($"part{part}", [3, 7])))], 1) },
        { "a tree", () => Tree(6, single) },
        { "softmax of sines", () => Softmax(Chain(8, single, (y, x) => Sin(y) + x)) },
    };

    [Theory]
    [MemberData(nameof(Chains))]
    public void Every_method_is_fully_optimized(string name, Func<Expr> make)
    {
        ScheduledKernel[] kernels = [.. KernelChecks.KernelsOf(Planner.Plan(FusionTests.Optimize([make()]), Target.Common))];
        foreach (LaneWidth width in KernelChecks.Widths.Where(width => width <= MachineTarget.Width))
        {
            MethodInfo[] methods =
            [
                .. CodeAssembly.Emit(kernels, width).Kernels.SelectMany(kernel => kernel.Phases).Select(phase => phase.Method.Method).DistinctBy(method => method.Name),
            ];
            Assert.All(methods, method => Assert.InRange(method.GetMethodBody()!.LocalVariables.Count, 1, 1900));
            Assert.All(NativeMethod.Of(methods), method => Assert.True(method.Tier == OptimizationTier.FullyOptimized, $"{name} at {width}: {method.Name}"));
        }
    }

    /// <summary>What planning takes for the length of a function is about what its expansion has.</summary>
    [Fact]
    public void Lengths_are_those_of_the_expansions()
    {
        foreach (Expr x in (Expr[])[single, wide])
        {
            IEnumerable<Op> functions = Enum.GetValues<UnaryKind>().Select(Op (kind) => new Unary(kind)).Append(new Binary(BinaryKind.Power)).Where(CostModel.IsTranscendental);
            foreach (Op function in functions)
            {
                Expr value = Expr.Create(function, function is Binary ? [x, Input("y", [9, 77], x.Element)] : [x]);
                LoopKernel kernel = Assert.Single(KernelChecks.KernelsOf(Planner.Plan(FusionTests.Optimize([value]), Target.Common))).Kernel;
                Assert.InRange(CodeSize.Of(kernel), 0.95 * Vectors(kernel), 1.1 * Vectors(kernel));
            }
        }
    }

    private static int Vectors(LoopKernel kernel) => FunctionExpansion.Expand(kernel).Stages.SelectMany(stage => stage.Body)
        .Sum(instruction => instruction is Immediate ? 0 : instruction.Element.ByteSize == sizeof(long) ? 2 : 1);

    private static Expr Chain(int length, Expr x, Func<Expr, Expr, Expr> next) => Enumerable.Range(0, length).Aggregate(x, (y, _) => next(y, x));

    private static Expr Tree(int depth, Expr x) => depth == 0 ? x : Sin(Tree(depth - 1, x * depth)) + Cos(Tree(depth - 1, x + depth));
}
