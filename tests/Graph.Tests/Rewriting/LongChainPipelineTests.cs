using Graph.IR;
using Graph.Transforms;
using Xunit.Abstractions;

namespace Graph.Tests.Rewriting;

/// <summary>The whole way of a long chain: built, printed, parsed, verified, differentiated, optimized. Work is counted in bytes, which repeat; times are only shown.</summary>
public class LongChainPipelineTests(ITestOutputHelper output)
{
    private const int Short = 100_000;
    private const int Long = 1_000_000;

    private static readonly string[] stages = ["build", "print", "parse", "verify", "differentiate", "optimize"];

    [Fact]
    public void EveryStageCostsInProportionToTheLength()
    {
        ImmutableArray<(long Bytes, TimeSpan Time)> brief = Walk(Short);
        ImmutableArray<(long Bytes, TimeSpan Time)> whole = Walk(Long);
        for (int stage = 0; stage < stages.Length; stage++)
        {
            double ratio = (double)whole[stage].Bytes / brief[stage].Bytes;
            output.WriteLine($"{stages[stage]}: {brief[stage].Time.TotalSeconds:F2} s at 10^5, {whole[stage].Time.TotalSeconds:F2} s at 10^6; bytes × {ratio:F2}");
            // Tables double as they grow, so ten times the nodes may take up to twenty times the bytes; a quadratic stage takes a hundred. Verifying allocates nothing a node.
            Assert.InRange(ratio, 0, 20);
        }
    }

    private static ImmutableArray<(long Bytes, TimeSpan Time)> Walk(int length)
    {
        ImmutableArray<(long Bytes, TimeSpan Time)>.Builder costs = ImmutableArray.CreateBuilder<(long Bytes, TimeSpan Time)>();
        T Measure<T>(Func<T> stage)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = TimeProvider.System.GetTimestamp();
            T result = stage();
            costs.Add((GC.GetAllocatedBytesForCurrentThread() - before, TimeProvider.System.GetElapsedTime(start)));
            return result;
        }

        Computation chain = Measure(() => Chain(length));
        string text = Measure(() => TextForm.Print(chain));
        Computation parsed = Measure(() => TextForm.Parse(text));
        Assert.True(parsed.StructurallyEquals(chain));
        Measure(() =>
        {
            Verifier.Verify(parsed);
            return parsed;
        });
        Computation gradient = Measure(() => Differentiation.Gradient(parsed));
        Computation optimized = Measure(() => Pipelines.Default.Run(gradient).Result);
        // Of each link the tangent hyperbolic, its square, the difference from one and the product stay; the factor of one goes.
        Assert.InRange(optimized.Nodes.Length, length, gradient.Nodes.Length);
        return costs.ToImmutable();
    }

    // Half of the links are there for the rules to take away.
    private static Computation Chain(int length)
    {
        Expr x = Primitives.Leaf("x", new TensorType(ElementType.F64, []), LeafRole.TrainableLeaf);
        Expr y = x;
        for (int link = 0; link < length / 2; link++)
        {
            y = (y * 1).Tanh();
        }
        return Computation.Create("chain", [x], [y]);
    }
}
