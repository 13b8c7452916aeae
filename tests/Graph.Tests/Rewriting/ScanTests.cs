using Graph.Reference;
using Graph.Transforms;
using static Graph.ElementType;
using static Graph.IR.Primitives;

namespace Graph.Tests.Rewriting;

/// <summary>What moves in front of a loop and behind it.</summary>
public sealed partial class ScanTests
{
    private const long Steps = 5;

    private readonly Expr inputs = Leaf("inputs", new TensorType(F64, [Steps, 2, 3]));
    private readonly Expr weights = Leaf("weights", new TensorType(F64, [3, 4]));
    private readonly Expr recurrent = Leaf("recurrent", new TensorType(F64, [4, 4]));
    private readonly Expr initial = Leaf("initial", new TensorType(F64, [2, 4]));

    [Fact]
    public void A_contraction_of_the_inputs_moves_in_front_of_the_loop()
    {
        Expr h = Like(initial, "h"), x = Leaf("x", new TensorType(F64, [2, 3])), w = Like(weights, "w"), r = Like(recurrent, "r");
        Expr next = (x.Contract(w.Tanh(), [1], [0]) + h.Contract(r, [1], [0])).Tanh();
        Computation before = Whole(Scan(Computation.Create("cell", [h, x, w, r], [next, next]), Steps, [initial], [inputs], [weights, recurrent]));
        (Computation after, PassLog log) = Run(Passes.HoistFromScans, before);
        // tanh w once, x · tanh w for all steps.
        Assert.Equal((0, 1), (log.Counts.GetValueOrDefault("hoist-constant"), log.Counts["hoist-sequence"]));
        Assert.Equal(["contract", "add", "tanh"], Body(after).Nodes.Where(node => node.Op is not Parameter).Select(node => node.Op.Name));
        Assert.Equal([Steps, 2, 4], after.Nodes.Single(node => node.Op is Contract).Shape);
        AssertSame(before, after);
    }

    [Fact]
    public void What_depends_on_constants_alone_is_computed_once()
    {
        Expr h = Like(initial, "h"), r = Like(recurrent, "r");
        Computation before = Whole(Scan(Computation.Create("cell", [h, r], [h.Contract(r.Tanh().Transpose([1, 0]), [1], [0])]), Steps, [initial], [], [recurrent]));
        (Computation after, PassLog log) = Run(Passes.HoistFromScans, before);
        Assert.Equal(1, log.Counts["hoist-constant"]);
        // The transposition is only a view: it stays.
        Assert.Equal(["transpose", "contract"], Body(after).Nodes.Where(node => node.Op is not Parameter).Select(node => node.Op.Name));
        AssertSame(before, after);
    }

    [Fact]
    public void What_would_be_larger_than_what_it_is_made_of_stays()
    {
        Expr h = Like(recurrent, "h"), x = Leaf("x", new TensorType(F64, [2, 3]));
        Expr outer = x.Reshape([6]).Contract(x.Reshape([6]), [], []).Slice([0, 0], [4, 4], [1, 1]);
        Computation before = Whole(Scan(Computation.Create("cell", [h, x], [h * outer]), Steps, [recurrent], [inputs], []));
        Assert.Same(before, Run(Passes.HoistFromScans, before).After);
    }

    [Fact]
    public void What_is_cheap_to_make_again_is_not_kept_for_all_steps()
    {
        Expr h = Leaf("h", new TensorType(F64, [2, 3])), x = Leaf("x", new TensorType(F64, [2, 3])), start = Leaf("start", new TensorType(F64, [2, 3]));
        // x is needed anyway: 1 − x would be one sequence more. Alone, it takes the place of x.
        Computation twice = Computation.Create("c", [inputs, start], Scan(Computation.Create("cell", [h, x], [h * x * (1 - x)]), Steps, [start], [inputs], []));
        Assert.Same(twice, Run(Passes.HoistFromScans, twice).After);
        Computation once = Computation.Create("c", [inputs, start], Scan(Computation.Create("cell", [h, x], [h * (1 - x)]), Steps, [start], [inputs], []));
        (Computation after, PassLog log) = Run(Passes.HoistFromScans, once);
        Assert.Equal(1, log.Counts["hoist-sequence"]);
        AssertSame(once, after);
    }

