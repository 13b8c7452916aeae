using System.Globalization;
using System.Text;
using Graph.Properties.Checking;
using Graph.Properties.Compiling;

namespace Graph.Properties.Running;

/// <summary>What a sweep found, as text.</summary>
public static class Report
{
    private const int Rarest = 12;

    /// <summary>The failures, a table of the properties, what was reached least, and what should have been reached.</summary>
    public static string Of(SweepOptions options, SweepResult result, ImmutableArray<string> missed)
    {
        StringBuilder text = new();
        foreach (Failure failure in result.Failures)
        {
            text.AppendLine(failure.ToString()).AppendLine();
        }
        Line(text, $"{"property",-32} {"held",8} {"skipped",8} {"broken",8}");
        foreach (Property property in options.Properties)
        {
            (long held, long skipped, long broken) = result.Coverage.OutcomesOf(property.Name);
            Line(text, $"{property.Name,-32} {held,8} {skipped,8} {broken,8}");
        }
        text.AppendLine();
        Least(text, "operators with their kinds and element types", Coverage.WantedOperators, result.Coverage.Operators);
        if (result.Coverage.Differentiated.Count > 0)
        {
            Least(text, "operators whose derivative was held against differences", Coverage.WantedDerivatives, result.Coverage.Differentiated);
        }
        if (result.Coverage.Rules.Count > 0)
        {
            Least(text, "rules", Floors.Rules, result.Coverage.Rules);
        }
        if (result.Coverage.Plans.Count > 0)
        {
            Least(text, "parts of plans and ways to compile", [.. PlanKeys.Lanes, .. PlanKeys.Wanted], result.Coverage.Plans);
            string lanes = string.Join(", ", PlanKeys.Lanes.Select(lane => $"{lane} {result.Coverage.Plans.GetValueOrDefault(lane)}"));
            Line(text, $"compiled with {lanes}");
        }
        foreach (string sentence in missed)
        {
            text.AppendLine(sentence);
        }
        Line(text, $"{result.Cases} computations of seed {options.Seed} in {result.Elapsed.TotalSeconds:0.0} s, {result.Cases / result.Elapsed.TotalSeconds:0}/s with {options.Threads} threads: {result.Failures.Length} failures");
        return text.ToString();
    }

    /// <summary>How often each operator and each rule was reached, one a line, rarest first.</summary>
    public static string CoverageOf(SweepResult result)
    {
        StringBuilder text = new();
        IEnumerable<(string Name, long Count)> counts = Coverage.WantedOperators.Select(name => (name, result.Coverage.Operators.GetValueOrDefault(name)))
            .Concat(Coverage.WantedDerivatives.Select(name => ($"derivative of {name}", result.Coverage.Differentiated.GetValueOrDefault(name))))
            .Concat(PlanKeys.Lanes.Concat(PlanKeys.Wanted).Concat(result.Coverage.Plans.Keys).Distinct()
                .Select(name => ($"plan {name}", result.Coverage.Plans.GetValueOrDefault(name))))
            .Concat(Floors.Rules.Concat(result.Coverage.Rules.Keys).Distinct().Select(name => ($"rule {name}", result.Coverage.Rules.GetValueOrDefault(name))));
        foreach ((string name, long count) in counts.OrderBy(entry => entry.Count))
        {
            Line(text, $"{count,8} {name}");
        }
        return text.ToString();
    }

    private static void Least(StringBuilder text, string what, ImmutableArray<string> wanted, IReadOnlyDictionary<string, long> counts)
    {
        (string Name, long Count)[] rarest = [.. wanted.Select(name => (name, counts.GetValueOrDefault(name))).OrderBy(entry => entry.Item2)];
        Line(text, $"{rarest.Count(entry => entry.Count > 0)} of {rarest.Length} {what} reached; the rarest:");
        Line(text, $"  {string.Join(", ", rarest.Take(Rarest).Select(entry => $"{entry.Name} {entry.Count}"))}");
    }

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
