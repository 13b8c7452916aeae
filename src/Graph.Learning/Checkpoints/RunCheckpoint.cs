namespace Graph.Learning;

/// <summary>Puts a run into a file, and takes it out again.</summary>
internal static class RunCheckpoint
{
    private const string Best = "best/";

    /// <summary>All that a run needs to go on as if nothing had happened.</summary>
    public static TensorFile ToFile(TrainingRun run)
    {
        FitArguments arguments = run.Arguments;
        RunState state = new(
            RunState.CurrentFormat, FieldsOf(arguments.Train), arguments.Train.Count, arguments.BatchSize, arguments.Seed,
            run.Trainer.IsShuffled, run.Trainer.DropsRemainder, run.EpochsDone, run.Batch, run.Seconds, run.IsStopping, run.BestEpoch,
            run.BestValue,
            [.. run.Totals.Save()], [.. run.History.Select(EpochState.Of)], [.. run.Trainer.Callbacks.Select(callback => callback.Save())]);
        IEnumerable<(string, Tensor)> best = run.BestWeights?.Select(leaf => (Best + leaf.Path, leaf.Value)) ?? [];
        return run.Learner.ToFile(
            best, [(RunState.Key, state.ToJson()), .. ModelFile.Metadata(arguments.Inputs, run.Trainer.Element, run.Paths)]);
    }

    /// <summary>Brings a run to where a file says.</summary>
    /// <exception cref="CheckpointException">The file is of another run.</exception>
    public static void Restore(TrainingRun run, LearningStep step, FoundCheckpoint found)
    {
        RunState state = RunState.Of(found.File, found.Path);
        RequireSame(run, state, found.Path);
        try
        {
            run.Learner = step.Restore(found.File);
        }
        catch (GraphException other)
        {
            throw new CheckpointException($"the checkpoint '{found.Path}' is of another network: {other.Sentence}", other);
        }
        run.ResumedFrom = run.Learner.Steps;
        (run.EpochsDone, run.Batch, run.Seconds) = (state.EpochsDone, state.Batch, state.Seconds);
        (run.BestEpoch, run.BestValue) = (state.BestEpoch, state.BestValue);
        run.History = [.. state.History.Select(epoch => epoch.ToReport(run.Trainer.Metrics))];
        run.Totals.Restore([.. state.Totals]);
        (string Path, Tensor Value)[] best =
        [
            .. from tensor in found.File.Tensors
               where tensor.Name.StartsWith(Best, StringComparison.Ordinal)
               select (tensor.Name[Best.Length..], tensor.Value),
        ];
        run.BestWeights = best.Length == 0 ? null : new ParameterTree(best);
        if (state.IsStopping)
        {
            run.Stop();
        }
    }

    /// <summary>What each callback had saved.</summary>
    public static IReadOnlyDictionary<string, double>[] CallbacksOf(FoundCheckpoint found) => RunState.Of(found.File, found.Path).Callbacks;

    private static void RequireSame(TrainingRun run, RunState state, string path)
    {
        FitArguments now = run.Arguments;
        (string What, object Then, object Now)[] compared =
        [
            ("the fields of the dataset", state.Fields, FieldsOf(now.Train)),
            ("the number of samples", state.Samples, now.Train.Count),
            ("the batch size", state.BatchSize, now.BatchSize),
            ("the seed", state.Seed, now.Seed),
            ("whether samples are shuffled", state.IsShuffled, run.Trainer.IsShuffled),
            ("whether the remainder is dropped", state.DropsRemainder, run.Trainer.DropsRemainder),
            ("the number of metrics and reported scalars", state.Totals.Length, run.Totals.Save().Length),
            ("the number of callbacks", state.Callbacks.Length, run.Trainer.Callbacks.Length),
        ];
        foreach ((string what, object then, object current) in compared)
        {
            if (!then.Equals(current))
            {
                throw new CheckpointException(FormattableString.Invariant(
                    $"the checkpoint '{path}' is of another run: {what} was {then}, but is {current}; begin anew, or give what it had"));
            }
        }
    }

    private static string FieldsOf(Dataset data) => string.Join(", ", data.Fields);
}
