using System.Globalization;
using Graph.Properties.Checking;
using Graph.Properties.Compiling;
using Graph.Properties.Equivalences;
using Graph.Transforms;

namespace Graph.Properties.Running;

/// <summary>What a run must have reached, so that nothing passes because its case never came.</summary>
public static class Floors
{
    /// <summary>From so many cases on, every operator must have come with every kind and element type.</summary>
    public const long CasesForEveryKind = 10_000;

    /// <summary>Every rule of every set, and every pass.</summary>
    public static ImmutableArray<string> Rules { get; } =
        [.. RuleSets.Exact.Concat(RuleSets.Stable).Concat(RuleSets.Relaxed).Select(rule => rule.Name).Concat(PassProperties.PassNames).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>One sentence for everything that a sweep over all properties should have reached and has not.</summary>
    public static ImmutableArray<string> Missed(SweepResult result, ImmutableArray<Property> properties)
    {
        Coverage coverage = result.Coverage;
        long perType = Math.Max(1, result.Cases / 500), perKind = Math.Max(1, result.Cases / 25_000);
        IEnumerable<string> types =
            from type in Coverage.OperatorTypes
            where coverage.OfType(type) < perType
            select Sentence("operator", type, coverage.OfType(type), perType);
        IEnumerable<string> kinds =
            from kind in Coverage.WantedOperators
            where result.Cases >= CasesForEveryKind && coverage.Operators.GetValueOrDefault(kind) < perKind
            select Sentence("operator", kind, coverage.Operators.GetValueOrDefault(kind), perKind);
        IEnumerable<string> derivatives =
            from kind in Coverage.WantedDerivatives
            where result.Cases >= CasesForEveryKind && coverage.Differentiated.GetValueOrDefault(kind) < perKind
            select Sentence("derivative of", kind, coverage.Differentiated.GetValueOrDefault(kind), perKind);
        IEnumerable<string> rules =
            from rule in Rules
            where coverage.Rules.GetValueOrDefault(rule) == 0
            select Sentence("rule", rule, 0, 1);
        IEnumerable<string> idle =
            from property in properties
            let least = Math.Max(1, result.Cases / property.Every / 500)
            let held = coverage.OutcomesOf(property.Name).Held
            where held < least
            select Sentence("property", property.Name, held, least);
        return [.. types, .. kinds, .. derivatives, .. rules, .. PlansMissed(result), .. idle];
    }

    /// <summary>Lane widths are drawn equally often; every part of a plan must have come.</summary>
    private static IEnumerable<string> PlansMissed(SweepResult result)
    {
        IReadOnlyDictionary<string, long> plans = result.Coverage.Plans;
        long perLane = result.Cases * 4 / 5 / PlanKeys.Lanes.Length;
        IEnumerable<string> lanes =
            from lane in PlanKeys.Lanes
            where plans.GetValueOrDefault(lane) < perLane
            select Sentence("way to compile", lane, plans.GetValueOrDefault(lane), perLane);
        return lanes.Concat(PlanKeys.Wanted.Where(part => !plans.ContainsKey(part)).Select(part => Sentence("part of a plan", part, 0, 1)));
    }

    private static string Sentence(string what, string name, long count, long least) =>
        string.Create(CultureInfo.InvariantCulture, $"the {what} {name} was reached {count} times, at least {least} are wanted");
}