    [Fact]
    public void What_is_only_put_out_is_made_behind_the_loop()
    {
        Expr h = Like(initial, "h"), x = Leaf("x", new TensorType(F64, [2, 3])), w = Like(weights, "w"), r = Like(recurrent, "r");
        Expr next = (x.Contract(w, [1], [0]) + h.Contract(r, [1], [0])).Tanh();
        Expr logits = next.Contract(r.Exp(), [1], [1]);
        Computation cell = Computation.Create("cell", [h, x, w, r], [next, logits.Exp(), logits, next.Sum([1])]);
        Computation before = Whole(Scan(cell, Steps, [initial], [inputs], [weights, recurrent], reverse: true));
        (Computation after, PassLog log) = Run(Passes.SinkScanOutputs, before);
        Assert.Equal(3, log.Counts["output-behind-scan"]);
        Assert.Equal(["contract", "contract", "add", "tanh"], Body(after).Nodes.Where(node => node.Op is not Parameter).Select(node => node.Op.Name));
        AssertSame(before, after);
    }

    [Fact]
    public void What_another_step_needs_is_not_made_behind_the_loop()
    {
        Expr h = Like(initial, "h"), r = Like(recurrent, "r");
        Expr next = h.Contract(r, [1], [0]);
        Computation cell = Computation.Create("cell", [h, r], [next.Tanh(), next, h * next.Exp()]);
        Computation before = Whole(Scan(cell, Steps, [initial], [], [recurrent]));
        Assert.Same(before, Run(Passes.SinkScanOutputs, before).After);
    }

    public static TheoryData<string, Func<Expr, Expr, Expr>> BatchedForms => new()
    {
        { "elementwise", (x, k) => Primitives.Select(x > k, x.Exp(), k) },
        { "cast", (x, k) => x.Cast(F32).Cast(F64).Exp() },
        { "reshape", (x, k) => x.Exp().Reshape([6]) },
        { "transpose", (x, k) => x.Exp().Transpose([1, 0]) },
        { "broadcast", (x, k) => x.Exp().Broadcast([2, 4, 3], [0, 2]) },
        { "slice", (x, k) => x.Exp().Slice([0, 1], [2, 3], [1, 1]) },
        { "pad", (x, k) => x.Pad(k.Sum([0, 1]), [1, 0], [0, 2], [1, 0]) },
        { "concatenate", (x, k) => Concatenate([x, k, x], 1) },
        { "reverse", (x, k) => x.Exp().Reverse([1]) },
        { "reduce", (x, k) => x.Sum([0]) },
        { "arg-reduce", (x, k) => x.ArgReduce(ExtremumKind.Largest, 1) },
        { "cumulative", (x, k) => x.Cumulative(ReduceKind.SumOf, 1) },
        { "window", (x, k) => x.Exp().Window([1], [2], [1], [1]) },
        { "fold", (x, k) => x.Broadcast([2, 3, 2], [0, 1]).Fold([1], [4], [1], [1]) },
        { "contract left", (x, k) => x.Contract(k, [1], [1]) },
        { "contract right", (x, k) => k.Contract(x, [1], [1]) },
        { "contract both", (x, k) => x.Contract(x, [0], [0]) },
        { "contract left with batch", (x, k) => x.Contract(k, [1], [1], [0], [0]) },
        { "contract right with batch", (x, k) => k.Contract(x.Exp(), [], [], [0], [0]) },
        { "contract both with batch", (x, k) => x.Contract(x.Exp(), [0], [0], [1], [1]) },
        { "gather of a table", (x, k) => k.Gather(x.Cast(I32)) },
        { "gather from a stack", (x, k) => x.Gather(Constant(Literal.Create<int>([2], [1, 0]))) },
        { "scatter", (x, k) => k.Scatter(ScatterKind.Accumulate, x.Sum([1]).Cast(I32), x) },
    };

