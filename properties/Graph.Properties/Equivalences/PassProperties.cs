using Graph.Properties.Checking;
using Graph.Properties.Generation;
using Graph.Reference;
using Graph.Transforms;

namespace Graph.Properties.Equivalences;

/// <summary>Passes keep the meaning: alone, twice, in random order, in their pipelines, rule by rule, and on gradients.</summary>
public static class PassProperties
{
    private static readonly ImmutableArray<Pass> bitwise =
    [
        Passes.InlineCalls, Passes.NumberValues, Passes.FoldConstants, Passes.EliminateDeadCode, Passes.SimplifyScans, Passes.MergeScans,
        Passes.HoistFromScans, Passes.RemoveStopGradients, Passes.Simplify("simplify-exact", RuleSets.Exact),
        Passes.LayOutLoopConstants(new LayoutSizes(Turned: 1, Cut: 16, PanelColumns: 2)),
    ];

    private static readonly ImmutableArray<Pass> rounding = [Passes.SinkScanSums, Passes.Simplify("simplify-stable", RuleSets.Stable)];

    private static readonly Pass relaxed = Passes.Simplify("simplify-relaxed", RuleSets.Relaxed);

    /// <summary>The properties, in the order in which they are checked.</summary>
    public static ImmutableArray<Property> All { get; } =
    [
        .. bitwise.Select(pass => Alone(pass, Fidelity.Bitwise)),
        .. rounding.Select(pass => Alone(pass, Fidelity.Rounding)),
        Alone(Passes.SinkScaledScanSums, Fidelity.Ordinary),
        Alone(relaxed, Fidelity.Ordinary),
        RulesShuffled("rules-shuffled", RuleSets.Exact, Fidelity.Bitwise),
        RulesShuffled("rules-shuffled-relaxed", [.. RuleSets.Exact, .. RuleSets.Stable, .. RuleSets.Relaxed], Fidelity.Ordinary),
        Shuffled("passes-shuffled", bitwise, Fidelity.Bitwise),
        Shuffled("passes-shuffled-rounding", [.. bitwise, .. rounding], Fidelity.Rounding) with { Every = 2 },
        Whole(Pipelines.Exact, Fidelity.Rounding) with { Every = 2 },
        Whole(Pipelines.Default, Fidelity.Rounding),
        Whole(Pipelines.Relaxed, Fidelity.Ordinary),
        OnGradient("gradient-passes", bitwise, Fidelity.Bitwise),
        OnGradient("gradient-default", [.. Pipelines.Default.Steps.Select(step => step.Pass)], Fidelity.Rounding),
        GradientOfOptimized(Pipelines.Default, Fidelity.Rounding),
        GradientOfOptimized(Pipelines.Relaxed, Fidelity.Ordinary) with { Every = 5 },
        Retyped(),
    ];

    /// <summary>Every pass that changes something must have done so in a run.</summary>
    public static ImmutableArray<string> PassNames { get; } = [.. bitwise.Concat(rounding).Append(relaxed).Select(pass => $"pass {pass.Name}")];

    /// <summary>The names of the rules that fire on a computation, in the relaxed pipeline and in the sets alone.</summary>
    public static IEnumerable<string> Firings(Computation computation)
    {
        PassLog log = new();
        foreach (Pass pass in bitwise.Concat(rounding).Append(relaxed))
        {
            pass.Run(computation, log);
        }
        return log.Counts.Keys.Concat(Pipelines.Relaxed.Run(computation).Steps.SelectMany(step => step.Counts.Keys)).Distinct();
    }

    /// <summary>A pass alone, and applied to its own result.</summary>
    public static Property Alone(Pass pass, Fidelity fidelity) => new(
        $"pass-{pass.Name}", $"The pass {pass.Name} keeps the meaning, applied once and twice.", trial => Alone(trial, pass, fidelity));

    /// <summary>Some passes one after the other, in an order of the case's own.</summary>
    public static Property Shuffled(string name, ImmutableArray<Pass> passes, Fidelity fidelity) => new(
        name, $"Passes keep the meaning in any order: {string.Join(", ", passes.Select(pass => pass.Name))}.",
        trial => Sequence(trial, trial.Case.DrawFor(name).Shuffled(passes), fidelity));

