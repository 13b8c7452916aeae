namespace Graph.Learning;

/// <summary>Stops a run when the number of the trainer's monitor has not become better for some epochs.</summary>
/// <param name="patience">After how many epochs in a row that are not better.</param>
/// <param name="margin">By how much an epoch must be better to count.</param>
/// <param name="restoresBest">Whether the model gets the weights of the best epoch; else those of the last.</param>
/// <exception cref="ArgumentOutOfRangeException">The patience is below 1.</exception>
public sealed class EarlyStopping(int patience, double margin = 0, bool restoresBest = true) : Callback
{
    private readonly Patience waiting = new(patience, margin);

    /// <inheritdoc/>
    public override bool WantsBestWeights => restoresBest;

    /// <inheritdoc/>
    public override void OnBegin(TrainingRun run) => waiting.Begin(run.Trainer.Monitor);

    /// <inheritdoc/>
    public override void OnEpoch(TrainingRun run, EpochReport report)
    {
        if (waiting.IsOver(run.Trainer.Monitor, report))
        {
            run.Stop();
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Save() => waiting.Save();

    /// <inheritdoc/>
    public override void Restore(IReadOnlyDictionary<string, double> saved) => waiting.Restore(saved);
}

/// <summary>Makes the learning rate smaller when the number of the trainer's monitor has not become better for some epochs.</summary>
/// <param name="factor">By what it is multiplied, in (0, 1).</param>
/// <param name="patience">After how many epochs in a row that are not better.</param>
/// <param name="margin">By how much an epoch must be better to count.</param>
/// <param name="leastFactor">Below what share of its own it never falls.</param>
/// <exception cref="ArgumentOutOfRangeException">The patience is below 1, or the factor not in (0, 1).</exception>
public sealed class ReduceOnPlateau(double factor = 0.1, int patience = 10, double margin = 0, double leastFactor = 0) : Callback
{
    private readonly double factor = factor is > 0 and < 1
        ? factor
        : throw new ArgumentOutOfRangeException(nameof(factor), factor, "the learning rate becomes smaller by a factor between 0 and 1");

    private readonly Patience waiting = new(patience, margin);

    /// <inheritdoc/>
    public override void OnBegin(TrainingRun run) => waiting.Begin(run.Trainer.Monitor);

    /// <inheritdoc/>
    public override void OnEpoch(TrainingRun run, EpochReport report)
    {
        if (waiting.IsOver(run.Trainer.Monitor, report))
        {
            run.Learner.RateFactor = Math.Max(leastFactor, run.Learner.RateFactor * factor);
            waiting.WaitAgain();
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Save() => waiting.Save();

    /// <inheritdoc/>
    public override void Restore(IReadOnlyDictionary<string, double> saved) => waiting.Restore(saved);
}

/// <summary>Counts the epochs in a row that were not better.</summary>
internal sealed class Patience(int epochs, double margin)
{
    private readonly int epochs = epochs >= 1
        ? epochs
        : throw new ArgumentOutOfRangeException(nameof(epochs), epochs, "a patience is at least 1 epoch");

    private double best;
    private int waited;

    public void Begin(Monitor monitor) => (best, waited) = (monitor.Worst, 0);

    public void WaitAgain() => waited = 0;

    /// <summary>Counts an epoch; says whether there were too many.</summary>
    public bool IsOver(Monitor monitor, EpochReport report)
    {
        double value = monitor.Value(report);
        bool isBetter = monitor.IsBetter(value, best, margin);
        (best, waited) = isBetter ? (value, 0) : (best, waited + 1);
        return waited >= epochs;
    }

    public IReadOnlyDictionary<string, double> Save() => new Dictionary<string, double> { ["best"] = best, ["waited"] = waited };

    public void Restore(IReadOnlyDictionary<string, double> saved) => (best, waited) = (saved["best"], (int)saved["waited"]);
}
