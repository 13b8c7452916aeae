using System.CommandLine;
using Graph.Benchmarks.Contest;
using Graph.Cli;

namespace Graph.Benchmarks.Racing;

/// <summary><c>contend WORKLOAD --threads N</c>: our side of a race, which a race starts by itself.</summary>
internal static class ContendVerb
{
    public static Command Create()
    {
        Argument<string> name = new("WORKLOAD");
        Option<int> threads = new("--threads") { DefaultValueFactory = _ => 1 };
        Command command = new("contend", "Our side of a race; it is told on standard input what to do.") { name, threads };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            Workload workload = NameFilter.Select("workload", [parsed.GetRequiredValue(name)], Workload.All, known => known.Name)[0];
            Contestant.Run(
                () => new Contender("Graph", [workload.Ours(parsed.GetValue(threads)).Entry]), Console.In,
                parsed.InvocationConfiguration.Output);
            return ExitCode.Success;
        });
        return command;
    }
}
