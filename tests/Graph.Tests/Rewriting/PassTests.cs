using Graph.Reference;
using Graph.Transforms;
using static Graph.ElementType;
using static Graph.IR.Primitives;

namespace Graph.Tests.Rewriting;

/// <summary>Each pass does what it says, and changes nothing else.</summary>
public sealed class PassTests
{
    private static readonly TensorType vector = new(F32, [4]);

    private readonly Expr x = Leaf("x", vector);
    private readonly Expr y = Leaf("y", vector);

    [Fact]
    public void Equal_operators_on_equal_operands_become_one()
    {
        Computation before = Computation.Create("c", [x, y], [(x + y).Exp() * (y + x).Exp()]);
        (Computation after, PassLog log) = Run(Passes.NumberValues, before);
        Assert.Equal(2, log.Counts["merge"]);
        Assert.Equal(["parameter", "parameter", "add", "exp", "multiply"], Names(after));
    }

    [Fact]
    public void Operators_that_differ_in_an_attribute_or_in_the_order_that_counts_stay_apart()
    {
        Computation before = Computation.Create("c", [x, y], [(x - y).Exp(), (y - x).Exp(), x.Sum([0]), x.Reduce(ReduceKind.ProductOf, [0]), Zeros(vector) + -0.0]);
        Assert.Same(before, Run(Passes.NumberValues, before).After);
    }

    [Fact]
    public void A_merged_node_has_the_origins_of_both()
    {
        Expr first;
        Expr second;
        using (Origin.Scope("first")) { first = x.Exp(); }
        using (Origin.Scope("second")) { second = x.Exp(); }
        Computation after = Run(Passes.NumberValues, Computation.Create("c", [x], [first, second])).After;
        Assert.Same(after.Results[0], after.Results[1]);
        Assert.Equal(["first", "second"], after.Results[0].Origin.Places.Select(place => place.Scope));
    }

    [Fact]
    public void What_a_rule_makes_has_the_origin_of_what_it_replaces()
    {
        Expr sum;
        using (Origin.Scope("layer")) { sum = x + -y; }
        Computation after = Run(Passes.Simplify("exact", RuleSets.Exact), Computation.Create("c", [x, y], [sum])).After;
        Assert.Equal("subtract", after.Results[0].Op.Name);
        Assert.Equal("layer", Assert.Single(after.Results[0].Origin.Places).Scope);
    }

    [Fact]
    public void What_leaves_a_loop_has_the_origin_of_the_loop()
    {
        Expr c = Leaf("c", vector), s = Leaf("s", vector), k = Leaf("k", vector), sequence = Leaf("sequence", new TensorType(F32, [3, 4]));
        ImmutableArray<Expr> results;
        using (Origin.Scope("loop")) { results = Scan(Computation.Create("body", [c, s, k], [c + s, k]), 3, [x], [sequence], [y]); }
        Computation before = Computation.Create("c", [x, y, sequence], results);
        foreach (Pass pass in new[] { Passes.SimplifyScans, Passes.SinkScanSums })
        {
            Computation after = Run(pass, before).After;
            Assert.NotSame(before, after);
            Assert.All(
                after.Nodes.Where(node => node.Op is not Parameter),
                node => Assert.Equal("loop", Assert.Single(node.Origin.Places).Scope));
        }
    }

    [Fact]
    public void What_does_not_change_is_not_copied()
    {
        Expr loop = Loop(steps: 3);
        Computation before = Computation.Create("c", [x, y], [(x + y).Exp(), loop, loop.Inputs[0].Result(1)]);
        foreach (Pass pass in new[] { Passes.NumberValues, Passes.FoldConstants, Passes.EliminateDeadCode, Passes.InlineCalls, Passes.RemoveStopGradients, Passes.SimplifyScans, Passes.SinkScanSums, Passes.SinkScaledScanSums, Passes.Simplify("exact", RuleSets.Exact), Passes.Retype(F64, F32) })
        {
            Assert.Same(before, Run(pass, before).After);
        }
    }

