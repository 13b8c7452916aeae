using System.Diagnostics;
using Graph.Properties.Checking;
using Graph.Properties.Equivalences;
using Graph.Properties.Generation;
using Graph.Transforms;

namespace Graph.Properties.Tests;

/// <summary>Every single rule, broken, is found by the property of its set.</summary>
public sealed class MutatedRuleTests
{
    private const ulong Seed = 41;
    private const int MostCases = 40_000;

    public static TheoryData<string> Sets => ["exact", "stable", "relaxed"];

    /// <summary>What a rule returns is made a little wrong; the other rules of its set, and those that bring what it looks for into shape, stay as they are.</summary>
    [Theory]
    [MemberData(nameof(Sets))]
    public void A_rule_with_a_wrong_result_is_found(string set)
    {
        (ImmutableArray<Rule> mutated, ImmutableArray<Rule> before, Fidelity fidelity) = set switch
        {
            "exact" => (RuleSets.Exact, ImmutableArray<Rule>.Empty, Fidelity.Bitwise),
            "stable" => (RuleSets.Stable, RuleSets.Exact, Fidelity.Rounding),
            "relaxed" => (RuleSets.Relaxed, RuleSets.Exact, Fidelity.Ordinary),
            _ => throw new UnreachableException(set),
        };
        ImmutableArray<Rule> rules = [.. before, .. mutated];
        Pass sound = Passes.Simplify("sound", rules);
        Dictionary<string, Property> mutants = mutated.Select(rule => rule.Name).Distinct().ToDictionary(name => name, name => PassProperties.Alone(
            Passes.Simplify("mutant", [.. rules.Select(rule => rule.Name == name ? rule with { Apply = e => rule.Apply(e) is { } made ? Wrong(made) : null } : rule)]),
            fidelity));
        for (int index = 0; index < MostCases && mutants.Count > 0; index++)
        {
            Case subject = CaseGenerator.Generate(Seed, index);
            PassLog log = new();
            sound.Run(subject.Computation, log);
            Trial trial = new(subject, new Coverage());
            foreach (string fired in log.Counts.Keys.Where(mutants.ContainsKey))
            {
                if (mutants[fired].Judge(trial).Outcome == Outcome.Broken)
                {
                    mutants.Remove(fired);
                }
            }
        }
        Assert.Empty(mutants.Keys);
    }

    // Off by one, or by a thousandth; a truth the other way round.
    private static Expr Wrong(Expr made) => made.IsTuple ? made
        : made.Element == ElementType.Bool ? made.Apply(UnaryKind.Complement)
        : made.Element.IsInteger ? made.Apply(BinaryKind.BitwiseXor, Sketch.Number(made, 1))
        : made.Apply(BinaryKind.Add, Sketch.Number(made, 0.001));
}
