using System.CommandLine;
using System.Globalization;
using Graph.Benchmarks.Contest;
using Graph.Cli;

namespace Graph.Benchmarks.Racing;

/// <summary><c>race [--only NAME…] [--threads N] [--rounds R] [--json] [--ours-only] [--peer-program PATH]</c>.</summary>
internal static class RaceVerb
{
    private const int DefaultRounds = 5;

    private sealed record Request(ImmutableArray<Workload> Workloads, Race Race, bool IsJson, bool IsOursOnly, string? PeerProgram);

    public static Command Create()
    {
        Option<string[]> only = new("--only")
        {
            Description = "Workloads; a name that ends in * stands for all that begin so. All of them unless given.",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "NAME",
        };
        Option<int> threads =
            new("--threads") { Description = "How many threads each side may use.", DefaultValueFactory = _ => 1, HelpName = "N" };
        Option<int> rounds =
            new("--rounds") { Description = "How many rounds each side runs.", DefaultValueFactory = _ => DefaultRounds, HelpName = "R" };
        Option<bool> json =
            new("--json") { Description = "One line of JSON for each workload on standard output; remarks go to standard error." };
        Option<bool> oursOnly = new("--ours-only") { Description = "Runs ours alone; no peer is built." };
        Option<string?> program =
            new("--peer-program") { Description = "Runs this program as the peer instead of building one.", HelpName = "PATH" };
        Command command = new(
            "race", "Runs ours and the peers in processes of their own, round after round in turn.") { only, threads, rounds, json,
            oursOnly, program };
        command.SetAction(parsed => Run(
            new Request(
                NameFilter.Select("workload", parsed.GetValue(only) ?? [], Workload.All, workload => workload.Name),
                new Race(AtLeastOne(threads, parsed), AtLeastOne(rounds, parsed)),
                parsed.GetValue(json),
                parsed.GetValue(oursOnly),
                parsed.GetValue(program)),
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(Request request, TextWriter output, TextWriter error)
    {
        if (request.PeerProgram is { } path && !File.Exists(path))
        {
            throw new UsageException($"race: there is no program {path}");
        }
        TextWriter remarks = request.IsJson ? error : output;
        if (MachineLoad.Remark() is { } busy)
        {
            remarks.WriteLine(busy);
        }
        double? copy = request.Race.Threads > 1 ? CopyBandwidth.Measure(request.Race.Threads) : null;
        if (copy is { } measured)
        {
            remarks.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"a copy by {request.Race.Threads} threads moves {measured * 1e-9:0.0} GB/s, reads and writes together"));
            remarks.WriteLine(
                "with several threads the best round of each side counts, for rounds fall into two kinds by where the threads are placed");
        }
        Dictionary<Peer, string?> programs = [];
        List<RaceResult> results = [];
        bool agree = true;
        foreach (Workload workload in request.Workloads)
        {
            try
            {
                RaceResult result = RunOne(request, workload, programs, remarks);
                results.Add(result);
                if (request.IsJson)
                {
                    output.WriteLine(RacePrinter.Line(result, copy));
                    output.Flush();
                }
            }
            catch (DisagreementException wrong)
            {
                remarks.WriteLine(wrong.Message);
                agree = false;
            }
        }
        if (!request.IsJson)
        {
            RacePrinter.Table(results, copy, output);
        }
        return agree ? ExitCode.Success : ExitCode.CheckFailed;
    }

    private static RaceResult RunOne(Request request, Workload workload, Dictionary<Peer, string?> programs, TextWriter remarks)
    {
        if (!programs.TryGetValue(workload.Peer, out string? program))
        {
            program = programs[workload.Peer] = request.IsOursOnly ? null : request.PeerProgram ?? Built(workload.Peer, remarks);
        }
        if (program is not null)
        {
            try
            {
                return request.Race.Run(workload, program);
            }
            catch (AbsentException absent)
            {
                remarks.WriteLine($"{absent.Message}; ours alone is run");
                programs[workload.Peer] = null;
            }
        }
        return request.Race.Run(workload, peerProgram: null);
    }

    private static string? Built(Peer peer, TextWriter remarks)
    {
        try
        {
            return peer.Build();
        }
        catch (AbsentException absent)
        {
            remarks.WriteLine($"{absent.Message}; ours alone is run");
            return null;
        }
    }

    private static int AtLeastOne(Option<int> option, ParseResult parsed) => parsed.GetValue(option) is >= 1 and var number
        ? number
        : throw new UsageException($"race: {option.Name} takes a number from 1 on");
}
