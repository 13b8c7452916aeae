using System.CommandLine;
using Graph.Cli.Training;
using Graph.Cpu;
using Graph.Ilgpu;

namespace Graph.Cli.Verbs;

/// <summary>Options that the verbs about trained models have in common.</summary>
internal static class RunOptions
{
    /// <summary>The argument <c>MODEL</c>.</summary>
    public static Argument<string> Model() => new("MODEL") { Description = $"A model that there are data for: {Recipe.Names}." };

    /// <summary>The option <c>--data</c>.</summary>
    public static Option<string?> Data() => new("--data")
    {
        Description = "The folder of the data; those that come with graph unless given.",
        HelpName = "DIR",
    };

    /// <summary>The option <c>--from</c>.</summary>
    public static Option<string?> From() => new("--from")
    {
        Description = "The folder that graph train wrote to; runs/MODEL unless given.",
        HelpName = "DIR",
    };

    /// <summary>The option <c>--backend</c>.</summary>
    public static Option<string> BackendName() => BackendOption.Create("What runs it.", Backend.Cpu.Name);

    /// <summary>What the options <c>--backend</c> and <c>--threads</c> choose.</summary>
    /// <exception cref="DeviceException">There is no such device.</exception>
    /// <exception cref="UsageException">Threads are asked of what has none to choose.</exception>
    public static Backend Choose(string backend, int? threads) => threads is null ? BackendOption.Choose(backend)
        : backend == Backend.Cpu.Name ? Backend.OnCpu(new Runtime(new RuntimeOptions { Threads = threads }))
        : throw new UsageException($"--threads is for the backend {Backend.Cpu.Name}; {backend} has none to choose");
}
