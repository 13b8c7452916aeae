using System.CommandLine;
using Graph.Benchmarks.Contest;
using Graph.Benchmarks.Kernels;
using Graph.Benchmarks.Racing;
using Graph.Benchmarks.Ulp;
using Graph.Cli;
using Graph.Ilgpu;

namespace Graph.Benchmarks;

/// <summary>The command of this program.</summary>
public static class CommandLine
{
    private const string Description = """
        Benchmarks of Graph: a race against peers, the accuracy of functions over all f32 inputs, and the times of
        kernels and of compilation.

        Exit codes: 0 done, 1 a bound is exceeded or two sides disagree, 2 the command line asks for something that there is not, 3 a fault.
        """;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">The words of the command line.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where remarks and errors go.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        RootCommand root = new(Description) { RaceVerb.Create(), ContendVerb.Create(), UlpVerb.Create(), BenchVerb.Create() };
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            error.WriteLine($"benchmarks: {parsed.Errors[0].Message.ReplaceLineEndings(" ").TrimEnd('.')}; see --help");
            return ExitCode.BadUsage;
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (UsageException wrong)
        {
            error.WriteLine($"benchmarks: {wrong.Message}");
            return ExitCode.BadUsage;
        }
        catch (Exception wrong) when (wrong is FaultException or AbsentException or MessageException or DeviceException)
        {
            error.WriteLine($"benchmarks: {wrong.Message}");
            return ExitCode.Fault;
        }
    }
}
