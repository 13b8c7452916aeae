using System.Diagnostics;

namespace Graph.Learning;

/// <summary>One run of a trainer.</summary>
internal sealed class FitLoop
{
    private readonly Trainer trainer;
    private readonly FitArguments arguments;
    private readonly LayerNames names = new();
    private readonly Dictionary<int, BatchStep> bySize = [];
    private readonly CheckpointFolder? folder;
    private readonly bool keepsBest;
    private readonly TrainingRun run;
    private readonly BatchStep first;
    private TrainingEnd? end;
    private RunPosition safe;

    /// <exception cref="GraphException">The dataset does not fit the network, or has no sample.</exception>
    public FitLoop(Trainer trainer, FitArguments arguments)
    {
        (this.trainer, this.arguments) = (trainer, arguments);
        if (arguments.Train.Count == 0 || (trainer.DropsRemainder && arguments.Train.Count < arguments.BatchSize))
        {
            throw new GraphException($"a dataset of {arguments.Train.Count} samples has no batch to learn from");
        }
        folder = trainer.Checkpoints is { } plan ? new CheckpointFolder(plan.Folder) : null;
        keepsBest = trainer.Callbacks.Any(callback => callback.WantsBestWeights);
        first = StepFor((int)Math.Min(arguments.BatchSize, arguments.Train.Count));
        RequireOrder(first.BatchStates);
        Learner learner = first.Step.Initialize(arguments.Seed, arguments.Weights ?? ParameterTree.Empty);
        Evaluator evaluator = new(trainer.Task, trainer.Options, names);
        ModelPaths paths = ModelPaths.Of(Model.TraceOf(trainer.Network, arguments.Inputs, trainer.Element), names);
        run = new TrainingRun(trainer, arguments, learner, new RunningTotals(trainer.Metrics, first.Reports), evaluator, paths);
        safe = RunPosition.Of(run);
    }

    public Model Run()
    {
        IReadOnlyDictionary<string, double>[]? saved = Begin();
        foreach ((Callback callback, int place) in trainer.Callbacks.Select((callback, place) => (callback, place)))
        {
            callback.OnBegin(run);
            if (saved is not null)
            {
                callback.Restore(saved[place]);
            }
        }
        while (end is null && !run.IsStopping && run.EpochsDone < arguments.Epochs)
        {
            RunEpoch();
        }
        end ??= run.EpochsDone < arguments.Epochs ? TrainingEnd.StoppedEarly : TrainingEnd.AllEpochs;
        foreach (Callback callback in trainer.Callbacks)
        {
            callback.OnEnd(run);
        }
        return Trained();
    }

    private IReadOnlyDictionary<string, double>[]? Begin()
    {
        if (folder is null)
        {
            return null;
        }
        if (!trainer.Checkpoints!.Resumes)
        {
            folder.Clear();
            return null;
        }
        if (folder.Newest() is not { } found)
        {
            return null;
        }
        RunCheckpoint.Restore(run, first.Step, found);
        run.PassedOver = found.Damaged;
        safe = RunPosition.Of(run);
        return RunCheckpoint.CallbacksOf(found);
    }

    private void RunEpoch()
    {
        BatchOrder order = run.Order(run.EpochsDone) with { First = run.Batch };
        foreach (Batch batch in arguments.Train.Batches(order))
        {
            if (arguments.Cancellation.IsCancellationRequested)
            {
                Cancel();
                return;
            }
            RunBatch(batch);
            if (run.IsStopping)
            {
                Save();
                return;
            }
        }
        if (arguments.Cancellation.IsCancellationRequested)
        {
            Cancel();
            return;
        }
        EndEpoch();
    }

    private void RunBatch(Batch batch)
    {
        BatchStep step = StepFor(batch.Count);
        long started = Stopwatch.GetTimestamp();
        BatchResults results = step.Run(run.Learner, batch);
        run.BatchLoss = results[0][0];
        run.Totals.Add(results, batch.Count);
        run.Batch++;
        run.Seconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (trainer.StopsWhenNotFinite && !double.IsFinite(run.BatchLoss))
        {
            throw new DivergenceSearch(run, safe, StepFor).Find();
        }
        foreach (Callback callback in trainer.Callbacks)
        {
            callback.OnStep(run);
        }
        if (trainer.Checkpoints?.EveryBatches is { } every && run.Learner.Batches % every == 0 && run.Batch < run.BatchesPerEpoch)
        {
            Save();
        }
    }

