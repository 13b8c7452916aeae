using System.CommandLine;
using Graph.Benchmarks.Ulp.Truths;
using Graph.Cli;

namespace Graph.Benchmarks.Ulp;

/// <summary><c>ulp [--only NAME…] [--lanes all|512|256|128|scalar] [--json]</c>.</summary>
internal static class UlpVerb
{
    private const string AllLanes = "all";

    // Primes: every block has a tail for every width.
    private const int SingleBlock = 1_048_573, DoubleBlock = 131_071;

    public static Command Create()
    {
        Option<string[]> only = new("--only")
        {
            Description = "Functions; a name that ends in * stands for all that begin so. All of them unless given.",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "NAME",
        };
        string[] lanes = [AllLanes, .. Lanes.All];
        Option<string> lane =
            new("--lanes")
            {
                Description = "The width of vectors.",
                DefaultValueFactory = _ => AllLanes,
                HelpName = string.Join(
                '|', lanes)
            };
        lane.AcceptOnlyFromAmong(lanes);
        Option<bool> json = new("--json") { Description = "One line of JSON for each function and lane." };
        Command command = new(
            "ulp", "The largest error of each function over all f32 inputs, at each width of vectors, and over 10^7 f64 inputs.") { only,
            lane, json };
        command.SetAction(parsed =>
        {
            ImmutableArray<UlpFunction> functions =
                NameFilter.Select("function", parsed.GetValue(only) ?? [], UlpFunction.All, function => function.Name);
            string asked = parsed.GetRequiredValue(lane);
            string[] chosen = asked == AllLanes ? [.. Lanes.All] : [asked];
            return Run(functions, chosen, parsed.GetValue(json), parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    private static int Run(ImmutableArray<UlpFunction> functions, string[] lanes, bool json, TextWriter output)
    {
        bool passed = true;
        foreach (UlpFunction function in functions)
        {
            // A type is swept when its results are asked for, so that each line comes as soon as it is known.
            IEnumerable<UlpResult> results = Results<SingleFormat, float, double>(function, lanes, SingleBlock)
                .Concat(Results<DoubleFormat, double, Scaled>(function, lanes, DoubleBlock));
            foreach (UlpResult result in results)
            {
                output.WriteLine(json ? result.ToJson() : result.ToString());
                output.Flush();
                passed &= result.Passed;
            }
        }
        return passed ? ExitCode.Success : ExitCode.CheckFailed;
    }

    private static IEnumerable<UlpResult> Results<TFormat, T, TTruth>(UlpFunction function, string[] lanes, int block)
        where TFormat : IFormat<T, TTruth>
        where T : unmanaged
    {
        ImmutableArray<Kernel<T>> kernels = [.. lanes.Select(lane => Kernel<T>.Compile(function, lane, block))];
        foreach (UlpResult result in new Sweep<TFormat, T, TTruth>(function, kernels, block).Run(
            first: 0, TFormat.Inputs, Environment.ProcessorCount))
        {
            yield return result;
        }
    }
}
