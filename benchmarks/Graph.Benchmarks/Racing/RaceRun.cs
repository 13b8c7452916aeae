using System.Globalization;
using Graph.Benchmarks.Racing.Reporting;
using Graph.Cli;
using Graph.Ilgpu;

namespace Graph.Benchmarks.Racing;

/// <summary>What is asked of the verb.</summary>
/// <param name="Workloads">The workloads.</param>
/// <param name="Threads">How many threads each side may use, one number after the other.</param>
/// <param name="Rounds">How many rounds each side runs.</param>
/// <param name="IsJson">Whether results are lines of JSON.</param>
/// <param name="Report">The file of the report; null for none.</param>
/// <param name="Device">Where ours runs; null for the processor.</param>
public sealed record RaceRequest(
    ImmutableArray<Workload> Workloads, ImmutableArray<int> Threads, int Rounds, bool IsJson, string? Report, DeviceAddress? Device = null);

/// <summary>Runs all races that were asked for and tells their results.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="peers">The peers.</param>
/// <param name="output">Where results go.</param>
/// <param name="error">Where remarks go that would disturb lines of JSON.</param>
internal sealed class RaceRun(RaceRequest request, PeerPrograms peers, TextWriter output, TextWriter error)
{
    private readonly List<string> remarks = [];
    private readonly List<RaceResult> results = [];
    private readonly List<Account> accounts = [];
    private bool agree = true;

    /// <summary>Runs them.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run()
    {
        if (MachineLoad.Remark() is { } busy)
        {
            Remark(busy);
        }
        if (request.Device is { } device)
        {
            Remark($"ours runs on {new IlgpuBackend(device.Kind, device.Index).DeviceName}; a run counts until its results are there");
        }
        foreach (int threads in request.Threads)
        {
            RunWith(threads);
        }
        if (request.Report is { } path)
        {
            using StreamWriter file = new(path);
            ReportText.Write(
                new Report(
                    Report.CommandOf(request), DateOnly.FromDateTime(DateTime.Today), MachineFacts.Gather(), [.. results], [.. accounts],
                    [.. remarks]),
                file);
        }
        return agree ? ExitCode.Success : ExitCode.CheckFailed;
    }

    private void RunWith(int threads)
    {
        double? copy = threads > 1 ? CopyBandwidth.Measure(threads) : null;
        if (copy is { } measured)
        {
            Remark(string.Create(
                CultureInfo.InvariantCulture, $"a copy by {threads} threads moves {measured * 1e-9:0.0} GB/s, reads and writes together"));
            Remark("with several threads the best round of each side counts, for rounds fall into two kinds by where the threads are placed");
        }
        List<RaceResult> own = [];
        foreach (Workload workload in request.Workloads)
        {
            try
            {
                RaceResult result = new Race(threads, request.Rounds, request.Device).Run(
                    workload, peers.For(workload, request.Device, Remark), (peer, reason) => peers.Exclude(peer, reason, Remark));
                own.Add(result);
                if (request.IsJson)
                {
                    output.WriteLine(RacePrinter.Line(result, copy));
                    output.Flush();
                }
            }
            catch (DisagreementException wrong)
            {
                Remark(wrong.Message);
                agree = false;
            }
        }
        if (!request.IsJson)
        {
            RacePrinter.Table(own, copy, output);
        }
        results.AddRange(own);
        if (request.Report is not null)
        {
            accounts.AddRange(Account.Of(request.Workloads, threads));
        }
    }

    private void Remark(string sentence)
    {
        remarks.Add(sentence);
        (request.IsJson ? error : output).WriteLine(sentence);
    }
}