    [Fact]
    public void Constants_are_folded_up_to_the_bound()
    {
        Expr small = Constant(Literal.Generate<float>([2, 512], i => i)).Transpose([1, 0]);
        Expr wide = Constant(Literal.Generate<float>([64], i => i)).Contract(Constant(Literal.Generate<float>([64], i => i)), [], []);
        Computation after = Run(Passes.FoldConstants, Computation.Create("c", [], [small, wide])).After;
        Assert.Equal(["constant", "contract"], after.Results.Select(result => result.Op.Name));
        Assert.Equal(512f, ((Constant)after.Results[0].Op).Value.At<float>(1));
    }

    [Fact]
    public void A_repeated_constant_is_folded_without_growing()
    {
        Expr sum = Fill(new TensorType(F64, [1000, 1000]), 2) * 3.5;
        Expr folded = Run(Passes.FoldConstants, Computation.Create("c", [], [sum])).After.Results[0];
        Assert.True(folded is (Broadcast, [(Constant(var value), _)]) && value.At<double>(0) == 7 && value.Type.Rank == 0);
    }

    [Fact]
    public void Calls_are_inlined_at_every_level_but_kept_ones()
    {
        Expr a = Leaf("a", vector);
        Computation inner = Computation.Create("inner", [a], [a.Exp(), a.Log()]);
        Expr b = Leaf("b", vector);
        Expr innerCall = Expr.Create(new Call(inner), b);
        Computation outer = Computation.Create("outer", [b], [innerCall[0] * innerCall[1]]);
        Expr kept = Expr.Create(new Call(outer, Keep: true), x);
        Computation after = Run(Passes.InlineCalls, Computation.Create("c", [x], [Expr.Create(new Call(outer), x), kept])).After;
        Assert.Equal(["parameter", "exp", "log", "multiply", "call"], Names(after));
        Assert.Equal(["parameter", "exp", "log", "multiply"], Names(((Call)after.Results[1].Op).Body));
    }

    [Fact]
    public void Stop_gradients_vanish_inside_bodies_too()
    {
        Expr c = Leaf("c", vector);
        Expr e = Leaf("e", vector);
        Computation body = Computation.Create("body", [c, e], [(c * e.StopGradient()).StopGradient()]);
        Expr final = Scan(body, 3, [x], [Leaf("s", new TensorType(F32, [3, 4])) is var s ? s : s], [])[0];
        Computation after = Run(Passes.RemoveStopGradients, Computation.Create("c", [x, s], [final.StopGradient()])).After;
        Assert.Equal(["parameter", "parameter", "multiply"], Names(((Scan)after.Results[0].Op).Body));
    }

    [Fact]
    public void A_scan_loses_what_nobody_uses()
    {
        Expr c = Leaf("c", vector), d = Leaf("d", vector), s = Leaf("s", vector), k = Leaf("k", vector);
        // d needs c; the last output needs s and k; both are unused, and so are d, s and k.
        Computation body = Computation.Create("body", [c, d, s, k], [c + 1, d * c, c.Exp(), s * k]);
        ImmutableArray<Expr> results = Scan(body, 3, [x, y], [Leaf("z", new TensorType(F32, [3, 4]))], [x]);
        Computation before = Computation.Create("c", [x, y, results[0].Inputs[0].Inputs[2]], [results[0], results[2]]);
        (Computation after, PassLog log) = Run(Passes.EliminateDeadCode, before);
        Scan scan = Assert.IsType<Scan>(after.Nodes.Single(node => node.Op is Scan).Op);
        Assert.Equal((1, 0, 0, 2), (scan.Carries, scan.Sequences, scan.Constants, scan.Body.Results.Length));
        Assert.Equal((1, 1, 2), (log.Counts["drop-carry"], log.Counts["drop-output"], log.Counts["drop-operand"]));
        Bits.AssertEqual(before, after, 5);
    }

