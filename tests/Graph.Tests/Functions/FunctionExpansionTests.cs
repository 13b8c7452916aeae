using Graph.Codegen;
using Graph.Lowering;
using Graph.Tests.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Functions;

/// <summary>What the expansion does to a kernel as a whole.</summary>
public sealed class FunctionExpansionTests
{
    private static readonly Expr x = Input("x", [3, 5]);

    public static TheoryData<string, Expr> Without => new()
    {
        { "arithmetic", (x * 2) + 1 },
        { "a square root", Sqrt(Abs(x)) },
        { "bytes", Input("bytes", [7], ElementType.U8) + 3 },
        { "truths", Input("a", [7], ElementType.Bool) & Input("b", [7], ElementType.Bool) },
        { "sums", Sum(x, axes: [1]) },
    };

    public static TheoryData<string, Expr> With => new()
    {
        { "softmax", Softmax(x) },
        { "layer norm of an exponential", Exp(x) - Mean(Exp(x), [1], keepDims: true) },
        { "rows picked by number", Tanh(Gather(Input("table", [4, 5]), Input("rows", [3], ElementType.I32), axis: 0)) },
        { "rows picked by a function", Gather(Input("table", [4, 5]), Cast(Abs(Tanh(Input("real", [3]))) * 3, ElementType.I32), axis: 0) },
        { "f64", Erf(Input("wide", [6], ElementType.F64)) },
    };

    [Theory]
    [MemberData(nameof(Without))]
    public void A_kernel_without_functions_stays_as_it_is(string name, Expr result)
    {
        LoopKernel kernel = KernelOf(result);
        Assert.True(kernel == FunctionExpansion.Expand(kernel), $"{name}:\n{kernel}\n{FunctionExpansion.Expand(kernel)}");
    }

    [Theory]
    [MemberData(nameof(With))]
    public void An_expanded_kernel_is_well_formed_and_computes_the_same(string name, Expr result)
    {
        LoopKernel kernel = KernelOf(result);
        LoopKernel expanded = FunctionExpansion.Expand(kernel);
        KernelVerifier.Verify(expanded);
        Assert.DoesNotContain(expanded.Stages.SelectMany(stage => stage.Body), instruction =>
            instruction is RandomWord
                or Compute { Op: Unary(UnaryKind.Exponential or UnaryKind.HyperbolicTangent or UnaryKind.ErrorFunction) });
        Literal[] inputs =
        [
            .. kernel.Operands.Where(operand => operand.Access == OperandAccess.Read).Select(operand => Draw(operand.Type)),
        ];
        Literal expected = Assert.Single(KernelSimulator.Run(kernel, inputs));
        Literal actual = Assert.Single(KernelSimulator.Run(expanded, inputs));
        for (long place = 0; place < expected.Type.ElementCount; place++)
        {
            double difference = Math.Abs(expected.ToDouble(place) - actual.ToDouble(place));
            Assert.True(difference <= 1e-6, $"{name} at {place}: {expected.ToDouble(place)}, {actual.ToDouble(place)}");
        }
    }

    /// <summary>sinh and cosh of one argument share its reduction.</summary>
    [Fact]
    public void What_two_functions_share_is_computed_once()
    {
        int Count(Expr result) => FunctionExpansion.Expand(KernelOf(result)).Stages.Sum(stage => stage.Body.Count);
        Assert.True(Count(Sinh(x) + Cosh(x)) < Count(Sinh(x)) + Count(Cosh(x)) - 15);
    }

    private static LoopKernel KernelOf(Expr result) =>
        Assert.IsType<KernelStep>(Assert.Single(Planner.Plan(FusionTests.Optimize([result]), Target.Common).Steps)).Kernel;

    private static Literal Draw(TensorType type)
    {
        Random random = new(3);
        return type.Element switch
        {
            ElementType.F32 => Literal.Generate(type.Shape, _ => (random.NextSingle() * 4) - 2),
            ElementType.F64 => Literal.Generate(type.Shape, _ => (random.NextDouble() * 4) - 2),
            ElementType.I32 => Literal.Generate(type.Shape, _ => random.Next(4)),
            _ => throw new NotSupportedException(type.ToString()),
        };
    }
}
