using Graph.Transforms;
using static Graph.Ops;

namespace Graph.Tests.Rewriting;

/// <summary>What the pipeline makes of a training step of recurrent networks, written as plain expressions in several layouts.</summary>
public sealed class RecurrentTests
{
    private const long Batch = 2;
    private const long Length = 7;
    private const long Features = 24;

    // Wide enough that a matrix of it is worth turning.
    private const long Units = 64;

    /// <summary>A cell: how many gates it has, and the next state and carry of what the input and the state give for all gates.</summary>
    public delegate (Expr State, Expr Carry) Cell(Expr ofInput, Func<Expr, Expr> ofState, Expr state, Expr carry);

    public static TheoryData<string, int, int> Cells => new()
    {
        { "rnn", 1, 1 },
        { "gru", 3, 1 },
        { "gru with a reset before the product", 3, 2 },
        { "lstm", 4, 1 },
    };

    public static TheoryData<string, int, bool, bool, int> Networks
    {
        get
        {
            TheoryData<string, int, bool, bool, int> data = [];
            foreach ((string cell, int gates) in (ReadOnlySpan<(string, int)>)[("rnn", 1), ("gru", 3), ("lstm", 4)])
            {
                data.Add(cell, gates, false, false, 1);
                data.Add(cell, gates, true, false, 1);
                data.Add(cell, gates, false, true, 1);
                data.Add(cell, gates, true, true, 2);
            }
            return data;
        }
    }

    /// <summary>
    /// Inputs batch first or time first, weights as they multiply or transposed, one layer or two: each loop multiplies by its recurrent
    /// weights and nothing else, once a step, and the backward loop carries no gradient of a weight.
    /// </summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void Each_loop_multiplies_by_its_recurrent_weights_alone(string cell, int gates, bool batchFirst, bool transposed, int layers)
    {
        Computation optimized = Pipelines.Default.Run(Gradient(cell, gates, batchFirst, transposed, layers), verify: true).Result;
        ImmutableArray<Scan> loops = [.. optimized.Nodes.Select(node => node.Op).OfType<Scan>()];
        Assert.Equal(layers, loops.Count(loop => !loop.Reverse));
        Assert.Equal(layers, loops.Count(loop => loop.Reverse));
        foreach (Scan loop in loops)
        {
            Expr product = Assert.Single(loop.Body.Nodes, node => node.Op is Contract);
            AssertTurned(product, gates);
            Assert.DoesNotContain(loop.Body.Parameters[..loop.Carries], carry => carry.Type.ElementCount >= Features * Units * gates);
        }
    }

    [Fact]
    public void A_product_behind_a_gate_stays_in_the_loop_with_its_weights_turned()
    {
        Computation optimized = Pipelines.Default.Run(Gradient("gru with a reset before the product", 3, true, true, 1), verify: true).Result;
        foreach (Scan loop in optimized.Nodes.Select(node => node.Op).OfType<Scan>())
        {
            Expr[] products = [.. loop.Body.Nodes.Where(node => node.Op is Contract)];
            Assert.Equal(2, products.Length);
            Assert.All(products, product => AssertTurned(product, product.Inputs.Max(input => input.Type.ElementCount) / (Units * Units)));
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_step_computes_what_was_written(string cell, int gates, int products)
    {
        Computation gradient = Gradient(cell, gates, batchFirst: true, transposed: true, layers: products);
        ImmutableArray<Literal> values = [.. gradient.Parameters.Select((leaf, place) => OperatorSamples.Values(ElementType.F64, leaf.Shape, place))];
        Computation optimized = Pipelines.Default.Run(gradient).Result;
        ImmutableArray<Literal> expected = Graph.Reference.Interpreter.Evaluate(gradient, values);
        ImmutableArray<Literal> actual = Graph.Reference.Interpreter.Evaluate(optimized, values);
        foreach ((Literal one, Literal other) in expected.Zip(actual))
        {
            double largest = one.ToArray<double>().Select(Math.Abs).Max();
            Assert.True(double.IsFinite(largest) && largest > 0);
            Assert.All(one.ToArray<double>().Zip(other.ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-11 * Math.Max(1, largest)));
        }
    }

    // The matrix of a product in a loop is the recurrent one, its columns next to each other.
    private static void AssertTurned(Expr product, long gates)
    {
        Contract op = (Contract)product.Op;
        int place = product.Inputs[1].Type.ElementCount == Units * Units * gates ? 1 : 0;
        Expr matrix = product.Inputs[place];
        Assert.Equal(Units * Units * gates, matrix.Type.ElementCount);
        Assert.DoesNotContain(matrix.Rank - 1, place == 1 ? op.Rhs : op.Lhs);
    }

    private static Computation Gradient(string cell, int gates, bool batchFirst, bool transposed, int layers)
    {
        List<Expr> weights = [];
        Expr Weight(string name, params long[] shape)
        {
            Expr leaf = Parameter(name, Shape.Create(shape), ElementType.F64);
            weights.Add(leaf);
            return leaf;
        }
        Expr Matrix(string name, long rows, long columns) =>
            transposed ? Transpose(Weight(name, columns, rows), [1, 0]) : Weight(name, rows, columns);
        Expr inputs = Input("inputs", batchFirst ? [Batch, Length, Features] : [Length, Batch, Features], ElementType.F64);
        Expr x = batchFirst ? Transpose(inputs, [1, 0, 2]) : inputs;
        for (int layer = 0; layer < layers; layer++)
        {
            Expr w = Matrix($"w{layer}", x.Shape[^1], gates * Units), u = Matrix($"u{layer}", Units, gates * Units), b = Weight($"b{layer}", gates * Units);
            Expr none = Zeros([Batch, Units], ElementType.F64);
            x = Scan(
                (h, c, element) =>
                {
                    (Expr state, Expr carry) = Step(cell, MatMul(element, w) + b, h, c, u);
                    return (state, carry, state);
                },
                (none, none),
                x).Outputs;
        }
        Expr loss = Sum(Square(batchFirst ? Transpose(x, [1, 0, 2]) : x));
        return Computation.Create("step", [inputs, .. weights], [loss, .. Differentiate(loss, [.. weights])]);
    }

    private static (Expr State, Expr Carry) Step(string cell, Expr ofInput, Expr h, Expr c, Expr u)
    {
        switch (cell)
        {
            case "rnn":
                return (Tanh(ofInput + MatMul(h, u)), c);
            case "lstm":
                var (input, forget, candidate, output) = Split(ofInput + MatMul(h, u), parts: 4, axis: -1);
                Expr next = (Sigmoid(forget) * c) + (Sigmoid(input) * Tanh(candidate));
                return (Sigmoid(output) * Tanh(next), next);
            case "gru":
                var (update, reset, proposal) = Split(ofInput, parts: 3, axis: -1);
                var (updateOfState, resetOfState, proposalOfState) = Split(MatMul(h, u), parts: 3, axis: -1);
                Expr z = Sigmoid(update + updateOfState);
                Expr proposed = Tanh(proposal + (Sigmoid(reset + resetOfState) * proposalOfState));
                return (((1 - z) * proposed) + (z * h), c);
            default:
                Expr gates = ofInput[.., ..(int)(2 * Units)] + MatMul(h, u[.., ..(int)(2 * Units)]);
                var (keep, forgetting) = Split(Sigmoid(gates), parts: 2, axis: -1);
                Expr fresh = Tanh(ofInput[.., (int)(2 * Units)..] + MatMul(forgetting * h, u[.., (int)(2 * Units)..]));
                return (((1 - keep) * fresh) + (keep * h), c);
        }
    }
}
