using System.Globalization;
using Graph.Inspection;
using static Graph.Benchmarks.Racing.Reporting.Figures;

namespace Graph.Benchmarks.Racing.Reporting;

/// <summary>Where our time goes, as Markdown.</summary>
internal static class AccountText
{
    // A step of a transformer has some hundred kernels, most of which take next to nothing.
    private const int MostKernels = 12;

    /// <summary>Writes accounts with one number of threads.</summary>
    public static void Write(ImmutableArray<Account> accounts, TextWriter output)
    {
        if (accounts.IsEmpty)
        {
            return;
        }
        output.WriteLine($"## Where our time goes with {Count(accounts[0].Threads, "thread", "threads")}");
        output.WriteLine();
        output.WriteLine(
            "Each workload was run once more, alone. Operations are counted as the cost model counts them: an addition, multiplication or " +
            "comparison is one, a multiply-add two, an elementary function 16. Bytes are those of each tensor that a kernel reads or " +
            "writes, once a run. The ideal time of a kernel is the longer one of its operations at the limit of computing and its bytes at " +
            "the speed of a copy of that size; that of a workload is the sum over its kernels. Outside of kernels are binding, checks and " +
            "the way from one kernel to the next.");
        output.WriteLine();
        Markdown.Table(
            output,
            ["workload", ">time", ">ideal", ">of the ideal", ">outside of kernels", ">kernels", ">MFLOP", ">MB", ">GFLOP/s"],
            accounts.Select(account => (string[])
            [
                $"`{account.Name}`", Time(account.Seconds * 1e6), Time(account.Profile.IdealSeconds * 1e6), Percent(account.ShareOfIdeal),
                Percent(account.ShareOutside), Number(account.Profile.Steps.Length), Number(Operations(account) / 1e6),
                Number(account.Profile.Steps.Sum(step => step.Bytes) / 1e6), Number(Operations(account) / account.Seconds / 1e9),
            ]));
        foreach (Account account in accounts)
        {
            WriteKernels(account, output);
        }
    }

    private static void WriteKernels(Account account, TextWriter output)
    {
        output.WriteLine($"### `{account.Name}`, {Count(account.Threads, "thread", "threads")}");
        output.WriteLine();
        ImmutableArray<ProfiledStep> shown = account.Longest(MostKernels);
        ImmutableArray<ProfiledStep> others = [.. account.Profile.Steps.Except(shown)];
        List<string[]> rows = [.. shown.Select(step => Row(account, $"`{step.Name}`", step.Runs, [step], Limit(step), step.Fuses))];
        if (!others.IsEmpty)
        {
            rows.Add(Row(account, $"{others.Length} more", others.Sum(step => step.Runs), others, "", ""));
        }
        Markdown.Table(
            output,
            ["kernel", ">runs", ">µs", ">share", ">MFLOP", ">MB", ">GFLOP/s", ">GB/s", ">ideal µs", ">of its limit", "limit", "fuses"],
            rows);
    }

    private static string[] Row(
        Account account, string name, long runs, ImmutableArray<ProfiledStep> steps, string limit, string fuses)
    {
        double seconds = steps.Sum(step => step.Seconds), ideal = steps.Sum(step => step.IdealSeconds);
        long operations = steps.Sum(step => step.Operations), bytes = steps.Sum(step => step.Bytes);
        return
        [
            name, runs.ToString("#,0", CultureInfo.InvariantCulture), Number(seconds * 1e6), Percent(seconds / account.Seconds),
            Number(operations / 1e6), Number(bytes / 1e6), Number(operations / seconds / 1e9), Number(bytes / seconds / 1e9),
            Number(ideal * 1e6), Percent(ideal / seconds), limit, fuses,
        ];
    }

    private static string Limit(ProfiledStep step) => step.IsBoundByCopying ? $"copy in {step.Copy.Name}" : "computing";

    private static long Operations(Account account) => account.Profile.Steps.Sum(step => step.Operations);
}
