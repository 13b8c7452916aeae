using Graph.Properties.Checking;
using Graph.Reference;

namespace Graph.Properties.Equivalences;

/// <summary>What holds of a computation by itself: its rules, its text, its meaning.</summary>
public static class ReferenceProperties
{
    /// <summary>The properties, in the order in which they are checked.</summary>
    public static ImmutableArray<Property> All { get; } =
    [
        new("verifies", "The verifier accepts every computation that was built.", Verifies),
        new("text-round-trip", "What is parsed from the printed form equals the computation, names included, and prints the same.", RoundTrip),
        new("deterministic", "Two evaluations give the same bits.", Deterministic, Every: 4),
        new("flattened", "A computation with its calls and loops written out gives the same bits.", Flattened),
    ];

    private static Verdict Verifies(Trial trial)
    {
        Verifier.Verify(trial.Computation);
        return Verdict.Held;
    }

    private static Verdict RoundTrip(Trial trial)
    {
        string text = TextForm.Print(trial.Computation);
        Computation parsed = TextForm.Parse(text);
        if (!parsed.StructurallyEquals(trial.Computation))
        {
            return Verdict.Broken($"what is parsed differs:{Environment.NewLine}{text}");
        }
        bool sameNames = parsed.Name == trial.Computation.Name
            && parsed.ResultNames.SequenceEqual(trial.Computation.ResultNames)
            && parsed.Parameters.Select(Label).SequenceEqual(trial.Computation.Parameters.Select(Label));
        if (!sameNames)
        {
            return Verdict.Broken($"names differ:{Environment.NewLine}{text}");
        }
        string again = TextForm.Print(parsed);
        return again == text ? Verdict.Held : Verdict.Broken($"printed again it differs:{Environment.NewLine}{text}{Environment.NewLine}{again}");
    }

    private static Verdict Deterministic(Trial trial) =>
        Verdict.Of(Agreement.Bitwise(trial.Expected, Interpreter.Evaluate(trial.Computation, trial.Arguments)));

    private static Verdict Flattened(Trial trial)
    {
        Computation flat = Rewiring.Flatten(trial.Computation);
        return ReferenceEquals(flat, trial.Computation)
            ? Verdict.Skipped("nothing to write out")
            : Verdict.Of(Agreement.Bitwise(trial.Expected, Interpreter.Evaluate(flat, trial.Arguments)));
    }

    private static string Label(Expr parameter) => ((Parameter)parameter.Op).Label;
}
