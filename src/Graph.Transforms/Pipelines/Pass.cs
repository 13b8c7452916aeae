using System.Globalization;
using System.Text;

namespace Graph.Transforms;

/// <summary>A step of a pipeline: a pure function from one computation to the next.</summary>
/// <param name="Name">Its name in traces and for <c>--pass</c>, in kebab-case.</param>
/// <param name="Why">One sentence that says what it is for.</param>
/// <param name="Run">The function; it counts into the log what it did.</param>
public sealed record Pass(string Name, string Why, Func<Computation, PassLog, Computation> Run);

/// <summary>What one run of a pass did: how often each named rule fired. Written by the pass, read by the trace.</summary>
public sealed class PassLog
{
    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>How often each rule fired, by name; rules that did not are absent.</summary>
    public IReadOnlyDictionary<string, int> Counts => counts;

    /// <summary>Counts one firing of a rule.</summary>
    public void Count(string rule) => counts[rule] = counts.GetValueOrDefault(rule) + 1;
}

/// <summary>One step of a <see cref="Trace"/>.</summary>
/// <param name="Pass">The pass that ran.</param>
/// <param name="Result">The computation after it.</param>
/// <param name="Counts">How often each rule fired.</param>
public sealed record TraceStep(Pass Pass, Computation Result, IReadOnlyDictionary<string, int> Counts);

/// <summary>What a pipeline did to a computation.</summary>
/// <param name="Source">The computation it was given.</param>
/// <param name="Steps">The computation after each pass, in order.</param>
public sealed record Trace(Computation Source, ImmutableArray<TraceStep> Steps)
{
    /// <summary>The computation after the last pass.</summary>
    public Computation Result => Steps.IsEmpty ? Source : Steps[^1].Result;

    /// <summary>
    /// One line a pass: how many nodes there were before and after it, those in bodies of scans and calls included, and how often each rule fired.
    /// </summary>
    public override string ToString()
    {
        StringBuilder text = new();
        long before = CountNodes(Source);
        foreach (TraceStep step in Steps)
        {
            long after = CountNodes(step.Result);
            text.Append(CultureInfo.InvariantCulture, $"{step.Pass.Name}: {(after == before ? $"{after}" : $"{before} -> {after}")} nodes");
            text.AppendJoin("", step.Counts.Select((count, place) => $"{(place == 0 ? ";" : ",")} {count.Key} {count.Value.ToString(CultureInfo.InvariantCulture)}"));
            text.Append('\n');
            before = after;
        }
        return text.ToString();
    }

    private static long CountNodes(Computation computation) =>
        computation.Nodes.Length + computation.Nodes.Sum(node => node.Op is Scan or Call ? Verifier.Held(node.Op).Sum(CountNodes) : 0);
}

/// <summary>A pass at its place in a pipeline.</summary>
/// <param name="Pass">The pass.</param>
/// <param name="Reason">Why it stands at this place; of a repeated pass, why again.</param>
public sealed record PipelineStep(Pass Pass, string Reason);

/// <summary>A list of passes with the reason for each.</summary>
/// <param name="Name">The name.</param>
/// <param name="Steps">The passes in order.</param>
public sealed record Pipeline(string Name, ImmutableArray<PipelineStep> Steps)
{
    /// <summary>Runs every pass in order; in debug builds the verifier runs after each.</summary>
    /// <param name="computation">What to transform.</param>
    /// <param name="verify">Whether to run the verifier after each pass in release builds too.</param>
    public Trace Run(Computation computation, bool verify = false)
    {
        ImmutableArray<TraceStep>.Builder steps = ImmutableArray.CreateBuilder<TraceStep>(Steps.Length);
        Computation current = computation;
        foreach (PipelineStep step in Steps)
        {
            PassLog log = new();
            current = step.Pass.Run(current, log);
#if DEBUG
            verify = true;
#endif
            if (verify)
            {
                Verifier.Verify(current);
            }
            steps.Add(new TraceStep(step.Pass, current, log.Counts));
        }
        return new Trace(computation, steps.DrainToImmutable());
    }
}
