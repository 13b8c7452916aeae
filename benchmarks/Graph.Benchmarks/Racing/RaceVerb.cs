using System.CommandLine;
using Graph.Cli;

namespace Graph.Benchmarks.Racing;

/// <summary>
/// <c>race [--only NAME…] [--threads N…] [--rounds R] [--backend NAME] [--json] [--ours-only] [--peer-program [PEER=]PATH…] [--report FILE]</c>.
/// </summary>
internal static class RaceVerb
{
    private const int DefaultRounds = 5;

    public static Command Create()
    {
        Option<string[]> only = new("--only")
        {
            Description = "Workloads; a name that ends in * stands for all that begin so. All of them unless given.",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "NAME",
        };
        Option<int[]> threads = new("--threads")
        {
            Description = "How many threads each side may use; of several numbers, one after the other.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1],
            HelpName = "N",
        };
        Option<int> rounds =
            new("--rounds") { Description = "How many rounds each side runs.", DefaultValueFactory = _ => DefaultRounds, HelpName = "R" };
        Option<bool> json =
            new("--json") { Description = "One line of JSON for each workload on standard output; remarks go to standard error." };
        Option<bool> oursOnly = new("--ours-only") { Description = "Runs ours alone; no peer is built." };
        Option<string[]> programs = new("--peer-program")
        {
            Description = $"Runs this program as the peer ({string.Join(", ", Peer.All.Select(peer => peer.Name))}) instead of building " +
                $"one; without a name it is {Peer.All[0].Name}'s.",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "[PEER=]PATH",
        };
        Option<string?> report = new("--report")
        {
            Description = "Writes a report as Markdown: the machine, the results, and where the time of each workload goes.",
            HelpName = "FILE",
        };
        Option<string> backend = new("--backend")
        {
            Description = "Runs ours on a device, as graph devices names them; the peers are then ours on the CPU, and of products a naive " +
                "kernel on the same device.",
            DefaultValueFactory = _ => Graph.Backend.Cpu.Name,
            HelpName = "NAME",
        };
        Command command = new("race", "Runs ours and the peers in processes of their own, round after round in turn.")
        {
            only, threads, rounds, json, oursOnly, programs, report, backend,
        };
        command.SetAction(parsed =>
        {
            RaceRequest request = new(
                NameFilter.Select("workload", parsed.GetValue(only) ?? [], Workload.All, workload => workload.Name),
                AtLeastOne("--threads", parsed.GetValue(threads) ?? []),
                AtLeastOne("--rounds", [parsed.GetValue(rounds)])[0],
                parsed.GetValue(json),
                parsed.GetValue(report),
                ContendVerb.DeviceOf(parsed.GetRequiredValue(backend)));
            if (request is { Report: not null, Device: not null })
            {
                throw new UsageException("race: --report accounts for the kernels of the processor, so it goes without --backend");
            }
            PeerPrograms peers = new(PeerPrograms.Parse(parsed.GetValue(programs) ?? []), parsed.GetValue(oursOnly));
            return new RaceRun(request, peers, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error).Run();
        });
        return command;
    }

    private static ImmutableArray<int> AtLeastOne(string option, int[] numbers) =>
        numbers.Length > 0 && Array.TrueForAll(numbers, number => number >= 1)
            ? [.. numbers.Distinct()]
            : throw new UsageException($"race: {option} takes a number from 1 on");
}
