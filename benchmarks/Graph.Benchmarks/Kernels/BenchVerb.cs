using System.CommandLine;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Graph.Cli;

namespace Graph.Benchmarks.Kernels;

/// <summary><c>bench [options of BenchmarkDotNet]</c>.</summary>
internal static class BenchVerb
{
    public static Command Create()
    {
        Command command = new(
            "bench",
            "Times kernels and compilation with BenchmarkDotNet, which takes the words that follow: " +
            "--filter '*' for everything, --list flat.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(parsed =>
        {
            // In this process: its code is built already, and generated code is compiled once for all iterations as in a user's program.
            Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(BenchVerb).Assembly).Run([.. parsed.UnmatchedTokens, "--inProcess"])];
            return summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success))
                ? ExitCode.Success
                : ExitCode.Fault;
        });
        return command;
    }
}
