using Graph.Reference;
using Graph.Transforms;
using static Graph.ElementType;
using static Graph.IR.BinaryKind;

namespace Graph.Tests.Rewriting;

/// <summary>Each relaxed rule fires on its cases and agrees on ordinary positive values.</summary>
public sealed class RelaxedRuleTests
{
    private static readonly ElementType[] wide = [F64];

    private static readonly ImmutableArray<RuleCase> cases =
    [
        new("log-exp", wide, v => v.In(20).Exp().Log()),
        new("exp-log", wide, v => v.In(20).Log().Exp()),
        new("log-power", wide, v => v.In(20).Pow(v.In(20)).Log()),
        new("negate-difference-of-floats", wide, v => -(v.In(20) - v.In(20))),
        new("multiply-any-zero", wide, v => v.In(20) * 0),
        new("add-any-zero", wide, v => v.In(20) + 0),
        new("any-zero-subtract", wide, v => 0 - v.In(20)),
        new("subtract-same", wide, v => v.In(20) is var x ? x - x : x),
        new("divide-same", wide, v => v.In(20) is var x ? x / x : x),
        new("subtract-added", wide, v => v.In(20) is var x ? v.In(20) + x - x : x),
        new("subtract-added", wide, v => v.In(20) is var x ? x + v.In(20) - x : x),
        new("power-half", wide, v => v.In(20).Pow(v.Number(0.5, 20))),
        new("power-minus-half", wide, v => v.In(20).Pow(v.Number(-0.5, 20))),
        new("power-three", wide, v => v.In(20).Pow(v.Number(3, 20))),
        new("power-four", wide, v => v.In(20).Pow(v.Number(4, 20))),
        new("power-minus-two", wide, v => v.In(20).Pow(v.Number(-2, 20))),
        new("sqrt-times-sqrt", wide, v => v.In(20).Sqrt() is var r ? r * r : r),
        new("exp-times-exp", wide, v => v.In(20).Exp() * v.In(20).Exp()),
        new("exp-over-exp", wide, v => v.In(20).Exp() / v.In(20).Exp()),
        new("divide-constant", wide, v => v.In(20) / 3),
        new("divide-broadcast", wide, v => v.In(3, 4) / v.In(3).Broadcast([3, 4], [0])),
        new("associate-float-constants", wide, v => v.In(20) * 3 * 0.7),
        new("associate-float-constants", wide, v => v.In(20) + 3 + 0.7),
        new("constant-out-left", wide, v => v.In(20) * 3 * v.In(20)),
        new("constant-out-right", wide, v => v.In(20) + (v.In(20) + 3)),
        new("add-broadcasts", wide, v => v.In(3, 4) + v.In(4) + v.In(4)),
        new("factor-left", wide, v => v.In(20) is var a ? a * v.In(20) - a * v.In(20) : a),
        new("factor-right", wide, v => v.In(20) is var a ? v.In(20) * a + v.In(20) * a : a),
        new("sum-sum", wide, v => v.In(3, 4, 5).Sum([1]).Sum([1])),
        new("sum-transpose", wide, v => v.In(3, 4, 5).Transpose([2, 0, 1]).Sum([0, 1])),
        new("sum-reverse", wide, v => v.In(3, 4, 5).Reverse([0, 1]).Sum([1])),
        new("sum-scaled", wide, v => (v.In(3, 4) * 3).Sum([0])),
        new("sum-negated", wide, v => (-v.In(3, 4)).Sum([0])),
        new("contract-scaled-left", wide, v => (v.In(3, 40) * 3).Contract(v.In(40, 2), [1], [0])),
        new("contract-scaled-right", wide, v => v.In(1, 4).Contract(v.In(4, 20) * 3, [1], [0])),
        new("contract-negated-left", wide, v => (-v.In(3, 4)).Contract(v.In(4, 2), [1], [0])),
        new("contract-negated-right", wide, v => v.In(3, 4).Contract(-v.In(4, 2), [1], [0])),
        new("collapse-linear", wide, v => v.In(6, 3).Contract(v.In(3, 5), [1], [0]).Contract(v.In(5, 2), [1], [0])),
        new("collapse-linear", wide, v => v.In(7, 3, 6).Contract(v.In(2, 3, 5), [1], [1]).Contract(v.In(5, 4), [3], [0])),
        new("collapse-affine", wide, v => (v.In(6, 3).Contract(v.In(3, 5), [1], [0]) + v.In(5)).Contract(v.In(5, 2), [1], [0])),
        new("contract-over-gather-left", wide, v => v.In(2, 12).Gather(Places(v, 5, 8)).Contract(v.In(8, 3, 5), [1, 0], [0, 2])),
        new("contract-over-gather-left", wide, v => v.In(2, 3, 4).Gather(Places(v, 40)).Contract(v.In(40), [0], [0])),
        new("contract-over-gather-right", wide, v => v.In(3, 40).Contract(v.In(2, 12).Gather(Places(v, 40)), [1], [0])),
        new("scatter-contract", wide, v => Sums(2, 6).Scatter(ScatterKind.Accumulate, Places(v, 40), v.In(40, 12).Contract(v.In(12, 6), [1], [0]))),
        new("scatter-contract", wide, v => Sums(2, 6).Scatter(ScatterKind.Accumulate, Places(v, 5, 8), v.In(8, 5, 12).Contract(v.In(12, 6), [2], [0]).Transpose([1, 0, 2]))),
        new("scatter-contract", wide, v => Sums(2, 6).Scatter(ScatterKind.Accumulate, Places(v, 40), v.In(6, 12).Contract(v.In(40, 12), [1], [1]).Transpose([1, 0]))),
        new("scatter-contract", wide, v => Sums(2, 20, 3).Scatter(
            ScatterKind.Accumulate, Places(v, 40), v.In(40, 3, 12).Contract(v.In(12, 20), [2], [0]).Transpose([0, 2, 1]))),
        // One operand twice: its axes must not be mixed up.
        new("scatter-contract", wide, v => v.In(40, 12) is var x
            ? Sums(2, 40).Scatter(ScatterKind.Accumulate, Places(v, 40), x.Contract(x, [1], [1]).Transpose([1, 0])) : null!),
    ];

