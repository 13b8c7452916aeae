using System.Globalization;
using Graph.Properties.Checking;
using Graph.Properties.Compiling;
using Graph.Properties.Equivalences;
using Graph.Properties.Generation;

namespace Graph.Properties.Running;

/// <summary>The verb <c>sweep</c>: reads its options, runs, and reports.</summary>
public static class SweepCommand
{
    /// <summary>How it is called.</summary>
    public const string Usage =
        "usage: sweep [--count N] [--seed S] [--index I] [--property NAME] [--threads N] [--failures N] [--coverage] [--trace]\n" +
        "  --count N        how many computations (10000, or 1 with --index)\n" +
        "  --seed S         the seed (1)\n" +
        "  --index I        the first computation; with it alone every property is checked of that one\n" +
        "  --property NAME  check one property only\n" +
        "  --threads N      how many threads (one a processor)\n" +
        "  --failures N     stop after so many failures (5)\n" +
        "  --coverage       list how often every operator and rule was reached\n" +
        "  --trace          tell each index before it is checked: with --threads 1 the last one is where a process ended;\n" +
        "                   with --index alone, show the computation and its plan, too";

    // Below so many computations nobody expects every operator.
    private const long SmallestWholeRun = 1000;

    /// <summary>Runs the verb; 0 when everything holds, 1 when something is broken or was not reached, 2 for arguments it does not know.</summary>
    public static int Run(ReadOnlySpan<string> arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is not ["sweep", .. var rest])
        {
            errors.WriteLine("the verb is sweep");
            errors.WriteLine(Usage);
            return 2;
        }
        (bool coverage, bool trace) = (rest.Contains("--coverage"), rest.Contains("--trace"));
        if (Parse([.. rest.ToArray().Where(word => word is not ("--coverage" or "--trace"))], out string? wrong) is not { } options)
        {
            errors.WriteLine(wrong);
            errors.WriteLine(Usage);
            return 2;
        }
        if (trace && options.Count == 1)
        {
            Trial only = new(CaseGenerator.Generate(options.Seed, options.First), new Coverage());
            output.WriteLine(TextForm.Print(only.Computation));
            Planned planned = only.Planned;
            output.WriteLine($"{planned.Variant.Width}, {planned.Variant.Other} ({planned.Variant}){Environment.NewLine}{planned.Plan}");
        }
        bool isWhole = options.Properties.Length == AllProperties.All.Length && options.Count >= SmallestWholeRun;
        SweepResult result = Sweep.Run(options with
        {
            Progress = output.WriteLine,
            Trace = trace ? output.WriteLine : null,
            Pursuit = isWhole ? Sweep.UsualPursuit : 0,
        });
        ImmutableArray<string> missed = isWhole && result.Failures.IsEmpty ? Floors.Missed(result, options.Properties) : [];
        output.Write(Report.Of(options, result, missed));
        if (coverage)
        {
            output.Write(Report.CoverageOf(result));
        }
        return result.Failures.IsEmpty && missed.IsEmpty ? 0 : 1;
    }

    private static SweepOptions? Parse(ImmutableArray<string> words, out string? wrong)
    {
        SweepOptions options = new(Seed: 1, First: 0, Count: -1, AllProperties.All, Environment.ProcessorCount);
        for (int place = 0; place < words.Length; place += 2)
        {
            string name = words[place], value = place + 1 < words.Length ? words[place + 1] : "";
            if (With(options, name, value) is not { } read)
            {
                wrong = name == "--property"
                    ? $"there is no property '{value}'; there are {string.Join(", ", AllProperties.Named.Select(property => property.Name))}"
                    : $"'{name} {value}' is no option with a value that it takes";
                return null;
            }
            options = read;
        }
        wrong = null;
        return options with { Count = options.Count < 0 ? 10_000 : options.Count };
    }

    private static SweepOptions? With(SweepOptions options, string name, string value) => name switch
    {
        "--count" when long.TryParse(value, CultureInfo.InvariantCulture, out long count) && count > 0 => options with { Count = count },
        "--seed" when ulong.TryParse(value, CultureInfo.InvariantCulture, out ulong seed) => options with { Seed = seed },
        "--index" when long.TryParse(value, CultureInfo.InvariantCulture, out long index) && index >= 0 =>
            options with { First = index, Count = Math.Max(1, options.Count), Everything = true },
        "--threads" when int.TryParse(value, CultureInfo.InvariantCulture, out int threads) && threads > 0 => options with { Threads = threads },
        "--failures" when int.TryParse(value, CultureInfo.InvariantCulture, out int failures) && failures > 0 =>
            options with { MostFailures = failures },
        "--property" when AllProperties.Named.Any(property => property.Name == value) =>
            options with { Properties = [.. AllProperties.Named.Where(property => property.Name == value)] },
        _ => null,
    };
}
