namespace Graph.Learning;

/// <summary>What an epoch came to.</summary>
/// <param name="Epoch">Which one, counted from 1.</param>
/// <param name="Step">How often the parameters had been changed at its end.</param>
/// <param name="Training">
/// Loss and metrics over its batches, each as the network was when it saw the batch and behaved in training; not those of the network at
/// the end.
/// </param>
/// <param name="Validation">Loss and metrics on the validation set, at the end and in evaluation; null without one.</param>
/// <param name="LearningRate">The learning rate of its last step.</param>
/// <param name="Seconds">How long its steps took; their compilation, reading, validation and checkpoints are not counted.</param>
public sealed record EpochReport(
    int Epoch, long Step, EvaluationResult Training, EvaluationResult? Validation, double LearningRate, double Seconds)
{
    /// <summary>How many samples were learned from in a second.</summary>
    public double SamplesPerSecond => Training.Samples / Seconds;
}

/// <summary>Why training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All epochs are done.</summary>
    AllEpochs,

    /// <summary>A callback stopped it, such as early stopping.</summary>
    StoppedEarly,

    /// <summary>The caller cancelled it.</summary>
    Cancelled,
}

/// <summary>How training went.</summary>
/// <param name="Epochs">What each epoch came to.</param>
/// <param name="End">Why it ended.</param>
/// <param name="BestEpoch">The epoch that was best by the trainer's monitor; null before the first one is done.</param>
/// <param name="RestoredEpoch">The epoch whose weights the model has; null for those of the end.</param>
public sealed record TrainingHistory(ImmutableArray<EpochReport> Epochs, TrainingEnd End, int? BestEpoch, int? RestoredEpoch);
