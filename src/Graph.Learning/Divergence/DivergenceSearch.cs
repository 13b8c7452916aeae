namespace Graph.Learning;

/// <summary>
/// Finds the batch and the operator that first gave something that is not finite: since the same steps give the same bits, they are run
/// again from where the run was saved last, and the first that goes wrong is run once more with a look at every operator.
/// </summary>
internal sealed class DivergenceSearch(TrainingRun run, RunPosition from, Func<int, BatchStep> stepFor)
{
    /// <summary>What to throw.</summary>
    public DivergenceException Find()
    {
        Learner learner = from.Learner.Clone();
        for (int epoch = from.EpochsDone; epoch <= run.EpochsDone; epoch++)
        {
            long number = epoch == from.EpochsDone ? from.Batch : 0;
            foreach (Batch batch in run.Arguments.Train.Batches(run.Order(epoch) with { First = number }))
            {
                number++;
                Learner before = learner.Clone();
                BatchStep step = stepFor(batch.Count);
                double loss = step.Run(learner, batch)[0][0];
                if (!double.IsFinite(loss) || !IsFinite(learner))
                {
                    return Explained(step.Step, before, batch, epoch, number, loss);
                }
            }
        }
        return Exception(
            $"the loss was {run.BatchLoss}, but not when the steps since the last checkpoint were run " +
            "again", null, run.EpochsDone, run.Batch, run.Step);
    }

    private static DivergenceException Explained(LearningStep step, Learner before, Batch batch, int epoch, long number, double loss)
    {
        (Computation computation, ImmutableArray<Tensor> arguments) = step.Replay(before, batch.Tensors.AsSpan());
        NonFinite? cause = BadSample(computation, before, batch) ?? new OperatorCheck(computation, arguments).Find();
        string what = double.IsFinite(loss) ? "a parameter is not finite any more" : FormattableString.Invariant($"the loss is {loss}");
        string where = cause is null ? ", though no operator gave it from finite operands" : $": {cause}";
        return Exception(what + where, cause, epoch, number, before.Steps);
    }

    private static DivergenceException Exception(string what, NonFinite? cause, int epoch, long batch, long step) => new(
        FormattableString.Invariant($"in epoch {epoch + 1}, batch {batch}, behind {step} steps, {what}"), epoch + 1, batch, step, cause);

    private static NonFinite? BadSample(Computation computation, Learner before, Batch batch)
    {
        for (int place = 0; place < batch.Tensors.Length; place++)
        {
            Literal values = batch[place].Literal;
            if (OperatorCheck.FirstNonFinite(values) is { } element)
            {
                long sample = batch.Samples[(int)(element / (values.Type.ElementCount / batch.Count))];
                Expr leaf = computation.Parameters[before.State.Names.Length + place];
                return new NonFinite(
                    leaf.Describe(), Origin.Unknown, FormattableString.Invariant(
                        $"sample {sample} of the dataset holds {values.ToDouble(element)}"),
                    "leave such samples out, or give what is missing a value");
            }
        }
        return null;
    }

    private static bool IsFinite(Learner learner) =>
        learner.State.Leaves.All(leaf => OperatorCheck.FirstNonFinite(leaf.Value.Literal) is null);
}
