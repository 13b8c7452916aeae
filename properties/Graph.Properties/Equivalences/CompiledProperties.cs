using Graph.Codegen;
using Graph.Lowering;
using Graph.Properties.Checking;
using Graph.Properties.Compiling;
using Graph.Properties.Generation;
using Graph.Transforms;

namespace Graph.Properties.Equivalences;

/// <summary>Generated code against the reference, and against itself at other widths and with other threads.</summary>
public static class CompiledProperties
{
    private const int TurnOfLong = 25;

    /// <summary>The properties, in the order in which they are checked.</summary>
    public static ImmutableArray<Property> All { get; } =
    [
        new(
            "compiled",
            "Compiled for the CPU, it gives what the reference does, with the same bits at two lane widths and with 1, 2 and 4 threads.",
            Compiled)
        {
            Prepare = Prepare,
        },
        new("compiled-gradient", "The same of gradients, as the default pipeline leaves them.", CompiledGradient, Every: 4)
        {
            Prepare = trials => Prepare([.. trials.Select(Gradient).OfType<Trial>()]),
        },
        new("compiled-long", "The same of totals that are so long that threads share them.", LongTotal, Every: TurnOfLong),
    ];

    private static void Prepare(IReadOnlyList<Trial> trials)
    {
        if (trials.Count > 0)
        {
            trials[0].Workshop.Compile(trials.Select(trial => trial.Planned));
        }
    }

    private static Trial? Gradient(Trial trial) => trial.Derived("gradient", subject => Derivatives.Reverse(subject) is { } gradient
        ? gradient with { Computation = Pipelines.Default.Run(gradient.Computation).Result }
        : null);

    private static Verdict CompiledGradient(Trial trial) =>
        Gradient(trial) is { } gradient ? WithText(gradient, Compiled(gradient)) : Verdict.Skipped("nothing to differentiate");

    private static Verdict LongTotal(Trial trial)
    {
        Trial large = new(LongTotals.Of(trial.Case, trial.Case.Index / TurnOfLong), trial.Coverage, trial.Workshop);
        return WithText(large, Compiled(large));
    }

    // What was compiled is not the case.
    private static Verdict WithText(Trial trial, Verdict verdict) =>
        verdict.Outcome == Outcome.Broken ? Verdict.Broken($"{TextForm.Print(trial.Computation)}{verdict.Reason}") : verdict;

    private static Verdict Compiled(Trial trial)
    {
        Planned planned = trial.Planned;
        PlanVerifier.Verify(planned.Plan);
        foreach (string key in PlanKeys.Of(planned, trial.Workshop.Machine))
        {
            trial.Coverage.CountPlan(key);
        }
        Execution execution = new(planned, trial.Workshop.RuntimeOf(planned.Variant));
        Draw draw = trial.Case.DrawFor("threads");
        ImmutableArray<Literal> results = execution.Run(planned.Variant.Width, 1, twice: true);
        foreach ((LaneWidth width, int threads) in new[]
        {
            (planned.Variant.Width, 2), (planned.Variant.Width, 4), (planned.Variant.Other, draw.Of(Variant.Threads.AsSpan())),
        })
        {
            // A product of two NaNs has the bits of the one that the just-in-time compiler puts first, which it may do otherwise at each width.
            ImmutableArray<Literal> again = execution.Run(width, threads, twice: false);
            if ((width == planned.Variant.Width ? Agreement.Bits(results, again) : Agreement.Bitwise(results, again)) is { } unequal)
            {
                return Broken(planned, width, threads, $"it differs in bits from {planned.Variant.Width} with 1 thread: {unequal}");
            }
        }
        Verdict verdict = Compare(trial, results);
        return verdict.Outcome == Outcome.Broken ? Broken(planned, planned.Variant.Width, 1, verdict.Reason) : verdict;
    }

    /// <summary>
    /// Results in whose making nothing rounds must be right whatever the values; others where no value on the way is out of the ordinary.
    /// Each is judged for itself.
    /// </summary>
    internal static Verdict Compare(Trial trial, ImmutableArray<Literal> actual)
    {
        string? skipped = null;
        for (int place = 0; place < actual.Length; place++)
        {
            if (Agreement.Bitwise([trial.Expected[place]], [actual[place]]) is null)
            {
                continue;
            }
            Computation alone = Computation.Create("alone", trial.Computation.Parameters, [trial.Computation.Results[place]]);
            Evaluated evaluated = new(alone, trial.Arguments, [trial.Expected[place]]);
            Verdict verdict = Alone(evaluated, actual[place], trial.Case.DrawFor("noise"));
            if (verdict.Outcome == Outcome.Broken)
            {
                return Verdict.Broken($"result {place}: {verdict.Reason}");
            }
            skipped = verdict.Outcome == Outcome.Skipped ? verdict.Reason : skipped;
        }
        return skipped is null ? Verdict.Held : Verdict.Skipped(skipped);
    }

    private static Verdict Alone(Evaluated expected, Literal actual, Draw draw)
    {
        if (Rounding.IsExact(expected.Computation))
        {
            return Verdict.Of(Agreement.Bitwise(expected.Results, [actual]), "nothing rounds");
        }
        return Perturbation.Unexplained(expected, [actual], draw) is not { } difference ? Verdict.Held
            : Perturbation.IsOrdinary(expected.Computation, expected.Arguments) ? Verdict.Broken(difference.ToString())
            : Verdict.Skipped("special values on the way");
    }

    private static Verdict Broken(Planned planned, LaneWidth width, int threads, string reason)
    {
        string given = planned.Donated is [var (parameter, result), ..]
            ? FormattableString.Invariant($"parameter {parameter} given to result {result}")
            : "";
        string details = string.Join(", ", new[] { planned.Variant.ToString(), given }.Where(part => part.Length > 0));
        string how = FormattableString.Invariant($"{width}, {threads} threads{(details.Length > 0 ? $" ({details})" : "")}");
        return Verdict.Broken($"{how}: {reason}{Environment.NewLine}{planned.Plan}");
    }
}
