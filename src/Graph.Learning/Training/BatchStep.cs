namespace Graph.Learning;

/// <summary>A step of training for batches of one size.</summary>
internal sealed class BatchStep
{
    private readonly BatchResults results;

    public BatchStep(
        LearningTask task, ImmutableArray<Field> fields, int batchSize, TrainerOptions options, Optimizer optimizer, LayerNames names)
    {
        Scope scope = new(true, options.Element, null, task.Network, names, null);
        ImmutableArray<Expr> leaves = [.. fields.Select(field => Primitives.Leaf(field.Name, field.Batched(batchSize)))];
        TracedTask traced = task.Trace(leaves, scope);
        ImmutableArray<(string Name, Expr Value)> values = traced.Results(scope);
        Step = LearningStep.Compile(scope, leaves, traced.Loss, optimizer, values, options.Compilation);
        BatchStates = [.. scope.Variables.Where(variable => variable.IsOfBatch)];
        Reports = [.. scope.Reports.Select(report => report.Name)];
        results = new BatchResults(values);
    }

    public LearningStep Step { get; }

    public ImmutableArray<string> Reports { get; }

    /// <summary>The states that go on from batch to batch.</summary>
    public ImmutableArray<Variable> BatchStates { get; }

    /// <summary>Runs it on a batch; the results hold until the next run.</summary>
    public BatchResults Run(Learner learner, Batch batch)
    {
        Step.Run(learner, batch.Tensors.AsSpan(), results.Outputs);
        return results;
    }
}
