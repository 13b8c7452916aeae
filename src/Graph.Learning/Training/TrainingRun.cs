namespace Graph.Learning;

/// <summary>A run while it goes on, as callbacks see it.</summary>
public sealed class TrainingRun
{
    private const int LeastEvaluated = 256;

    private readonly Evaluator evaluator;

    internal TrainingRun(
        Trainer trainer, FitArguments arguments, Learner learner, RunningTotals totals, Evaluator evaluator, ModelPaths paths)
    {
        (this.evaluator, Paths) = (evaluator, paths);
        (Trainer, Arguments, Learner, Totals) = (trainer, arguments, learner, totals);
        BatchesPerEpoch = Order(0).BatchCount(arguments.Train.Count);
        BestValue = trainer.Monitor.Worst;
    }

    /// <summary>Whose run it is.</summary>
    public Trainer Trainer { get; }

    /// <summary>How many epochs were asked for.</summary>
    public int Epochs => Arguments.Epochs;

    /// <summary>Which epoch it is at, counted from 1; behind the last, the last.</summary>
    public int Epoch => Math.Min(EpochsDone + 1, Math.Max(1, Epochs));

    /// <summary>How many epochs are done.</summary>
    public int EpochsDone { get; internal set; }

    /// <summary>How many batches of this epoch are done.</summary>
    public long Batch { get; internal set; }

    /// <summary>How many batches an epoch has.</summary>
    public long BatchesPerEpoch { get; }

    /// <summary>How many samples a step has, but perhaps the last of an epoch.</summary>
    public int BatchSize => Arguments.BatchSize;

    /// <summary>How often the parameters have been changed.</summary>
    public long Step => Learner.Steps;

    /// <summary>How many samples of this epoch are done.</summary>
    public long Samples => Totals.Samples;

    /// <summary>The loss of the last batch.</summary>
    public double BatchLoss { get; internal set; } = double.NaN;

    /// <summary>The mean of the loss over the samples of this epoch so far.</summary>
    public double Loss => Totals.Loss;

    /// <summary>The learning rate of the next step.</summary>
    public double LearningRate => Trainer.Optimizer.LearningRate.At(Step) * Learner.RateFactor;

    /// <summary>How long the steps of this epoch have taken so far.</summary>
    public double Seconds { get; internal set; }

    /// <summary>The network and all that the optimizer keeps.</summary>
    public Learner Learner { get; internal set; }

    /// <summary>What the epochs that are done came to.</summary>
    public ImmutableArray<EpochReport> History { get; internal set; } = [];

    /// <summary>The epoch that was best by the trainer's monitor; null before the first one is done.</summary>
    public int? BestEpoch { get; internal set; }

    /// <summary>The number of the monitor at the best epoch.</summary>
    public double BestValue { get; internal set; }

    /// <summary>The step of the checkpoint that the run goes on from; null where it began anew.</summary>
    public long? ResumedFrom { get; internal set; }

    /// <summary>Newer checkpoints than that one, which could not be used.</summary>
    public ImmutableArray<DamagedCheckpoint> PassedOver { get; internal set; } = [];

    /// <summary>Whether somebody has asked it to stop.</summary>
    public bool IsStopping { get; private set; }

    internal FitArguments Arguments { get; }

    internal RunningTotals Totals { get; }

    /// <summary>Where the variables of the model lie in training.</summary>
    internal ModelPaths Paths { get; }

    /// <summary>The weights of the best epoch, where somebody asked to keep them.</summary>
    internal ParameterTree? BestWeights { get; set; }

    /// <summary>The trained weights as they are now: averaged, where the optimizer keeps averages.</summary>
    public ParameterTree Weights => Learner.AveragedWeights;

    /// <summary>The value of one of the trainer's metrics over this epoch so far; NaN before its first batch.</summary>
    /// <exception cref="GraphException">It is not measured.</exception>
    public double ValueOf(Metric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        int place = Trainer.Metrics.IndexOf(metric);
        return place >= 0
            ? Totals.ValueOf(place)
            : throw new GraphException(
                $"the metric '{metric.Name}' is not " +
                $"measured{Suggestion.For(metric.Name, [.. Trainer.Metrics.Select(known => known.Name)])}");
    }

    /// <summary>Measures the network as it is now, in evaluation, by the trainer's loss and metrics.</summary>
    /// <param name="data">The samples.</param>
    /// <exception cref="GraphException">The dataset is empty or does not fit.</exception>
    /// <exception cref="OperationCanceledException">The run is cancelled.</exception>
    public EvaluationResult Evaluate(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        // What has a state of the batch's size is measured in such batches.
        bool isStateful = Trainer.DropsRemainder;
        int batchSize = isStateful ? BatchSize : Math.Max(BatchSize, LeastEvaluated);
        return evaluator.Run(data, batchSize, isStateful, Weights, Arguments.Cancellation);
    }

    /// <summary>Ends the run behind this step or epoch.</summary>
    public void Stop() => IsStopping = true;

    internal BatchOrder Order(long epoch) => new(Arguments.BatchSize, Arguments.Seed, epoch)
    {
        IsShuffled = Trainer.IsShuffled,
        DropsRemainder = Trainer.DropsRemainder,
    };
}
