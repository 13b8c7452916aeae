using Graph.Cli.Models;
using Graph.Inspection;
using Graph.Reference;
using Graph.Transforms;
using static Graph.Ops;

namespace Graph.Tests.Inspection;

/// <summary>What the pipelines make of the built-in models.</summary>
public sealed class OptimizedDumpTests
{
    public static TheoryData<string> Models => DumpTests.Models;

    [Theory]
    [MemberData(nameof(Models))]
    public void The_optimized_gradient_of_every_model_is_golden(string model) =>
        Golden.Verify($"dumps/{model}.optimized.txt", Dump.Of(DumpTests.Small(model), Stage.Optimized).Text());

    [Fact]
    public void The_optimized_gradient_of_the_perceptron_at_full_size_is_golden() =>
        Golden.Verify("dumps/perceptron.full.optimized.txt", Dump.Of(Full("perceptron"), Stage.Optimized).Text());

    /// <summary>A carry of a weight's shape would rewrite the whole gradient of the weight at each of the 100 time steps.</summary>
    [Fact]
    public void The_backward_loop_of_the_recurrent_model_carries_no_weight_gradient()
    {
        Compilation compilation = Full("char-rnn");
        Shape[] weights = [.. compilation.Source.Parameters.Where(IsWeight).Select(parameter => parameter.Shape)];
        Assert.Contains(BackwardCarries(compilation.Gradient), weights.Contains);
        Assert.NotEmpty(BackwardCarries(compilation.Trace.Result));
        Assert.DoesNotContain(BackwardCarries(compilation.Trace.Result), weights.Contains);
        Golden.Verify("dumps/char-rnn.full.optimized.txt", Dump.Of(compilation, Stage.Optimized).Text());
    }

    /// <summary>Neither loop multiplies by a matrix that needs no carry, but for h·u, which does.</summary>
    [Fact]
    public void The_loops_of_the_recurrent_model_multiply_by_the_recurrent_weights_alone()
    {
        Computation optimized = Full("char-rnn").Trace.Result;
        Scan[] loops = [.. optimized.Nodes.Select(node => node.Op).OfType<Scan>()];
        Assert.Equal([false, true], loops.Select(loop => loop.Reverse).Order());
        foreach (Scan loop in loops)
        {
            Expr product = Assert.Single(loop.Body.Nodes, node => node.Op is Contract);
            // In panels of columns, which on the way back are those of the matrix turned; the last of them filled up.
            Assert.Contains(product.Inputs, operand => operand.Shape.SequenceEqual(loop.Reverse ? [22, 4096, 48] : [86, 1024, 48]));
        }
    }

    /// <summary>An embedding has fewer rows than a batch has characters: they are multiplied in its place, and the loop looks the products up.</summary>
    [Fact]
    public void The_inputs_of_the_recurrent_model_are_products_of_the_embedding()
    {
        Computation optimized = Full("char-rnn").Trace.Result;
        Assert.Contains(optimized.Nodes, node => node is (Contract, _) && node.Shape.SequenceEqual([83, 4096]));
        Assert.DoesNotContain(optimized.Nodes, node => node.Op is Contract && node.Type.ElementCount == 800 * 4096);
        Scan forward = optimized.Nodes.Select(node => node.Op).OfType<Scan>().Single(loop => !loop.Reverse);
        Expr lookUp = Assert.Single(forward.Body.Nodes, node => node.Op is Gather);
        Assert.Equal([8, 4096], lookUp.Shape);
    }

    /// <summary>With rules that may lose what is not finite, so are both gradients: sums of 83 rows in place of 800 products.</summary>
    [Fact]
    public void The_gradients_behind_an_embedding_are_products_of_sums()
    {
        Computation gradient = Full("char-rnn").Gradient;
        Assert.Contains(Pipelines.Default.Run(gradient).Result.Nodes, IsOverAllCharacters);
        Computation relaxed = Pipelines.Relaxed.Run(gradient).Result;
        Assert.DoesNotContain(relaxed.Nodes, IsOverAllCharacters);
        Assert.Equal(1, relaxed.Nodes.Count(node => node.Op is Scatter && node.Shape.SequenceEqual([83, 4096])));
        Golden.Verify("dumps/char-rnn.full.relaxed.txt", TextForm.Print(relaxed));

        // Of the products with w: those that give the gradient of the embedding, and of w.
        static bool IsOverAllCharacters(Expr node) =>
            node.Op is Contract && (node.Shape.SequenceEqual([100, 8, 256]) || (node.Shape.SequenceEqual([256, 4096]) && node.Inputs[0].Type.ElementCount == 800 * 256));
    }