    /// <summary>A whole pipeline.</summary>
    public static Property Whole(Pipeline pipeline, Fidelity fidelity) => new(
        $"pipeline-{pipeline.Name}", $"The pipeline {pipeline.Name} keeps the meaning.",
        trial => Sequence(trial, pipeline.Steps.Select(step => step.Pass), fidelity));

    /// <summary>A few rules alone, in a random order: no rule relies on another that came before it.</summary>
    public static Property RulesShuffled(string name, ImmutableArray<Rule> rules, Fidelity fidelity) => new(
        name, "Rules keep the meaning in any selection and any order.",
        trial =>
        {
            Draw draw = trial.Case.DrawFor(name);
            ImmutableArray<Rule> some = [.. draw.Shuffled(rules).Take(draw.Between(1, rules.Length))];
            return Sequence(trial, [Passes.Simplify(name, some)], fidelity);
        }, Every: 3);

    /// <summary>The passes applied to the gradient of a case.</summary>
    public static Property OnGradient(string name, ImmutableArray<Pass> passes, Fidelity fidelity) => new(
        name, $"Passes keep the meaning of a gradient: {string.Join(", ", passes.Select(pass => pass.Name))}.",
        trial => Derivatives.Reverse(trial.Case) is { } gradient
            ? Sequence(new Trial(gradient, trial.Coverage), passes, fidelity)
            : Verdict.Skipped("nothing to differentiate"), Every: 2);

    /// <summary>The gradient of what a pipeline makes of a case is the gradient of the case.</summary>
    public static Property GradientOfOptimized(Pipeline pipeline, Fidelity fidelity) => new(
        $"gradient-of-{pipeline.Name}", $"The gradient of what the pipeline {pipeline.Name} makes of a computation is its gradient.",
        trial => GradientOfOptimized(trial, pipeline, fidelity), Every: 2);

    /// <summary>What retyping f32 to f64 gives lies within the rounding of f32.</summary>
    public static Property Retyped() => new(
        "retype-f32-f64", "The computation retyped to f64 gives what f32 gives, but for its rounding.", Retyped, Every: 2);

    /// <summary>Whether the results of another computation are those expected of a trial, as far as the fidelity promises.</summary>
    /// <param name="trial">The computation that says what is expected.</param>
    /// <param name="other">The other computation.</param>
    /// <param name="fidelity">The promise.</param>
    /// <param name="where">What the other one is, for the message.</param>
    /// <param name="mayRoundMore">Whether the other one may round more than the first.</param>
    public static Verdict Compare(Trial trial, Computation other, Fidelity fidelity, string where, bool mayRoundMore = false)
    {
        if (fidelity == Fidelity.Ordinary && trial.Case.Profile.HasSpecials)
        {
            return Verdict.Skipped("special values on the way");
        }
        ImmutableArray<Literal> actual = Interpreter.Evaluate(other, trial.Arguments);
        if (fidelity == Fidelity.Bitwise)
        {
            return Verdict.Of(Agreement.Bitwise(trial.Expected, actual), where);
        }
        if (Agreement.Tight(trial.Expected, actual) is null)
        {
            return Verdict.Held;
        }
        if (!trial.IsOrdinary)
        {
            return Verdict.Skipped("special values on the way");
        }
        return Verdict.Of(
            Perturbation.Unexplained(trial.Evaluated, actual, trial.Case.DrawFor("noise"), other: mayRoundMore ? new(other, trial.Arguments, actual) : null), where);
    }

    private static Verdict Alone(Trial trial, Pass pass, Fidelity fidelity)
    {
        Computation once = Run(trial, pass, trial.Computation);
        if (ReferenceEquals(once, trial.Computation))
        {
            return Verdict.Skipped("nothing to change");
        }
        Verdict first = Compare(trial, once, fidelity, "once");
        if (first.Outcome != Outcome.Held)
        {
            return first;
        }
        Computation twice = Run(trial, pass, once);
        return ReferenceEquals(once, twice) || twice.StructurallyEquals(once) ? first : Compare(trial, twice, fidelity, "twice");
    }

