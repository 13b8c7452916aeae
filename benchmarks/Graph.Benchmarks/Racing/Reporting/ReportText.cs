using System.Globalization;
using Graph.Benchmarks.Contest;
using Graph.Cpu;
using static Graph.Benchmarks.Racing.Reporting.Figures;

namespace Graph.Benchmarks.Racing.Reporting;

/// <summary>A report as Markdown.</summary>
public static class ReportText
{
    /// <summary>Writes it.</summary>
    public static void Write(Report report, TextWriter output)
    {
        output.WriteLine("# How fast it is");
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Made on {report.Date:yyyy-MM-dd} by `{report.Command}`; [benchmarks](benchmarks.md) says how a race is run. " +
            $"A ratio is the time of the fastest peer over ours: above 1 we are ahead, below 1 behind."));
        output.WriteLine();
        WriteMachine(report, output);
        foreach (int threads in report.Threads)
        {
            WriteResults(report, [.. report.Results.Where(result => result.Threads == threads)], output);
        }
        foreach (int threads in report.Threads)
        {
            AccountText.Write([.. report.Accounts.Where(account => account.Threads == threads)], output);
        }
    }

    private static void WriteMachine(Report report, TextWriter output)
    {
        output.WriteLine("## The machine");
        output.WriteLine();
        IEnumerable<string> libraries = report.Results.SelectMany(result => result.Peers).Select(peer => peer.Library).Distinct();
        Markdown.Table(
            output,
            ["what", "which"],
            [.. report.Machine.Select(fact => new[] { fact.Name, fact.Value }), .. libraries.Select(library => new[] { "peer", library })]);
        if (!report.Accounts.IsEmpty)
        {
            output.WriteLine("Its limits, measured before the accounts were taken; copying counts bytes read and bytes written:");
            output.WriteLine();
            MachineLimits[] limits = [.. report.Accounts.Select(account => account.Profile.Limits).DistinctBy(limit => limit.Threads)];
            Markdown.Table(
                output,
                [">threads", ">GFLOP/s", .. limits[0].Copies.Select(copy => $">GB/s in {copy.Name}")],
                limits.Select(limit => (string[])
                [
                    Number(limit.Threads), Number(limit.OperationsPerSecond / 1e9),
                    .. limit.Copies.Select(copy => Number(copy.BytesPerSecond / 1e9)),
                ]));
        }
        foreach (string remark in report.Remarks)
        {
            output.WriteLine($"- {remark}");
        }
        output.WriteLine();
    }

    private static void WriteResults(Report report, ImmutableArray<RaceResult> results, TextWriter output)
    {
        output.WriteLine($"## Results with {Count(results[0].Threads, "thread", "threads")}");
        output.WriteLine();
        output.WriteLine(Summary(results));
        output.WriteLine();
        Markdown.Table(
            output,
            ["workload", ">ours", ">peer", ">ratio", ">rounds", ">spread", "fastest peer and its way"],
            results.Select(result => (string[])
            [
                $"`{result.Case.Name}`", Time(result.OursMicroseconds), Time(result.PeerMicroseconds), Marked(result.Ratio),
                Number(result.Ours.Rounds.Length), Percent(result.Spread),
                result.Peer is { } peer ? $"{peer.Name}: {peer.Entry}" : "none took part",
            ]));
        WriteProducts(report, [.. results.Where(result => result.Case is ProductCase)], output);
        WriteLosses(report, [.. results.Where(result => result.Ratio < 1).OrderBy(result => result.Ratio)], output);
    }

    private static string Summary(ImmutableArray<RaceResult> results)
    {
        RaceResult[] raced = [.. results.Where(result => result.Ratio is not null)];
        int behind = raced.Count(result => result.Ratio < 1);
        IEnumerable<string> means = raced.GroupBy(result => Kind(result.Case)).Select(group => $"{group.Key} {Ratio(Report.MeanRatio(group))}");
        return raced.Length == 0
            ? "No peer took part."
            : $"Of {Count(raced.Length, "workload", "workloads")} we are ahead in {raced.Length - behind} and behind in {behind}. " +
                $"Geometric means of ratios: {string.Join(", ", means)}.";
    }

    private static string Kind(Case known) => known switch
    {
        FunctionCase => "functions",
        ProductCase => "matrix products",
        TrainingCase => "training steps",
        ActingCase => "acting",
        _ => throw new InvalidOperationException($"No kind of {known.Name}."),
    };

    private static string Marked(double? ratio) => ratio < 1 ? $"**{Ratio(ratio)}**" : Ratio(ratio);

    private static void WriteProducts(Report report, ImmutableArray<RaceResult> products, TextWriter output)
    {
        if (products.IsEmpty)
        {
            return;
        }
        ImmutableArray<string> peers = [.. products.SelectMany(result => result.Peers).Select(peer => peer.Name).Distinct()];
        output.WriteLine("Products in GFLOP/s, and our share of the limit of computing:");
        output.WriteLine();
        Markdown.Table(
            output,
            ["product", ">ours", ">of the limit", ">times one thread", .. peers.Select(peer => $">{peer}")],
            products.Select(result => (string[])
            [
                $"`{result.Case.Name}`", Number(Speed(result, result.OursMicroseconds) / 1e9),
                Percent(Speed(result, result.OursMicroseconds) / report.AccountOf(result)?.Profile.Limits.OperationsPerSecond),
                result.Threads == 1 ? "–" : Ratio(report.OnOneThread(result)?.OursMicroseconds / result.OursMicroseconds),
                .. peers.Select(peer => Number(
                    result.Peers.FirstOrDefault(side => side.Name == peer) is { } side
                        ? Speed(result, side.Microseconds(result.Threads)) / 1e9
                        : null)),
            ]));
    }

    private static double Speed(RaceResult result, double microseconds) =>
        ((ProductCase)result.Case).FloatingPointOperations / (microseconds * 1e-6);

    private static void WriteLosses(Report report, ImmutableArray<RaceResult> losses, TextWriter output)
    {
        if (losses.IsEmpty)
        {
            return;
        }
        output.WriteLine("Behind, the furthest first, and the kernel that loses most against its limit there:");
        output.WriteLine();
        Markdown.Table(
            output,
            ["workload", ">ratio", "kernel", ">of our time", ">of its limit", "fuses"],
            losses.Select(result => report.AccountOf(result) is { Worst: { } worst } account
                ? (string[])
                [
                    $"`{result.Case.Name}`", Ratio(result.Ratio), $"`{worst.Name}`", Percent(worst.Seconds / account.Seconds),
                    Percent(worst.ShareOfLimit), worst.Fuses,
                ]
                : [$"`{result.Case.Name}`", Ratio(result.Ratio), "–", "–", "–", "–"]));
    }
}
