using System.Diagnostics;
using System.Globalization;
using Graph.Properties.Checking;
using Graph.Properties.Compiling;
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

    /// <summary>Where each index is told before it is checked; null for nowhere. Nothing else says where a guard page ended a process.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>Where computations are compiled; each thread has one of its own.</summary>
    public Func<Workshop> Workshop { get; init; } = () => new Workshop();

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

    // So many cases are compiled together.
    private const int Block = 64;
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
            Workshop workshop = options.Workshop();
            while (true)
            {
                long start = Interlocked.Add(ref next, Block) - Block;
                if (start >= options.Count)
                {
                    break;
                }
                int count = (int)Math.Min(options.Count - start, Block);
                ImmutableArray<Trial> trials =
                    [.. Enumerable.Range(0, count).Select(place => Draw(options, options.First + start + place, own, workshop))];
                Prepare(options, trials);
                foreach (Trial trial in trials)
                {
                    options.Trace?.Invoke(string.Create(CultureInfo.InvariantCulture, $"checking {trial.Case.Index}"));
                    ImmutableArray<Failure> found = Check(options, trial);
                    lock (gate)
                    {
                        failures.AddRange(found);
                        done++;
                        if (failures.Count >= options.MostFailures)
                        {
                            next = options.Count;
                            break;
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
        Workshop workshop = options.Workshop();
        for (long place = options.Count; missing.Count > 0 && place < options.Count * options.Pursuit && failures.Count < options.MostFailures; place++)
        {
            Case subject = CaseGenerator.Generate(options.Seed, options.First + place);
            if (FiresAny(subject, missing))
            {
                failures.AddRange(Check(options with { Everything = true }, new Trial(subject, total, workshop)));
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

    private static Trial Draw(SweepOptions options, long index, Coverage coverage, Workshop workshop)
    {
        Case subject = CaseGenerator.Generate(options.Seed, index);
        coverage.Count(subject.Computation);
        return new Trial(subject, coverage, workshop);
    }

    private static void Prepare(SweepOptions options, ImmutableArray<Trial> trials)
    {
        foreach (Property property in options.Properties)
        {
            try
            {
                property.Prepare?.Invoke([.. trials.Where(trial => IsChecked(options, property, trial))]);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // The trial that it comes from will say so.
            }
        }
    }

    private static bool IsChecked(SweepOptions options, Property property, Trial trial) =>
        options.Everything || trial.Case.Index % property.Every == 0;

    /// <summary>Checks the properties on one case; each that is broken is shrunk.</summary>
    private static ImmutableArray<Failure> Check(SweepOptions options, Trial trial)
    {
        ImmutableArray<Failure>.Builder found = ImmutableArray.CreateBuilder<Failure>();
        foreach (Property property in options.Properties.Where(property => IsChecked(options, property, trial)))
        {
            Verdict verdict = property.Judge(trial);
            trial.Coverage.Count(property.Name, verdict.Outcome);
            if (verdict.Outcome == Outcome.Broken)
            {
                found.Add(Failure.Shrink(property, trial.Case, verdict, options.Workshop()));
            }
        }
        return found.ToImmutable();
    }
}