    [Fact]
    public void A_scan_that_only_feeds_unused_results_of_another_is_gone()
    {
        Expr c = Leaf("c", vector), s = Leaf("s", vector);
        Computation first = Computation.Create("first", [c], [c + 1, c]);
        Expr stacked = Scan(first, 3, [x], [], [])[1];
        Computation second = Computation.Create("second", [c, s], [c + 2, s.Exp()]);
        Computation before = Computation.Create("c", [x], [Scan(second, 3, [x], [stacked], [])[0]]);
        Computation after = Run(Passes.EliminateDeadCode, before).After;
        Assert.Equal(["parameter", "scan"], Names(after));
        Bits.AssertEqual(before, after, 5);
    }

    [Fact]
    public void A_kept_call_loses_what_nobody_uses()
    {
        Expr a = Leaf("a", vector), b = Leaf("b", vector);
        Expr call = Expr.Create(new Call(Computation.Create("f", [a, b], [a.Exp(), b.Log()]), Keep: true), x, y);
        Computation after = Run(Passes.EliminateDeadCode, Computation.Create("c", [x, y], [call[1]])).After;
        Assert.Equal(y, Assert.Single(after.Results[0].Inputs));
    }

    [Fact]
    public void A_scan_needs_no_loop_for_what_no_step_changes()
    {
        TensorType stacked = new(F32, [3, 4]);
        Expr c = Leaf("c", vector), d = Leaf("d", vector), s = Leaf("s", vector), t = Leaf("t", vector), r = Leaf("r", vector), k = Leaf("k", vector), b = Leaf("b", vector);
        Computation body = Computation.Create("body", [c, d, s, t, r, k, b], [c + d + s * t * r * k + b, d, s, k, c, c]);
        Expr z = Leaf("z", stacked);
        ImmutableArray<Expr> results = Scan(body, 3, [x, y], [z, z, x.Broadcast([3, 4], [1])], [Fill(vector, 2), y.SliceAxis(0, 0, 1).Reshape([]).Broadcast([4], [])]);
        Computation before = Computation.Create("c", [x, y, z], results);
        (Computation after, PassLog log) = Run(Passes.SimplifyScans, before);
        Scan scan = Assert.IsType<Scan>(after.Nodes.Single(node => node.Op is Scan).Op);
        Assert.Equal((1, 1, 3, 2), (scan.Carries, scan.Sequences, scan.Constants, scan.Body.Results.Length));
        Assert.Equal(
            ["carry-invariant", "constant-known", "constant-repeats", "operand-repeated", "output-of-operand", "output-repeated", "sequence-repeats"], log.Counts.Keys);
        Assert.Contains(scan.Body.Parameters, leaf => leaf.Rank == 0);
        Bits.AssertEqual(before, after, 5);
    }

    /// <summary>The leaf stays at its place among the operands, though it is a constant now.</summary>
    [Fact]
    public void The_only_sequence_of_a_scan_may_become_a_constant()
    {
        Expr c = Leaf("c", vector), s = Leaf("s", vector);
        Computation before = Computation.Create("c", [x, y], Scan(Computation.Create("body", [c, s], [c + s]), 3, [x], [y.Broadcast([3, 4], [1])], []));
        Computation after = Run(Passes.SimplifyScans, before).After;
        Assert.Same(y, after.Results[0].Inputs[1]);
        Bits.AssertEqual(before, after, 5);
    }

    [Theory]
    [InlineData(0, "scan-of-none")]
    [InlineData(1, "scan-of-one")]
    public void A_scan_of_no_or_one_step_is_no_loop(long steps, string rule)
    {
        Expr final = Loop(steps);
        Computation before = Computation.Create("c", [x, y], [final, final.Inputs[0].Result(1)]);
        (Computation after, PassLog log) = Run(Passes.SimplifyScans, before);
        Assert.Equal(1, log.Counts[rule]);
        Assert.DoesNotContain("scan", Names(after));
        Bits.AssertEqual(before, after, 5);
    }

