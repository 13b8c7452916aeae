namespace Graph.Learning;

/// <summary>Measures a network on a dataset, in evaluation; compiled once for each size of batch.</summary>
internal sealed class Evaluator(LearningTask task, TrainerOptions options, LayerNames names)
{
    private const string KeyLabel = "evaluation/key";

    private readonly Dictionary<int, Compiled> bySize = [];

    /// <summary>The loss and the metrics over all samples, in the order in which they lie.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">How many at a time.</param>
    /// <param name="dropsRemainder">Whether a last batch that is not full is left out.</param>
    /// <param name="weights">The variables.</param>
    /// <param name="cancellation">Stops it between two batches.</param>
    /// <exception cref="GraphException">The dataset is empty, or does not fit the network.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public EvaluationResult Run(
        Dataset data, int batchSize, bool dropsRemainder, ParameterTree weights, CancellationToken cancellation = default)
    {
        BatchOrder order = new(batchSize) { IsShuffled = false, DropsRemainder = dropsRemainder };
        if (order.BatchCount(data.Count) == 0)
        {
            throw new GraphException($"a dataset of {data.Count} samples has no batch to be measured on");
        }
        RunningTotals? totals = null;
        Dictionary<string, Tensor> batchStates = [];
        uint number = 0;
        foreach (Batch batch in data.Batches(order))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!bySize.TryGetValue(batch.Count, out Compiled? compiled))
            {
                bySize.Add(batch.Count, compiled = new Compiled(task, data.Fields, batch.Count, options, names, weights));
            }
            totals ??= new RunningTotals(task.Metrics, compiled.Reports);
            (BatchResults results, weights) = compiled.Run(weights, batchStates, batch, number++);
            totals.Add(results, batch.Count);
        }
        return new EvaluationResult(totals!.Loss, totals.Metrics, totals.ReportedValues, totals.Samples);
    }

    private sealed class Compiled
    {
        private readonly Executable executable;
        private readonly ImmutableArray<Variable> variables;
        private readonly ImmutableArray<Variable> updated;
        private readonly BatchResults results;

        public Compiled(
            LearningTask task, ImmutableArray<Field> fields, int batchSize, TrainerOptions options, LayerNames names, ParameterTree weights)
        {
            Expr key = Primitives.Leaf(KeyLabel, new TensorType(ElementType.U32, [2]));
            Scope scope = new(false, options.Element, key, task.Network, names, null);
            ImmutableArray<Expr> leaves = [.. fields.Select(field => Primitives.Leaf(field.Name, field.Batched(batchSize)))];
            ImmutableArray<(string Name, Expr Value)> values = task.Trace(leaves, scope).Results(scope);
            GivenWeights.Check([.. scope.Variables.Where(variable => !variable.IsOfBatch)], weights);
            ImmutableArray<(Variable State, Expr Next)> updates = [.. scope.Updates];
            executable = Ops.Compile(
                [.. leaves, key, .. scope.Variables.Select(variable => variable.Leaf)],
                [.. values, .. updates.Select(update => ($"next/{update.State.Path}", update.Next))], options.Compilation);
            variables = scope.Variables;
            updated = [.. updates.Select(update => update.State)];
            Reports = [.. scope.Reports.Select(report => report.Name)];
            results = new BatchResults(values);
        }

        public ImmutableArray<string> Reports { get; }

        /// <summary>Runs it on a batch; gives the weights with the next value of states that layers update in evaluation, too.</summary>
        /// <param name="weights">The variables of the model.</param>
        /// <param name="batchStates">Where the batch before stopped, by path; changed to where this one does.</param>
        /// <param name="batch">The batch.</param>
        /// <param name="number">Which one it is.</param>
        public (BatchResults Results, ParameterTree Weights) Run(
            ParameterTree weights, Dictionary<string, Tensor> batchStates, Batch batch, uint number)
        {
            Tensor key = Tensor.Create<uint>([2], 0, number);
            Tensor Value(Variable variable) => variable.IsOfBatch ? Before(variable, batchStates) : weights[variable.Path];
            ImmutableArray<Tensor> next = [.. updated.Select(state => Tensor.Empty(state.Type.Shape, state.Type.Element))];
            executable.Run([.. batch.Tensors, key, .. variables.Select(Value)], [.. results.Outputs, .. next]);
            foreach ((Variable state, Tensor value) in updated.Zip(next))
            {
                if (state.IsOfBatch)
                {
                    batchStates[state.Path] = value;
                }
                else
                {
                    weights = weights.With(state.Path, value);
                }
            }
            return (results, weights);
        }

        // In a last batch that is smaller, the first samples go on.
        private static Tensor Before(Variable state, Dictionary<string, Tensor> batchStates) =>
            !batchStates.TryGetValue(state.Path, out Tensor? before) ? state.Anew.Evaluate()
            : before.Type == state.Type ? before
            : before[..(int)state.Type.Shape[0]];
    }
}