    [Theory]
    [MemberData(nameof(BatchedForms))]
    public void Every_operator_with_a_form_for_stacks_is_computed_for_all_steps_at_once(string name, Func<Expr, Expr, Expr> form)
    {
        Expr x = Leaf("x", new TensorType(F64, [2, 3])), k = Leaf("k", new TensorType(F64, [2, 3]));
        Expr constant = Leaf("constant", new TensorType(F64, [2, 3]));
        Computation cell = Computation.Create("cell", [x, k], [form(x, k)]);
        Computation before = Computation.Create("c", [inputs, constant], Scan(cell, Steps, [], [inputs], [constant], reverse: true));
        Computation after = Run(Passes.SimplifyScans, Run(Passes.HoistFromScans, before).After).After;
        Assert.True(!after.Nodes.Any(node => node.Op is Scan), name);
        AssertSame(before, after);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_weight_gradient_is_one_contraction_behind_the_loop(bool reverse)
    {
        // As reverse mode makes it: the cotangent is carried back, and each step adds to the gradients of weights and bias.
        Expr d = Like(initial, "d"), dw = Like(recurrent, "dw"), db = Leaf("db", new TensorType(F64, [4])), h = Leaf("h", new TensorType(F64, [2, 4])), w = Like(recurrent, "w");
        Expr saved = Leaf("saved", new TensorType(F64, [Steps, 2, 4]));
        Expr delta = d * (1 - h * h);
        Computation cell = Computation.Create(
            "back", [d, dw, db, h, w], [delta.Contract(w, [1], [1]), dw + h.Contract(delta, [0], [0]), delta.Sum([0]) + db]);
        ImmutableArray<Expr> results = Scan(
            cell, Steps, [initial, Zeros(recurrent.Type), Leaf("bias", new TensorType(F64, [4])) is var bias ? bias : bias], [saved], [recurrent], reverse);
        Computation before = Computation.Create("c", [initial, recurrent, saved, bias], results);
        (Computation after, PassLog log) = Run(Passes.SinkScanSums, before);
        Assert.Equal(2, log.Counts["sum-behind-scan"]);
        Assert.Equal(1, ((Scan)after.Nodes.Single(node => node.Op is Scan).Op).Carries);
        // A sum of zeros from 0 on has the sign of 0, so the 0 stays where every bit counts.
        Assert.True(after.Results[1] is (Binary(BinaryKind.Add), [{ IsZero: true }, _]));
        Assert.Equal(new Contract([0, 1], [0, 1]), after.Results[1].Inputs[1].Op);
        AssertSame(before, after);
    }

    public static TheoryData<string, bool, Func<Expr, Expr, Expr>> Sums => new()
    {
        { "a sequence", false, (x, k) => x },
        { "a transposed contraction", false, (x, k) => x.Contract(x.Exp(), [0], [0]).Slice([0, 0], [2, 3], [1, 1]) },
        { "a contraction with a constant", true, (x, k) => k.Contract(x, [1], [1]).Contract(x, [1], [0]) },
        { "a constant times a sequence", true, (x, k) => x.Contract(k.Contract(k, [0], [0]), [1], [0]) },
        { "a negative sum", false, (x, k) => -(x + x) },
        { "a negative scaled sum", true, (x, k) => -(x * k + k * x / k) },
        { "a difference", true, (x, k) => x - x * 2 },
        { "a padded sum", false, (x, k) => x.SliceAxis(0, 0, 1).PadAxis(0, 1, 0) },
        { "a scatter", false, (x, k) => Zeros(x.Type).Scatter(ScatterKind.Accumulate, x.Sum([1]).Cast(I32), x) },
    };

    [Theory]
    [MemberData(nameof(Sums))]
    public void A_sum_over_steps_is_taken_behind_the_loop(string name, bool scaled, Func<Expr, Expr, Expr> term)
    {
        Expr total = Leaf("total", new TensorType(F64, [2, 3])), x = Leaf("x", new TensorType(F64, [2, 3])), k = Leaf("k", new TensorType(F64, [2, 3]));
        Expr constant = Leaf("constant", new TensorType(F64, [2, 3])), start = Leaf("start", new TensorType(F64, [2, 3]));
        Computation cell = Computation.Create("cell", [total, x, k], [total - term(x, k)]);
        Computation before = Computation.Create("c", [inputs, constant, start], Scan(cell, Steps, [start], [inputs], [constant]));
        (Computation after, PassLog log) = Run(scaled ? Passes.SinkScaledScanSums : Passes.SinkScanSums, before);
        Assert.True(log.Counts.GetValueOrDefault("sum-behind-scan") == 1, name);
        Assert.DoesNotContain(after.Nodes, node => node.Op is Scan { Carries: > 0 });
        AssertSame(before, after);
    }

    [Theory]
    [InlineData(0.1f, 6e37f)]
    [InlineData(0f, 0f)]
    public void A_factor_stays_in_the_loop_where_the_sum_without_it_would_overflow(float factor, float expected)
    {
        TensorType scalar = new(F32, []);
        Expr total = Leaf("total", scalar), x = Leaf("x", scalar), k = Leaf("k", scalar);
        Expr xs = Leaf("xs", new TensorType(F32, [2])), scale = Leaf("scale", scalar);
        foreach (Expr next in new[] { total + x * k, total + k * x, total + x.Contract(k, [], []), total + k.Contract(x, [], []) })
        {
            Computation cell = Computation.Create("cell", [total, x, k], [next]);
            Computation before = Computation.Create("c", [xs, scale], Scan(cell, 2, [Zeros(scalar)], [xs], [scale]));
            foreach (Pipeline pipeline in new[] { Pipelines.Exact, Pipelines.Default })
            {
                Literal actual = Interpreter.Evaluate(pipeline.Run(before).Result, [Literal.Create<float>([2], [3e38f, 3e38f]), Literal.Scalar(factor)])[0];
                Assert.Equal(expected, actual.At<float>(0), 1e32f);
            }
        }
    }

    [Fact]
    public void A_sum_of_negative_zeros_from_zero_on_is_zero()
    {
        TensorType scalar = new(F32, []);
        Expr total = Leaf("total", scalar), x = Leaf("x", scalar), xs = Leaf("xs", new TensorType(F32, [2]));
        Computation before = Computation.Create("c", [xs], Scan(Computation.Create("cell", [total, x], [total + x]), 2, [Zeros(scalar)], [xs], []));
        (Computation after, PassLog log) = Run(Passes.SinkScanSums, before);
        Assert.Equal(1, log.Counts["sum-behind-scan"]);
        Assert.False(float.IsNegative(Interpreter.Evaluate(after, [Literal.Create<float>([2], [-0f, -0f])])[0].At<float>(0)));
    }

    [Fact]
    public void A_term_of_shared_sums_is_planned_and_made_once()
    {
        Expr total = Leaf("total", new TensorType(F64, [2, 3])), x = Leaf("x", new TensorType(F64, [2, 3]));
        Expr term = x;
        for (int turn = 0; turn < 40; turn++)
        {
            term += term;
        }
        Computation before = Computation.Create("c", [inputs], Scan(Computation.Create("cell", [total, x], [total + term]), Steps, [Zeros(total.Type)], [inputs], []));
        Computation after = Run(Passes.SinkScanSums, before).After;
        Assert.DoesNotContain(after.Nodes, node => node.Op is Scan);
        Assert.InRange(after.Nodes.Length, 42, 50);
        AssertSame(before, after);
    }

    [Fact]
    public void Nothing_is_put_out_for_a_term_that_stays()
    {
        Expr total = Leaf("total", new TensorType(F64, [3, 3])), x = Leaf("x", new TensorType(F64, [2, 3])), y = x.Exp();
        // The contraction could leave the loop, the sine of another cannot, so their sum stays; a sequence leaves.
        Expr term = y.Contract(x.Tanh(), [0], [0]) + y.Contract(y, [0], [0]).Sin();
        Expr plain = Leaf("plain", new TensorType(F64, [2, 3]));
        Computation cell = Computation.Create("cell", [total, plain, x], [total + term, plain + x]);
        Computation before = Computation.Create("c", [inputs], Scan(cell, Steps, [Zeros(total.Type), Zeros(plain.Type)], [inputs], []));
        Computation after = Run(Passes.SinkScanSums, before).After;
        Scan scan = Assert.IsType<Scan>(after.Nodes.Single(node => node.Op is Scan).Op);
        Assert.Equal((1, 1), (scan.Carries, scan.Body.Results.Length));
        AssertSame(before, after);
    }

    [Fact]
    public void A_scatter_into_the_carry_is_one_scatter_behind_the_loop()
    {
        Expr total = Leaf("total", new TensorType(F64, [4, 3])), x = Leaf("x", new TensorType(F64, [2, 3])), i = Leaf("i", new TensorType(I32, [2]));
        Expr table = Leaf("table", new TensorType(F64, [4, 3]));
        Expr indices = (Iota(new TensorType(I32, [Steps, 2]), 0) + Iota(new TensorType(I32, [Steps, 2]), 1)) % 4;
        Computation cell = Computation.Create("cell", [total, x, i], [total.Scatter(ScatterKind.Accumulate, i, x)]);
        Computation before = Computation.Create("c", [inputs, table], Scan(cell, Steps, [table], [inputs, indices], []));
        Computation after = Run(Passes.SinkScanSums, before).After;
        Assert.DoesNotContain(after.Nodes, node => node.Op is Scan);
        AssertSame(before, after);
    }

    [Fact]
    public void A_running_sum_that_is_seen_stays_in_the_loop()
    {
        Expr total = Leaf("total", new TensorType(F64, [2, 3])), x = Leaf("x", new TensorType(F64, [2, 3]));
        Expr next = total + x;
        foreach (Expr output in new[] { next, total, total.Exp() })
        {
            Computation cell = Computation.Create("cell", [total, x], [next, output]);
            Computation before = Computation.Create("c", [inputs], Scan(cell, Steps, [Zeros(total.Type)], [inputs], []));
            Assert.Same(before, Run(Passes.SinkScanSums, before).After);
        }
    }

    [Fact]
    public void A_matrix_whose_columns_lie_together_and_what_changes_from_step_to_step_stay()
    {
        Expr h = Like(initial, "h"), r = Like(recurrent, "r"), x = Leaf("x", new TensorType(F64, [2, 4])), xs = Leaf("xs", new TensorType(F64, [Steps, 2, 4]));
        Computation cell = Computation.Create("cell", [h, x, r], [h.Contract(r, [1], [0]) + x.Contract(h, [1], [1]).Contract(h, [1], [0])]);
        Computation before = Computation.Create("c", [initial, xs, recurrent], Scan(cell, Steps, [initial], [xs], [recurrent]));
        Assert.Same(before, Run(Passes.LayOutLoopConstants(new LayoutSizes(Turned: 1)), before).After);
    }

    public static TheoryData<bool> Orders => [false, true];

    [Theory]
    [MemberData(nameof(Orders))]
    public void Rows_that_are_fewer_than_steps_are_looked_up_in_the_loop(bool timeLast)
    {
        Expr h = Leaf("h", new TensorType(F64, [2, 3])), x = Leaf("x", new TensorType(F64, [2, 3])), table = Leaf("table", new TensorType(F64, [4, 3]));
        Expr start = Leaf("start", h.Type), places = Leaf("places", new TensorType(I32, timeLast ? [2, Steps] : [Steps, 2]));
        Expr looked = timeLast ? table.Gather(places).Transpose([1, 0, 2]) : table.Gather(places);
        Computation before = Computation.Create(
            "c", [start, table, places], Scan(Computation.Create("cell", [h, x], [(h + x).Tanh(), h * x]), Steps, [start], [looked], [], reverse: true));
        (Computation after, PassLog log) = Run(Passes.SimplifyScans, before);
        Assert.Equal(1, log.Counts["sequence-looked-up"]);
        Assert.DoesNotContain(after.Nodes, node => node.Op is Gather);
        Assert.Single(Body(after).Nodes, node => node.Op is Gather);
        AssertBits(before, after);
        // In front of the loop they would be put for each step.
        Assert.Same(after, Run(Passes.HoistFromScans, after).After);
        Assert.Same(after, Run(Passes.SimplifyScans, after).After);
    }

    [Fact]
    public void Rows_that_are_no_fewer_than_steps_are_looked_up_in_front()
    {
        Expr h = Leaf("h", new TensorType(F64, [3])), x = Leaf("x", new TensorType(F64, [3])), table = Leaf("table", new TensorType(F64, [Steps, 3]));
        Expr start = Leaf("start", h.Type), places = Leaf("places", new TensorType(I32, [Steps]));
        Computation before = Computation.Create(
            "c", [start, table, places], Scan(Computation.Create("cell", [h, x], [h + x.Exp() * h]), Steps, [start], [table.Gather(places)], []));
        Assert.Same(before, Run(Passes.SimplifyScans, before).After);
    }

    private Computation Whole(ImmutableArray<Expr> results) => Computation.Create("c", [inputs, weights, recurrent, initial], results);

    private static Expr Like(Expr x, string label) => Leaf(label, x.Type);

    private static Computation Body(Computation computation) => ((Scan)computation.Nodes.Single(node => node.Op is Scan).Op).Body;

    private static (Computation After, PassLog Log) Run(Pass pass, Computation before)
    {
        PassLog log = new();
        Computation after = pass.Run(before, log);
        Verifier.Verify(after);
        return (after, log);
    }

    private static void AssertBits(Computation before, Computation after) => Bits.AssertEqual(before, after, draws: 10);

    private static void AssertSame(Computation before, Computation after)
    {
        Random random = new(1);
        ImmutableArray<Literal> arguments = [.. before.Parameters.Select(leaf => Draws.Ordinary(leaf.Type, random, 1, positive: false))];
        ImmutableArray<Literal> expected = Interpreter.Evaluate(before, arguments);
        ImmutableArray<Literal> actual = Interpreter.Evaluate(after, arguments);
        for (int result = 0; result < expected.Length; result++)
        {
            Assert.Equal(expected[result].Type, actual[result].Type);
            for (long index = 0; index < expected[result].Type.ElementCount; index++)
            {
                (double x, double y) = (expected[result].ToDouble(index), actual[result].ToDouble(index));
                Assert.True((double.IsNaN(x) && double.IsNaN(y)) || Math.Abs(x - y) <= 1e-12 * Math.Max(1, Math.Abs(x)), $"result {result}, element {index} is {y:R}, not {x:R}\n{before}\n{after}");
            }
        }
    }
}
