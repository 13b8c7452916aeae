using System.CommandLine;
using Graph.Cli;

namespace Graph.Benchmarks.Ulp;

/// <summary><c>ulp [--only NAME…] [--lanes all|512|256|128|scalar] [--json]</c>.</summary>
internal static class UlpVerb
{
    private const string AllLanes = "all";

    // A prime near 2^20: every block has a tail for every width, and its arrays stay in the second cache or close to it.
    private const int Block = 1_048_573;

    public static Command Create()
    {
        Option<string[]> only = new("--only")
        {
            Description = "Functions; a name that ends in * stands for all that begin so. All of them unless given.",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "NAME",
        };
        string[] lanes = [AllLanes, .. Kernel.Lanes.Select(known => known.Name)];
        Option<string> lane = new("--lanes") { Description = "The width of vectors.", DefaultValueFactory = _ => AllLanes, HelpName = string.Join('|', lanes) };
        lane.AcceptOnlyFromAmong(lanes);
        Option<bool> json = new("--json") { Description = "One line of JSON for each function and lane." };
        Command command = new("ulp", "The largest error of each function over all f32 inputs, at each width of vectors, and over 10^7 f64 inputs.") { only, lane, json };
        command.SetAction(parsed =>
        {
            ImmutableArray<UlpFunction> functions = NameFilter.Select("function", parsed.GetValue(only) ?? [], UlpFunction.All, function => function.Name);
            string asked = parsed.GetRequiredValue(lane);
            string[] chosen = asked == AllLanes ? [.. Kernel.Lanes.Select(known => known.Name)] : [asked];
            return Run(functions, chosen, parsed.GetValue(json), parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    private static int Run(ImmutableArray<UlpFunction> functions, string[] lanes, bool json, TextWriter output)
    {
        bool passed = true;
        foreach (UlpFunction function in functions)
        {
            ImmutableArray<Kernel> kernels = [.. lanes.Select(lane => Kernel.Compile(function, lane, Block))];
            foreach (UlpResult result in new Sweep(function, kernels, Block).Run(0, Sweep.AllInputs, Environment.ProcessorCount))
            {
                output.WriteLine(json ? result.ToJson() : result.ToString());
                output.Flush();
                passed &= result.Passed;
            }
        }
        return passed ? ExitCode.Success : ExitCode.CheckFailed;
    }
}
