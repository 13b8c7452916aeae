using Graph.Reference;
using Graph.Transforms;
using static Graph.ElementType;

namespace Graph.Tests.Rewriting;

/// <summary>Legal graphs on which rules once fired without measure or did not come back: shared operands, piles of movements, strides near the largest number.</summary>
public sealed class GrowthTests
{
    [Fact]
    public void A_concatenation_of_itself_with_itself_stays_nested()
    {
        Expr x = Primitives.Leaf("x", new TensorType(F32, [1]));
        Expr y = x;
        for (int turn = 0; turn < 30; turn++)
        {
            y = Primitives.Concatenate([y, y], 0);
        }
        (Computation after, _) = Simplify(Computation.Create("c", [x], [y]));
        Assert.InRange(after.Nodes.Sum(node => node.Inputs.Length), 2, 400);
        Assert.Equal([1L << 30], after.Results[0].Shape);
    }

    [Fact]
    public void A_chain_of_concatenations_costs_in_proportion_to_its_length()
    {
        Expr x = Primitives.Leaf("x", new TensorType(F32, [1]));
        Expr y = x;
        for (int turn = 0; turn < 2000; turn++)
        {
            y = Primitives.Concatenate([y, x], 0);
        }
        Computation before = Computation.Create("c", [x], [y]);
        (Computation after, _) = Simplify(before);
        Assert.InRange(after.Nodes.Sum(node => node.Inputs.Length), 2001, 2200);
        Bits.AssertEqual(before, after, 1);
    }

    [Fact]
    public void Movements_that_do_not_merge_cost_in_proportion_to_their_number()
    {
        const int steps = 1000;
        Expr x = Primitives.Leaf("x", new TensorType(F32, [2, 3]));
        Expr y = x;
        for (int step = 0; step < steps; step++)
        {
            y = (step % 2 == 0 ? y.Transpose([1, 0]) : y.Reshape([2, 3])).Sin();
        }
        Computation before = Computation.Create("c", [x], [y]);
        (Computation after, PassLog log) = Simplify(before);
        Assert.InRange(log.Counts.Values.Sum(), 1, 10 * steps);
        Bits.AssertEqual(before, after, 1);
    }

    [Fact]
    public void A_transposed_product_is_not_computed_beside_the_product()
    {
        Expr x = Primitives.Leaf("x", new TensorType(F32, [3, 4])), y = Primitives.Leaf("y", new TensorType(F32, [4, 3]));
        Expr product = x.Contract(y, [1], [0]);
        Computation before = Computation.Create("c", [x, y], [product + product.Transpose([1, 0])]);
        (Computation after, _) = Simplify(before);
        Assert.Single(after.Nodes, node => node.Op is Contract);
        // Nor where the product is a result, or is made of an operand that changes.
        (after, _) = Simplify(Computation.Create("c", [x, y], [product, product.Transpose([1, 0])]));
        Assert.Single(after.Nodes, node => node.Op is Contract);
        Expr changed = (x * 1).Contract(y, [1], [0]);
        (after, _) = Simplify(Computation.Create("c", [x, y], [changed.Exp() + changed.Transpose([1, 0])]));
        Assert.Single(after.Nodes, node => node.Op is Contract);
    }

    [Fact]
    public void A_transposed_convolution_is_not_computed_beside_the_convolution()
    {
        Expr x = Primitives.Leaf("x", new TensorType(F32, [2, 3, 8])), w = Primitives.Leaf("w", new TensorType(F32, [4, 3, 3]));
        Expr y = ShapeCases.Convolved(x, w, [0, 1, 2], [0, 1, 2]);
        (Computation after, _) = Simplify(Computation.Create("c", [x, w], [y, y.Transpose([2, 0, 1])]));
        Assert.Single(after.Nodes, node => node.Op is Convolve);
    }

    [Theory]
    [InlineData(2, long.MaxValue)]
    [InlineData(long.MaxValue, 2)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void A_slice_of_a_slice_may_step_over_everything(long inner, long outer)
    {
        Expr x = Primitives.Leaf("x", new TensorType(F32, [8]));
        Expr part = x.Slice([1], [8], [inner]);
        (Computation after, PassLog log) = Simplify(Computation.Create("c", [x], [part.Slice([0], part.Shape, [outer])]));
        Assert.Equal(new Slice([1], [2], [1]), after.Results[0].Op);
        Assert.Contains("slice-slice", log.Counts.Keys);
        Assert.Equal(2f, Interpreter.Evaluate(after, [Literal.Create<float>([8], [1, 2, 3, 4, 5, 6, 7, 8])])[0].At<float>(0));
    }

    private static (Computation After, PassLog Log) Simplify(Computation before)
    {
        PassLog log = new();
        Computation after = Passes.Simplify("exact", RuleSets.Exact).Run(before, log);
        Verifier.Verify(after);
        return (after, log);
    }
}
