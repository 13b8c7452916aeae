using Graph.Reference;
using Graph.Transforms;

namespace Graph.Tests.Rewriting;

/// <summary>Each exact rule fires on its cases, and does not change a bit of what they compute.</summary>
public sealed class ExactRuleTests
{
    private const int Draws = 25;

    private static readonly ImmutableArray<RuleCase> cases = [.. ExactCases.Arithmetic, .. ExactCases.Logic, .. ShapeCases.Movement, .. ShapeCases.Sums];

    public static TheoryData<string> Names => [.. RuleSets.Exact.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_rule_fires_and_keeps_every_bit(string name)
    {
        ImmutableArray<RuleCase> ours = [.. cases.Where(row => row.Rule == name)];
        Assert.NotEmpty(ours);
        foreach (RuleCase row in ours)
        {
            foreach (ElementType element in row.Elements)
            {
                (Computation before, Computation after, int fired) = row.Apply(Find(name), element);
                Assert.True(fired > 0, $"{name} did not fire on\n{before}");
                Bits.AssertEqual(before, after, Draws);
            }
        }
    }

    [Fact]
    public void Every_case_names_a_rule() => Assert.Empty(cases.Select(row => row.Rule).Except(RuleSets.Exact.Select(rule => rule.Name)));

    [Fact]
    public void No_two_rules_share_a_name() => Assert.Equal(RuleSets.Exact.Length, RuleSets.Exact.Select(rule => rule.Name).Distinct().Count());

    [Fact]
    public void A_rule_leaves_alone_what_it_would_change() =>
        Assert.Empty(
            from row in ExactCases.Refused
            from element in row.Elements
            let run = row.Apply(Find(row.Rule), element)
            where run.Fired > 0
            select $"{row.Rule} fired on\n{run.Before}");

    /// <summary>All rules together, on every case: they come to an end, and keep every bit.</summary>
    [Fact]
    public void The_whole_set_keeps_every_bit()
    {
        Rewriter rewriter = new(RuleSets.Exact);
        foreach (RuleCase row in cases.Concat(ExactCases.Refused))
        {
            foreach (ElementType element in row.Elements)
            {
                Leaves leaves = new(element);
                Expr root = row.Build(leaves);
                Computation before = Computation.Create("case", leaves.All, [root]);
                Computation after = rewriter.Rewrite(before, new PassLog());
                Bits.AssertEqual(before, after, 4);
                Assert.Same(after, rewriter.Rewrite(after, new PassLog()));
            }
        }
    }

    private static Rule Find(string name) => RuleSets.Exact.Single(rule => rule.Name == name);
}

/// <summary>Compares computations by what they compute.</summary>
internal static class Bits
{
    /// <summary>Both give the same bits for drawn arguments, specials among them; every NaN counts as the same.</summary>
    public static void AssertEqual(Computation before, Computation after, int draws)
    {
        Random random = new(before.Nodes.Length);
        for (int draw = 0; draw < draws; draw++)
        {
            ImmutableArray<Literal> arguments = [.. before.Parameters.Select(leaf => Rewriting.Draws.Any(leaf.Type, random))];
            ImmutableArray<Literal> expected = Interpreter.Evaluate(before, arguments);
            ImmutableArray<Literal> actual = Interpreter.Evaluate(after, arguments);
            for (int result = 0; result < expected.Length; result++)
            {
                AssertEqual(before, after, expected[result], actual[result]);
            }
        }
    }

    private static void AssertEqual(Computation before, Computation after, Literal expected, Literal actual)
    {
        Assert.Equal(expected.Type, actual.Type);
        for (long index = 0; index < expected.Type.ElementCount; index++)
        {
            (double x, double y) = (expected.ToDouble(index), actual.ToDouble(index));
            bool same = expected.Element == ElementType.I64
                ? expected.At<long>(index) == actual.At<long>(index)
                : BitConverter.DoubleToInt64Bits(x) == BitConverter.DoubleToInt64Bits(y) || (double.IsNaN(x) && double.IsNaN(y));
            Assert.True(same, $"element {index} is {y:R}, not {x:R}:\n{before}\n{after}");
        }
    }
}