    private static readonly ImmutableArray<RuleCase> refused =
    [
        // A row is narrow: to add it up costs as much as to multiply it.
        new("contract-over-gather-left", wide, v => v.In(2, 4).Gather(Places(v, 40)).Contract(v.In(40, 3), [0], [0])),
        // The rows are summed over as well, or in place of the indices.
        new("contract-over-gather-left", wide, v => v.In(2, 12).Gather(Places(v, 40)).Contract(v.In(40, 12), [0, 1], [0, 1])),
        new("contract-over-gather-left", wide, v => v.In(2, 12).Gather(Places(v, 40)).Contract(v.In(12, 9), [1], [0])),
        // What is summed into is not zero; the indices belong to both operands.
        new("scatter-contract", wide, v => v.In(2, 6).Scatter(ScatterKind.Accumulate, Places(v, 40), v.In(40, 12).Contract(v.In(12, 6), [1], [0]))),
        new("scatter-contract", wide, v => Sums(2).Scatter(ScatterKind.Accumulate, Places(v, 5, 8), v.In(5, 12).Contract(v.In(12, 8), [1], [0]))),

        // One row: the product of the weights is more work than two small products.
        new("collapse-linear", wide, v => v.In(1, 30).Contract(v.In(30, 30), [1], [0]).Contract(v.In(30, 30), [1], [0])),
        // The second weight meets the rows.
        new("collapse-linear", wide, v => v.In(5, 3).Contract(v.In(3, 2), [1], [0]).Contract(v.In(5, 2), [0], [0])),
        new("contract-scaled-left", wide, v => (v.In(3, 2) * 3).Contract(v.In(2, 40), [1], [0])),
    ];

