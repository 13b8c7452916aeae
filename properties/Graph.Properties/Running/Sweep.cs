using System.Diagnostics;
using Graph.Properties.Checking;
using Graph.Properties.Equivalences;
using Graph.Properties.Generation;

namespace Graph.Properties.Running;

/// <summary>What a sweep is to do.</summary>
/// <param name="Seed">The seed of its cases.</param>
/// <param name="First">The index of the first case.</param>
/// <param name="Count">How many cases.</param>
/// <param name="Properties">What to check of each.</param>
/// <param name="Threads">How many threads check.</param>
public sealed record SweepOptions(ulong Seed, long First, long Count, ImmutableArray<Property> Properties, int Threads)
{
    /// <summary>A sweep stops after so many failures.</summary>
    public int MostFailures { get; init; } = 5;

    /// <summary>Where progress is told, now and then; null for nowhere.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>
    /// Up to how many times as many further cases are looked through for rules that have not fired yet; those cases are checked too. 0 looks for none.
    /// </summary>
    public int Pursuit { get; init; }

    /// <summary>Whether every property is checked of every case, whatever its own rhythm.</summary>
    public bool Everything { get; init; }
}

/// <summary>What a sweep found.</summary>
/// <param name="Cases">How many cases were checked.</param>
/// <param name="Coverage">What was reached.</param>
/// <param name="Failures">What was broken, by index.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record SweepResult(long Cases, Coverage Coverage, ImmutableArray<Failure> Failures, TimeSpan Elapsed);

/// <summary>Checks properties on many cases with some threads. What it finds does not depend on their number.</summary>
public static class Sweep
{
    /// <summary>How far a sweep usually looks for rules that have not fired.</summary>
    public const int UsualPursuit = 20;

    private const int Block = 16;
    private static readonly TimeSpan progressEvery = TimeSpan.FromSeconds(10);

    /// <summary>Runs it.</summary>
    public static SweepResult Run(SweepOptions options)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Coverage total = new();
        List<Failure> failures = [];
        Lock gate = new();
        long next = 0, done = 0;
        TimeSpan told = TimeSpan.Zero;

        void Work()
        {
            Coverage own = new();
            while (true)
            {
                long start = Interlocked.Add(ref next, Block) - Block;
                if (start >= options.Count)
                {
                    break;
                }
                for (long place = start; place < Math.Min(options.Count, start + Block); place++)
                {
                    ImmutableArray<Failure> found = Check(options, options.First + place, own);
                    lock (gate)
                    {
                        failures.AddRange(found);
                        done++;
                        if (failures.Count >= options.MostFailures)
                        {
                            next = options.Count;
                        }
                        if (watch.Elapsed - told > progressEvery)
                        {
                            told = watch.Elapsed;
                            options.Progress?.Invoke($"{done} of {options.Count} computations, {done / watch.Elapsed.TotalSeconds:0}/s, {failures.Count} failures");
                        }
                    }
                }
            }
            lock (gate)
            {
                total.Add(own);
            }
        }

        Thread[] threads = [.. Enumerable.Range(0, Math.Max(1, options.Threads)).Select(_ => new Thread(Work, maxStackSize: 16 << 20))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Pursue(options, total, failures);
        return new SweepResult(done, total, [.. failures.OrderBy(failure => failure.Case.Index)], watch.Elapsed);
    }

    // A rule that no case has made fire would pass unseen, so further cases are drawn until one does; drawing is much cheaper than checking.
    private static void Pursue(SweepOptions options, Coverage total, List<Failure> failures)
    {
        HashSet<string> missing = [.. Floors.Rules.Except(total.Rules.Keys)];
        for (long place = options.Count; missing.Count > 0 && place < options.Count * options.Pursuit && failures.Count < options.MostFailures; place++)
        {
            Case subject = CaseGenerator.Generate(options.Seed, options.First + place);
            if (FiresAny(subject, missing))
            {
                failures.AddRange(Check(options with { Everything = true }, options.First + place, total));
                missing.ExceptWith(total.Rules.Keys);
            }
        }
    }

    private static bool FiresAny(Case subject, HashSet<string> wanted)
    {
        try
        {
            return PassProperties.Firings(subject.Computation).Any(wanted.Contains);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A pass that throws is for the properties to report.
            return true;
        }
    }

    /// <summary>Checks the properties on one case; each that is broken is shrunk.</summary>
    public static ImmutableArray<Failure> Check(SweepOptions options, long index, Coverage coverage)
    {
        Case subject = CaseGenerator.Generate(options.Seed, index);
        coverage.Count(subject.Computation);
        Trial trial = new(subject, coverage);
        ImmutableArray<Failure>.Builder found = ImmutableArray.CreateBuilder<Failure>();
        foreach (Property property in options.Properties)
        {
            if (!options.Everything && index % property.Every != 0)
            {
                continue;
            }
            Verdict verdict = property.Judge(trial);
            coverage.Count(property.Name, verdict.Outcome);
            if (verdict.Outcome == Outcome.Broken)
            {
                found.Add(Failure.Shrink(property, subject, verdict));
            }
        }
        return found.ToImmutable();
    }
}
