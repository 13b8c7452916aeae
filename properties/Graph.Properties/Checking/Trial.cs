using Graph.Properties.Compiling;
using Graph.Properties.Generation;
using Graph.Reference;

namespace Graph.Properties.Checking;

/// <summary>A case under test: what several properties need is computed once.</summary>
public sealed class Trial
{
    private readonly Case subject;
    private readonly Coverage coverage;
    private readonly Lazy<ImmutableArray<Literal>> expected;
    private readonly Lazy<bool> isOrdinary;
    private readonly Lazy<Planned> planned;
    private readonly Dictionary<string, Trial?> derived = [];

    /// <summary>A case to be tried.</summary>
    /// <param name="subject">The case.</param>
    /// <param name="coverage">Where firings of rules are counted.</param>
    /// <param name="workshop">Where it is compiled; null for one of its own.</param>
    public Trial(Case subject, Coverage coverage, Workshop? workshop = null)
    {
        (this.subject, this.coverage) = (subject, coverage);
        Workshop = workshop ?? new Workshop();
        expected = new(() => Interpreter.Evaluate(subject.Computation, subject.Arguments));
        isOrdinary = new(() => Perturbation.IsOrdinary(subject.Computation, subject.Arguments));
        planned = new(() => Planned.Of(subject, Workshop.Machine));
    }

    /// <summary>The case.</summary>
    public Case Case => subject;

    /// <summary>The computation of the case.</summary>
    public Computation Computation => subject.Computation;

    /// <summary>The arguments of the case.</summary>
    public ImmutableArray<Literal> Arguments => subject.Arguments;

    /// <summary>What the reference says the results are.</summary>
    public ImmutableArray<Literal> Expected => expected.Value;

    /// <summary>The case with its results.</summary>
    public Evaluated Evaluated => new(Computation, Arguments, Expected);

    /// <summary>Whether every float on the way is finite and neither huge nor tiny.</summary>
    public bool IsOrdinary => isOrdinary.Value;

    /// <summary>A trial of a case that is made of this one, made once; null where there is none.</summary>
    /// <param name="name">A name for how it is made.</param>
    /// <param name="make">Makes it.</param>
    public Trial? Derived(string name, Func<Case, Case?> make)
    {
        if (!derived.TryGetValue(name, out Trial? made))
        {
            made = make(subject) is { } other ? new Trial(other, coverage, Workshop) : null;
            derived.Add(name, made);
        }
        return made;
    }

    /// <summary>The case with the plan that runs it.</summary>
    public Planned Planned => planned.Value;

    /// <summary>Where it is compiled and run.</summary>
    public Workshop Workshop { get; }

    /// <summary>Where firings of rules are counted.</summary>
    public Coverage Coverage => coverage;
}

/// <summary>What became of a check.</summary>
public enum Outcome
{
    /// <summary>The property was checked and holds.</summary>
    Held,

    /// <summary>The property says nothing about this case.</summary>
    Skipped,

    /// <summary>The property does not hold.</summary>
    Broken,
}

/// <summary>The outcome of a check, with its reason where it is not held.</summary>
public readonly record struct Verdict(Outcome Outcome, string Reason)
{
    /// <summary>The property holds.</summary>
    public static Verdict Held => new(Outcome.Held, "");

    /// <summary>The property says nothing about this case.</summary>
    public static Verdict Skipped(string reason) => new(Outcome.Skipped, reason);

    /// <summary>The property does not hold.</summary>
    public static Verdict Broken(string reason) => new(Outcome.Broken, reason);

    /// <summary>Broken by a difference, held without one.</summary>
    public static Verdict Of(Difference? difference, string where = "") =>
        difference is null ? Held : Broken(where.Length == 0 ? difference.ToString() : $"{where}: {difference}");
}

/// <summary>Something that every computation must fulfil.</summary>
/// <param name="Name">Its name for <c>--property</c>, in kebab-case.</param>
/// <param name="Claim">What it claims, as one sentence.</param>
/// <param name="Check">Checks it; an exception breaks it too.</param>
/// <param name="Every">It is checked on every how many-th case; costly properties on fewer.</param>
public sealed record Property(string Name, string Claim, Func<Trial, Verdict> Check, int Every = 1)
{
    /// <summary>Does for many trials of one workshop what is cheaper together. Where it throws, each trial finds out for itself.</summary>
    public Action<IReadOnlyList<Trial>>? Prepare { get; init; }

    /// <summary>Checks the case; what the check throws is part of the verdict.</summary>
    public Verdict Judge(Trial trial)
    {
        try
        {
            return Check(trial);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return Verdict.Broken($"{error.GetType().Name}: {error.Message}{Environment.NewLine}{FirstFrames(error)}");
        }
    }

    private static string FirstFrames(Exception error) =>
        string.Join(Environment.NewLine, (error.StackTrace ?? "").Split(Environment.NewLine).Take(6));
}