    /// <summary>"Linear activations give linear decisions no matter the size": the product with the input is the only one that grows with the batch.</summary>
    [Fact]
    public void A_stack_of_linear_layers_collapses_into_one_affine_map()
    {
        Expr x = Input("x", [64, 4]);
        Expr w1 = Parameter("w1", [4, 8]), b1 = Parameter("b1", [8]), w2 = Parameter("w2", [8, 8]), b2 = Parameter("b2", [8]);
        Expr w3 = Parameter("w3", [8, 2]), b3 = Parameter("b3", [2]);
        Expr y = MatMul(MatMul(MatMul(x, w1) + b1, w2) + b2, w3) + b3;
        Computation stack = Computation.Create("linear_stack", [x, w1, b1, w2, b2, w3, b3], [y]);
        Computation collapsed = Pipelines.Relaxed.Run(stack).Result;

        Assert.Equal(3, ProductsOfTheBatch(stack));
        Assert.Equal(1, ProductsOfTheBatch(collapsed));
        Golden.Verify("dumps/linear-stack.relaxed.txt", TextForm.Print(collapsed));

        ImmutableArray<Literal> values = [.. stack.Parameters.Select((leaf, place) => OperatorSamples.Values(ElementType.F32, leaf.Shape, place))];
        (Literal before, Literal after) = (Interpreter.Evaluate(stack, values)[0], Interpreter.Evaluate(collapsed, values)[0]);
        for (long index = 0; index < before.Type.ElementCount; index++)
        {
            Assert.Equal(before.At<float>(index), after.At<float>(index), 1e-3);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_pipeline_keeps_what_every_model_computes(string model)
    {
        Computation gradient = DumpTests.Small(model).Gradient;
        Computation wide = Passes.Retype(ElementType.F32, ElementType.F64).Run(gradient, new PassLog());
        ImmutableArray<Literal> values = [.. wide.Parameters.Select((leaf, place) => Drawn(leaf.Type, place))];
        ImmutableArray<Literal> expected = Interpreter.Evaluate(wide, values);
        Assert.All(expected, result => Assert.True(double.IsFinite(result.ToDouble(0))));
        foreach (Pipeline pipeline in (Pipeline[])[Pipelines.Exact, Pipelines.Default, Pipelines.Relaxed])
        {
            ImmutableArray<Literal> actual = Interpreter.Evaluate(pipeline.Run(wide, verify: true).Result, values);
            foreach ((Literal one, Literal other) in expected.Zip(actual))
            {
                double[] differences = [.. one.ToArray<double>().Zip(other.ToArray<double>(), (a, b) => Math.Abs(a - b))];
                Assert.InRange(differences.DefaultIfEmpty().Max(), 0, 1e-11);
            }
        }
    }

    // Floats from −1 to 1, integers that are labels of every model.
    private static Literal Drawn(TensorType type, int seed)
    {
        Random random = new(seed);
        return type.Element switch
        {
            ElementType.F64 => Literal.Generate(type.Shape, _ => (2 * random.NextDouble()) - 1),
            ElementType.I32 => Literal.Generate(type.Shape, _ => random.Next(3)),
            ElementType.U32 => Literal.Generate(type.Shape, _ => (uint)random.Next()),
            _ => throw new NotSupportedException($"no model has inputs of {type.Element}"),
        };
    }

    private static int ProductsOfTheBatch(Computation computation) => computation.Nodes.Count(node => node.Op is Contract && node.Shape.Contains(64));

    private static IEnumerable<Shape> BackwardCarries(Computation computation) =>
        from node in computation.Nodes
        where node.Op is Scan { Reverse: true }
        let scan = (Scan)node.Op
        from carry in scan.Body.Parameters[..scan.Carries]
        select carry.Shape;

    private static bool IsWeight(Expr parameter) => parameter.Op is Graph.IR.Parameter { Role: LeafRole.TrainableLeaf } && parameter.Rank > 1;

    private static Compilation Full(string model) => Compilation.Of(BuiltInModels.Find(model).Full(), Pipelines.Default);
}
