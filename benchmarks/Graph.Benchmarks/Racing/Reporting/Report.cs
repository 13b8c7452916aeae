using System.Globalization;

namespace Graph.Benchmarks.Racing.Reporting;

/// <summary>What a report tells.</summary>
/// <param name="Command">The words that the races were asked for by.</param>
/// <param name="Date">The day.</param>
/// <param name="Machine">What it was run on: a name and a value each.</param>
/// <param name="Results">The results, those with one number of threads next to each other.</param>
/// <param name="Accounts">Where our time went.</param>
/// <param name="Remarks">What was remarked on the way.</param>
public sealed record Report(
    string Command,
    DateOnly Date,
    ImmutableArray<(string Name, string Value)> Machine,
    ImmutableArray<RaceResult> Results,
    ImmutableArray<Account> Accounts,
    ImmutableArray<string> Remarks)
{
    /// <summary>The numbers of threads, in the order in which they were run.</summary>
    public IEnumerable<int> Threads => Results.Select(result => result.Threads).Distinct();

    /// <summary>The geometric mean of ratios; null where there is none.</summary>
    public static double? MeanRatio(IEnumerable<RaceResult> results)
    {
        double[] logarithms = [.. results.Select(result => result.Ratio).OfType<double>().Select(ratio => Math.Log(ratio))];
        return logarithms.Length == 0 ? null : Math.Exp(logarithms.Average());
    }

    /// <summary>The same workload on one thread; null where it was not run.</summary>
    public RaceResult? OnOneThread(RaceResult result) =>
        Results.FirstOrDefault(other => other.Threads == 1 && other.Case == result.Case);

    /// <summary>The account of a result; null where there is none.</summary>
    public Account? AccountOf(RaceResult result) =>
        Accounts.FirstOrDefault(account => account.Name == result.Case.Name && account.Threads == result.Threads);

    /// <summary>The words of a request.</summary>
    /// <param name="request">The request.</param>
    public static string CommandOf(RaceRequest request)
    {
        string threads = string.Join(' ', request.Threads.Select(number => number.ToString(CultureInfo.InvariantCulture)));
        string only = request.Workloads.Length == Workload.All.Length
            ? ""
            : $" --only {string.Join(' ', request.Workloads.Select(workload => workload.Name))}";
        return string.Create(CultureInfo.InvariantCulture, $"race{only} --threads {threads} --rounds {request.Rounds} --report {request.Report}");
    }
}