    private void EndEpoch()
    {
        EvaluationResult? validation;
        try
        {
            validation = arguments.Validation is { } data
                ? run.Evaluate(data)
                : null;
        }
        catch (OperationCanceledException) when (arguments.Cancellation.IsCancellationRequested)
        {
            Cancel();
            return;
        }
        EvaluationResult training = new(run.Totals.Loss, run.Totals.Metrics, run.Totals.ReportedValues, run.Totals.Samples);
        double rate = trainer.Optimizer.LearningRate.At(Math.Max(0, run.Step - 1)) * run.Learner.RateFactor;
        EpochReport report = new(run.EpochsDone + 1, run.Step, training, validation, rate, run.Seconds);
        run.History = run.History.Add(report);
        NoteBest(report);
        foreach (Callback callback in trainer.Callbacks)
        {
            callback.OnEpoch(run, report);
        }
        run.EpochsDone++;
        (run.Batch, run.Seconds) = (0, 0);
        run.Totals.Clear();
        run.Learner.BeginSequences();
        Save();
    }

    private void NoteBest(EpochReport report)
    {
        double value = trainer.Monitor.Value(report);
        if (!trainer.Monitor.IsBetter(value, run.BestValue, 0))
        {
            return;
        }
        (run.BestEpoch, run.BestValue) = (report.Epoch, value);
        if (keepsBest)
        {
            run.BestWeights = run.Weights;
        }
        if (trainer.Checkpoints is { SavesBest: true })
        {
            folder!.SaveBest(ModelOf(run.BestWeights ?? run.Weights, null).ToFile());
        }
    }

    private void Cancel()
    {
        end = TrainingEnd.Cancelled;
        Save();
    }

    /// <summary>Saves the run where it is, or remembers where it was: what a search for the cause of a divergence goes on from.</summary>
    private void Save()
    {
        folder?.Save(run.Learner.Batches, RunCheckpoint.ToFile(run), trainer.Checkpoints!.Keep);
        safe = RunPosition.Of(run);
    }

    private Model Trained()
    {
        int? restored = keepsBest && run.BestWeights is not null && end != TrainingEnd.Cancelled ? run.BestEpoch : null;
        TrainingHistory history = new(run.History, end!.Value, run.BestEpoch, restored);
        return ModelOf(restored is null ? run.Weights : run.BestWeights!, history);
    }

    private Model ModelOf(ParameterTree weights, TrainingHistory? history) => Model.Of(
        trainer.Network, run.Paths.Rename(weights), arguments.Inputs, trainer.Element, trainer.Compilation, history, first.Step.Updating);

    /// <exception cref="GraphException">A state goes on from batch to batch, but the samples do not.</exception>
    private void RequireOrder(ImmutableArray<Variable> batchStates)
    {
        if (batchStates is not [var state, ..])
        {
            return;
        }
        if (trainer.IsShuffled)
        {
            throw new GraphException(
                $"the state '{state.Path}' goes on from batch to batch, but the samples come in random order; set IsShuffled = false");
        }
        if (!trainer.DropsRemainder && arguments.Train.Count % arguments.BatchSize is var rest and not 0)
        {
            throw new GraphException(
                $"the state '{state.Path}' is one of {state.Type.Shape[0]} samples, but the last batch of an epoch has {rest}; set " +
                "DropsRemainder = true");
        }
    }

    private BatchStep StepFor(int batchSize)
    {
        if (!bySize.TryGetValue(batchSize, out BatchStep? step))
        {
            step = new BatchStep(trainer.Task, arguments.Train.Fields, batchSize, trainer.Options, trainer.Optimizer, names);
            bySize.Add(batchSize, step);
        }
        return step;
    }
}

/// <summary>A place in a run to go on from, in memory.</summary>
/// <param name="Learner">A copy of what had been learned.</param>
/// <param name="EpochsDone">How many epochs were done.</param>
/// <param name="Batch">How many batches of the next one were done.</param>
internal sealed record RunPosition(Learner Learner, int EpochsDone, long Batch)
{
    public static RunPosition Of(TrainingRun run) => new(run.Learner.Clone(), run.EpochsDone, run.Batch);
}