    private static Verdict Sequence(Trial trial, IEnumerable<Pass> passes, Fidelity fidelity)
    {
        Computation current = trial.Computation;
        List<string> changed = [];
        foreach (Pass pass in passes)
        {
            Computation next = Run(trial, pass, current);
            if (!ReferenceEquals(next, current))
            {
                changed.Add(pass.Name);
            }
            current = next;
        }
        return changed.Count == 0
            ? Verdict.Skipped("nothing to change")
            : Compare(trial, current, fidelity, $"after {string.Join(", ", changed)}");
    }

    private static Computation Run(Trial trial, Pass pass, Computation before)
    {
        PassLog log = new();
        Computation after = pass.Run(before, log);
        foreach (string rule in log.Counts.Keys)
        {
            trial.Coverage.CountRule(rule);
        }
        if (!ReferenceEquals(after, before))
        {
            trial.Coverage.CountRule($"pass {pass.Name}");
            Verifier.Verify(after);
            RequireSameSignature(before, after);
        }
        return after;
    }

    private static void RequireSameSignature(Computation before, Computation after)
    {
        bool same = before.Name == after.Name
            && before.ResultNames.SequenceEqual(after.ResultNames)
            && before.Parameters.Select(parameter => parameter.Op).SequenceEqual(after.Parameters.Select(parameter => parameter.Op))
            && before.Results.Select(result => result.Type).SequenceEqual(after.Results.Select(result => result.Type));
        if (!same)
        {
            throw new VerificationException("the pass changed the name, the parameters or the results' names or types");
        }
    }

    private static Verdict GradientOfOptimized(Trial trial, Pipeline pipeline, Fidelity fidelity)
    {
        if (!Derivatives.IsPlain(trial.Computation) || Derivatives.Reverse(trial.Case) is not { } gradient)
        {
            return Verdict.Skipped("nothing to differentiate, or a derivative of the user's");
        }
        Computation optimized = pipeline.Run(trial.Computation).Result;
        if (Derivatives.Reverse(trial.Case with { Computation = optimized }) is not { } other)
        {
            // Every derivative that there was must then be zero.
            ImmutableArray<Literal> values = Interpreter.Evaluate(gradient.Computation, gradient.Arguments);
            return values.All(literal => Enumerable.Range(0, (int)literal.Type.ElementCount).All(index => literal.ToDouble(index) == 0))
                ? Verdict.Held
                : Verdict.Skipped("the derivative went with what was optimized away");
        }
        // A form whose value rounds less may have a derivative that rounds more: y (1 − y) of a logistic y near 1.
        return Compare(new Trial(gradient, trial.Coverage), other.Computation, fidelity, "gradient of the optimized", mayRoundMore: true);
    }

    private static Verdict Retyped(Trial trial)
    {
        if (!trial.Computation.Nodes.Any(node => !node.IsTuple && node.Element == ElementType.F32) || !trial.IsOrdinary || ReadsBits(trial.Computation))
        {
            return Verdict.Skipped("no f32, special values, or bits are read");
        }
        Computation wide = Passes.Retype(ElementType.F32, ElementType.F64).Run(trial.Computation, new PassLog());
        Verifier.Verify(wide);
        ImmutableArray<Literal> arguments = [.. trial.Arguments.Select(Widened)];
        ImmutableArray<Literal> actual = [.. trial.Expected.Select(Widened)];
        if (!Perturbation.IsOrdinary(wide, arguments, Magnitudes.Single))
        {
            return Verdict.Skipped("special values on the way");
        }
        ImmutableArray<Literal> expected = Interpreter.Evaluate(wide, arguments);
        return Verdict.Of(Perturbation.Unexplained(new(wide, arguments, expected), actual, trial.Case.DrawFor("noise"), Perturbation.OfSingle));
    }

    /// <summary>Whether the bits of an f32 are read or made, which cannot be retyped.</summary>
    public static bool ReadsBits(Computation computation) => computation.Nodes.Any(node =>
        (node.Op is Bitcast { To: ElementType.F32 }) || (node.Op is Bitcast && node.Inputs[0].Element == ElementType.F32)
        || Verifier.Held(node.Op).Any(ReadsBits));

    /// <summary>An f32 literal as f64; others as they are.</summary>
    public static Literal Widened(Literal literal) => literal.Element == ElementType.F32
        ? Literal.Generate(literal.Shape, index => (double)literal.At<float>(index))
        : literal;
}