    [Fact]
    public void Retyping_changes_leaves_constants_bodies_and_keeps_integers()
    {
        Expr key = Leaf("key", new TensorType(U32, [2]));
        Expr uniform = key.RandomBits(new TensorType(U32, [4])).Apply(BinaryKind.ShiftRight, Fill(new TensorType(U32, [4]), 8)).Cast(F32) * MathF.ScaleB(1, -24);
        Computation before = Computation.Create("c", [x, y, key], [uniform + Iota(vector, 0) + 0.1f, Loop(3)]);
        Computation after = Run(Passes.Retype(F32, F64), before).After;
        Assert.DoesNotContain(after.Nodes, node => !node.IsTuple && node.Element == F32);
        Assert.Equal([F64, F64, U32], after.Parameters.Select(leaf => leaf.Element));
        Literal[] bound = [Literal.Create<float>([4], [1, 2, 3, 4]), Literal.Create<float>([4], [0, 1, 0, 1]), Literal.Create<uint>([2], [7, 9])];
        Literal narrow = Interpreter.Evaluate(Computation.Create("u", [key], [uniform]), [bound[2]])[0];
        Literal wide = Interpreter.Evaluate(after, [Wide(bound[0]), Wide(bound[1]), bound[2]])[0];
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal((double)narrow.At<float>(i) + i + 0.1f, wide.At<double>(i));
        }
    }

    [Fact]
    public void Retyping_refuses_to_read_the_bits_of_the_old_type()
    {
        Computation before = Computation.Create("c", [x], [x.Bitcast(I32)]);
        ElementTypeException thrown = Assert.Throws<ElementTypeException>(() => Run(Passes.Retype(F32, F64), before));
        Assert.Contains("bitcast of 'x' f32[4] to i32", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_tells_what_each_pass_did()
    {
        Pipeline pipeline = new("two", [new(Passes.NumberValues, "first"), new(Passes.Simplify("simplify", RuleSets.Exact), "then")]);
        Trace trace = pipeline.Run(Computation.Create("c", [x], [(-x).Exp() - -x.Exp() + x.Exp()]), verify: true);
        Assert.Equal("number-values: 8 -> 7 nodes; merge 1\nsimplify: 7 -> 6 nodes; subtract-negative 1\n", trace.ToString());
    }

    [Fact]
    public void Every_pass_and_every_step_says_why()
    {
        PipelineStep[] steps = [.. new[] { Pipelines.Exact, Pipelines.Default, Pipelines.Relaxed }.SelectMany(pipeline => pipeline.Steps)];
        Assert.All(steps, step => Assert.True(step.Reason.Length > 10 && step.Pass.Why.EndsWith('.'), step.Pass.Name));
        // Who repeats a pass says why again.
        Assert.All(
            Pipelines.Default.Steps.GroupBy(step => step.Pass.Name),
            same => Assert.All(same.Skip(1), step => Assert.Matches("^(again|at the end)", step.Reason)));
    }

    [Fact]
    public void Rules_that_undo_each_other_are_named()
    {
        Rule swap = new("swap", e => e is (Binary(BinaryKind.Add), [var a, var b]) ? b + a : null);
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(
            () => Run(Passes.Simplify("endless", [swap]), Computation.Create("c", [x, y], [x + y])));
        Assert.Contains("swap still applies to add", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_changes_the_type_is_named()
    {
        Rule wrong = new("wrong", e => e is (Unary, [var a]) ? a.Sum([0]) : null);
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(
            () => Run(Passes.Simplify("wrong", [wrong]), Computation.Create("c", [x], [x.Exp()])));
        Assert.Contains("the rule wrong replaced exp f32[4] by reduce f32[]", thrown.Message, StringComparison.Ordinal);
    }

    private Expr Loop(long steps)
    {
        Expr c = Leaf("c", vector), k = Leaf("k", vector);
        return Scan(Computation.Create("body", [c, k], [c * 0.5f + k, c.Exp()]), steps, [x], [], [y])[0];
    }

    private static Literal Wide(Literal narrow) => Literal.Generate<double>(narrow.Shape, narrow.ToDouble);

    private static (Computation After, PassLog Log) Run(Pass pass, Computation before)
    {
        PassLog log = new();
        Computation after = pass.Run(before, log);
        Verifier.Verify(after);
        return (after, log);
    }

    private static IEnumerable<string> Names(Computation computation) => computation.Nodes.Select(node => node.Op.Name);
}
