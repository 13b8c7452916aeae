using Graph.Properties.Checking;
using Graph.Reference;
using Graph.Transforms;

namespace Graph.Properties.Equivalences;

/// <summary>What stable rules promise beyond the values that f32 reaches without them.</summary>
public static class StableProperties
{
    // Far beyond where an exponential overflows in f32 (88), well within where it does in f64 (709).
    private const double Stretch = 60;

    private static readonly Pass stable = Passes.Simplify("stable-range", [.. RuleSets.Exact, .. RuleSets.Stable]);
    private static readonly Pass widen = Passes.Retype(ElementType.F32, ElementType.F64);

    /// <summary>The properties, in the order in which they are checked.</summary>
    public static ImmutableArray<Property> All { get; } =
    [
        new("stable-range",
            "On large arguments, where f32 overflows without stable rules, the computation with them gives what f64 gives, as long as nothing overflows any more.",
            StableRange),
    ];

    private static Verdict StableRange(Trial trial)
    {
        bool isSingle = trial.Computation.Nodes.Any(node => !node.IsTuple && node.Element == ElementType.F32);
        if (trial.Case.Profile.HasSpecials || !isSingle || PassProperties.ReadsBits(trial.Computation))
        {
            return Verdict.Skipped("no f32, special values, or bits are read");
        }
        PassLog log = new();
        Computation simplified = stable.Run(Passes.NumberValues.Run(trial.Computation, log), log);
        if (!RuleSets.Stable.Any(rule => log.Counts.ContainsKey(rule.Name)))
        {
            return Verdict.Skipped("no stable rule fires");
        }
        ImmutableArray<Literal> arguments = [.. trial.Arguments.Select(Stretched)];
        Computation wide = widen.Run(trial.Computation, log);
        ImmutableArray<Literal> wideArguments = [.. arguments.Select(PassProperties.Widened)];
        if (!Perturbation.IsOrdinary(simplified, arguments) || !Perturbation.IsOrdinary(wide, wideArguments, Magnitudes.Single with { Most = 1e150 }))
        {
            return Verdict.Skipped("overflow or underflow all the same");
        }
        ImmutableArray<Literal> expected = Interpreter.Evaluate(wide, wideArguments);
        ImmutableArray<Literal> actual = [.. Interpreter.Evaluate(simplified, arguments).Select(PassProperties.Widened)];
        return Verdict.Of(Perturbation.Unexplained(new(wide, wideArguments, expected), actual, trial.Case.DrawFor("noise"), Perturbation.OfSingle));
    }

    private static Literal Stretched(Literal argument) => argument.Element == ElementType.F32
        ? Literal.Generate(argument.Shape, index => (float)(Stretch * argument.At<float>(index)))
        : argument;
}