    public static TheoryData<string> Names => [.. RuleSets.Relaxed.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_rule_fires_and_agrees_on_ordinary_values(string name)
    {
        ImmutableArray<RuleCase> ours = [.. cases.Where(row => row.Rule == name)];
        Assert.NotEmpty(ours);
        foreach (RuleCase row in ours)
        {
            (Computation before, Computation after, int fired) = row.Apply(Find(name), F64);
            Assert.True(fired > 0, $"{name} did not fire on\n{before}");
            AssertAgree(before, after);
        }
    }

    [Fact]
    public void Every_case_names_a_rule() => Assert.Empty(cases.Select(row => row.Rule).Except(RuleSets.Relaxed.Select(rule => rule.Name)));

    [Fact]
    public void A_rule_leaves_alone_what_would_cost_more()
    {
        foreach (RuleCase row in refused)
        {
            (Computation before, _, int fired) = row.Apply(Find(row.Rule), F64);
            Assert.True(fired == 0, $"{row.Rule} fired on\n{before}");
        }
    }

    [Fact]
    public void All_sets_together_come_to_an_end_on_every_case()
    {
        Rewriter rewriter = new([.. RuleSets.Exact, .. RuleSets.Stable, .. RuleSets.Relaxed]);
        foreach (RuleCase row in cases.Concat(refused))
        {
            Leaves leaves = new(F64);
            Expr root = row.Build(leaves);
            Computation before = Computation.Create("case", leaves.All, [root]);
            AssertAgree(before, rewriter.Rewrite(before, new PassLog()));
        }
    }

    [Fact]
    public void No_two_rules_of_all_sets_share_a_name()
    {
        string[] names = [.. RuleSets.Exact.Concat(RuleSets.Stable).Concat(RuleSets.Relaxed).Select(rule => rule.Name)];
        Assert.Equal(names.Distinct(), names);
    }

    /// <summary>Five affine layers without anything between them are one.</summary>
    [Fact]
    public void A_stack_of_affine_layers_collapses_into_one()
    {
        List<Expr> leaves = [Primitives.Leaf("x", new TensorType(F32, [16, 4]))];
        Expr x = leaves[0];
        for (int layer = 0; layer < 5; layer++)
        {
            Expr w = Primitives.Leaf($"w{layer}", new TensorType(F32, [4, 4]), LeafRole.TrainableLeaf);
            Expr b = Primitives.Leaf($"b{layer}", new TensorType(F32, [4]), LeafRole.TrainableLeaf);
            leaves.AddRange([w, b]);
            x = x.Contract(w, [1], [0]) + b;
        }
        Computation before = Computation.Create("stack", [.. leaves], [x]);
        Computation after = Pipelines.Relaxed.Run(before, verify: true).Result;
        HashSet<Expr> ofInput = [leaves[0]];
        foreach (Expr node in after.Nodes.Where(node => node.Inputs.Any(ofInput.Contains)))
        {
            ofInput.Add(node);
        }
        Assert.Equal(["parameter", "contract", "add"], after.Nodes.Where(ofInput.Contains).Select(node => node.Op.Name));
    }

    // Indices of two rows.
    private static Expr Places(Leaves v, params long[] shape) =>
        v.Of(I32, shape).Apply(BitwiseAnd, Primitives.Fill(new TensorType(I32, Shape.Create(shape)), 1));

    private static Expr Sums(params long[] shape) => Primitives.Zeros(new TensorType(F64, Shape.Create(shape)));

    private static void AssertAgree(Computation before, Computation after)
    {
        Random random = new(5);
        for (int draw = 0; draw < 5; draw++)
        {
            ImmutableArray<Literal> arguments = [.. before.Parameters.Select(leaf => Draws.Ordinary(leaf.Type, random, 2, positive: true))];
            Literal expected = Interpreter.Evaluate(before, arguments)[0];
            Literal actual = Interpreter.Evaluate(after, arguments)[0];
            for (long index = 0; index < expected.Type.ElementCount; index++)
            {
                (double x, double y) = (expected.At<double>(index), actual.At<double>(index));
                Assert.True(Math.Abs(x - y) <= 1e-11 * Math.Max(1, Math.Abs(x)), $"element {index} is {y:R}, not {x:R}:\n{before}\n{after}");
            }
        }
    }

    private static Rule Find(string name) => RuleSets.Relaxed.Single(rule => rule.Name == name);
}
