using System.CommandLine;
using System.Globalization;
using Graph.Benchmarks.Contest;
using Graph.Cli;
using Graph.Ilgpu;

namespace Graph.Benchmarks.Racing;

/// <summary><c>contend WORKLOAD --threads N [--backend NAME] [--naive]</c>: our side of a race, which a race starts by itself.</summary>
public static class ContendVerb
{
    /// <summary>Has a naive kernel compute a product in place of ours.</summary>
    public const string Naive = "--naive";

    private const string Verb = "contend", Threads = "--threads", Backend = "--backend";

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        Argument<string> name = new("WORKLOAD");
        Option<int> threads = new(Threads) { DefaultValueFactory = _ => 1 };
        Option<string> backend = new(Backend) { DefaultValueFactory = _ => Graph.Backend.Cpu.Name };
        Option<bool> naive = new(Naive);
        Command command = new(Verb, "Our side of a race; it is told on standard input what to do.") { name, threads, backend, naive };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            Workload workload = NameFilter.Select("workload", [parsed.GetRequiredValue(name)], Workload.All, known => known.Name)[0];
            DeviceAddress? device = DeviceOf(parsed.GetRequiredValue(backend));
            Contestant.Run(
                () => parsed.GetValue(naive) ? NaiveProduct.Prepare(workload.Case, device) : Prepare(workload, device, parsed.GetValue(threads)),
                Console.In, parsed.InvocationConfiguration.Output);
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>The words that have our side take part.</summary>
    /// <param name="workload">What it computes.</param>
    /// <param name="threads">How many threads it may use.</param>
    /// <param name="device">Where it runs; null for the processor.</param>
    public static ImmutableArray<string> Arguments(Workload workload, int threads, DeviceAddress? device) =>
    [
        Verb, workload.Name, Threads, threads.ToString(CultureInfo.InvariantCulture), Backend, device?.ToString() ?? Graph.Backend.Cpu.Name,
    ];

    /// <summary>The device that a word means; null for the processor.</summary>
    /// <exception cref="UsageException">It means nothing.</exception>
    public static DeviceAddress? DeviceOf(string word) => word == Graph.Backend.Cpu.Name
        ? null
        : DeviceAddress.Parse(word) ?? throw new UsageException($"race: there is no backend '{word}'");

    private static Contender Prepare(Workload workload, DeviceAddress? device, int threads)
    {
        Engine engine = Engine.Of(device, threads);
        return new Contender(engine.Name, [workload.Ours(engine).Entry]);
    }
}
