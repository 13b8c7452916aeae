namespace Graph.Learning;

/// <summary>
/// A network with weights: predicts, is measured, saved and loaded. Immutable; may be used by any number of threads at once. Compiled when
/// it first meets a shape.
/// </summary>
public sealed class Model
{
    private readonly ElementType element;
    private readonly CompileOptions? compilation;
    private readonly JitFunction predict;

    private Model(
        Layer network, ParameterTree weights, ImmutableArray<Field> inputs, ElementType element, CompileOptions? compilation,
        TrainingHistory? history, TrainStep? step)
    {
        (Network, Weights, Inputs, this.element, this.compilation) = (network, weights, inputs, element, compilation);
        (History, Step) = (history, step);
        predict = Ops.Jit(Traced, [.. weights.Paths, .. inputs.Select(input => input.Name)], compilation);
    }

    private Model(Model model, ParameterTree weights)
    {
        (Network, Weights, Inputs, element, compilation) = (model.Network, weights, model.Inputs, model.element, model.compilation);
        predict = model.predict;
    }

    /// <summary>The network.</summary>
    public Layer Network { get; }

    /// <summary>The parameters and states of the network, by path.</summary>
    public ParameterTree Weights { get; }

    /// <summary>What it is given: the type of each input in one sample, without the axis of the batch.</summary>
    public ImmutableArray<Field> Inputs { get; }

    /// <summary>How it was trained; null where it was loaded or made of given weights.</summary>
    public TrainingHistory? History { get; }

    /// <summary>The step that it was trained by, for dumps; null where it was loaded or made of given weights.</summary>
    public TrainStep? Step { get; }

    /// <summary>A network that has learned nothing yet.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">The types of its inputs in one sample, without the axis of the batch.</param>
    /// <param name="seed">Where the first values come from.</param>
    /// <param name="element">The element type of parameters and states.</param>
    /// <exception cref="GraphException">The inputs do not fit.</exception>
    public static Model Initialize(Layer network, ImmutableArray<Field> inputs, long seed = 0, ElementType element = ElementType.F32)
    {
        ImmutableArray<Variable> variables = TraceOf(network, inputs, element).ModelVariables;
        Dictionary<Variable, Tensor> first = FirstValues.Of(variables, seed, ParameterTree.Empty);
        ParameterTree weights = new(variables.Select(variable => (variable.Path, first[variable])));
        return new Model(network, weights, inputs, element, null, null, null);
    }

    /// <summary>A network with given weights.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">A tensor for each parameter and state, by path; others are left out.</param>
    /// <param name="inputs">The types of its inputs in one sample, without the axis of the batch.</param>
    /// <param name="element">The element type of parameters and states.</param>
    /// <param name="compilation">How to compile; null for the defaults.</param>
    /// <exception cref="GraphException">
    /// The inputs do not fit, or weights are missing or of another type; the sentence lists them.
    /// </exception>
    public static Model Of(
        Layer network, ParameterTree weights, ImmutableArray<Field> inputs, ElementType element = ElementType.F32,
        CompileOptions? compilation = null) => Of(network, weights, inputs, element, compilation, null, null);

    internal static Model Of(
        Layer network, ParameterTree weights, ImmutableArray<Field> inputs, ElementType element, CompileOptions? compilation,
        TrainingHistory? history, TrainStep? step)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ImmutableArray<Variable> variables = TraceOf(network, inputs, element).ModelVariables;
        GivenWeights.Check(variables, weights);
        ParameterTree own = new(variables.Select(variable => (variable.Path, weights[variable.Path])));
        return new Model(network, own, inputs, element, compilation, history, step);
    }

    /// <summary>Loads the weights of a network, those that <see cref="Save"/> or a checkpoint of a run has put down.</summary>
    /// <param name="path">A safetensors file.</param>
    /// <param name="network">The network, as it was when the file was made; layers of other names or sizes are named.</param>
    /// <exception cref="CheckpointException">The file cannot be read, or is no model of Graph.</exception>
    /// <exception cref="GraphException">
    /// The file is of another network; the sentence lists what is missing, too many or of another shape.
    /// </exception>
    public static Model Load(string path, Layer network) => ModelFile.Load(path, network);

    /// <summary>Saves weights, and the types of the inputs, as a safetensors file.</summary>
    /// <param name="path">The file; one that is there is replaced, once the new one is whole.</param>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public void Save(string path) => ToFile().Save(path);

    /// <summary>What <see cref="Save"/> puts down.</summary>
    public TensorFile ToFile() => ModelFile.Of(this, element);

    /// <summary>The model with other weights, such as later ones; what has been compiled serves both.</summary>
    /// <param name="weights">A tensor for each parameter and state, by path; others are left out.</param>
    /// <exception cref="GraphException">Weights are missing or of another type; the sentence lists them.</exception>
    public Model With(ParameterTree weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        using var _ = Origin.Enter(nameof(With));
        GivenWeights.Check(Weights.Select(own => (own.Path, own.Value.Type)), weights);
        return new Model(this, new ParameterTree(Weights.Paths.Select(path => (path, weights[path]))));
    }

    /// <summary>The output for a batch of inputs.</summary>
    /// <param name="inputs">One tensor for each input, with the batch as the leading axis.</param>
    /// <returns>The outputs, most often one, which the list converts to.</returns>
    /// <exception cref="GraphException">The inputs do not fit.</exception>
    public TensorList Predict(params ReadOnlySpan<Tensor> inputs)
    {
        using var _ = Origin.Enter(nameof(Predict));
        if (inputs.Length != Inputs.Length)
        {
            throw new BindingException(
                $"the model takes {Inputs.Length} {(Inputs.Length == 1 ? "input" : "inputs")}, but {inputs.Length} are given");
        }
        return predict.Run([.. Weights.Select(leaf => leaf.Value), .. inputs]);
    }

    /// <summary>
    /// The first output for all samples of a dataset, one behind the other; of its fields, those that are inputs are taken in order.
    /// </summary>
    /// <param name="data">The samples; a target behind the inputs is left alone.</param>
    /// <param name="batchSize">How many at a time.</param>
    /// <exception cref="GraphException">The dataset is empty or does not fit.</exception>
    public Tensor Predict(Dataset data, int batchSize = 256)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var _ = Origin.Enter(nameof(Predict));
        ImmutableArray<Tensor> parts =
        [
            .. data.Batches(new BatchOrder(batchSize) { IsShuffled = false })
                .Select(batch => Predict(batch.Tensors.AsSpan()[..Math.Min(Inputs.Length, batch.Tensors.Length)])[0]),
        ];
        return parts.IsEmpty
            ? throw new GraphException("of a dataset without samples there is nothing to predict")
            : Ops.Concatenate([.. parts.Select(part => (Expr)part)]).Evaluate();
    }

    /// <summary>Loss and metrics over a dataset, whose last field is the target.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="loss">How wrong a prediction is.</param>
    /// <param name="metrics">What is measured besides.</param>
    /// <exception cref="GraphException">The dataset is empty or does not fit.</exception>
    public EvaluationResult Evaluate(Dataset data, Loss loss, params ImmutableArray<Metric> metrics)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(loss);
        using var _ = Origin.Enter(nameof(Evaluate));
        LearningTask task = new(Network, loss, null, metrics);
        return new Evaluator(task, new TrainerOptions(element, compilation), new LayerNames()).Run(data, 256, false, Weights);
    }

    /// <summary>The layers with what they give and how many parameters they have.</summary>
    public NetworkSummary Summary() => NetworkSummary.Of(Network, [.. Inputs.Select(input => input.Type)]);

    /// <summary>What runs for inputs of some types, for dumps.</summary>
    /// <param name="inputs">One tensor for each input.</param>
    public Executable Compiled(params ReadOnlySpan<Tensor> inputs) => predict.For([.. Weights.Select(leaf => leaf.Value), .. inputs]);

    private ImmutableArray<Expr> Traced(ImmutableArray<Expr> leaves)
    {
        Dictionary<string, Expr> given = Weights.Paths.Zip(leaves).ToDictionary(pair => pair.First, pair => pair.Second);
        Expr Given(Variable variable) => variable.IsOfBatch ? variable.Anew
            : given.TryGetValue(variable.Path, out Expr? leaf) && leaf.Type == variable.Type ? leaf
            : throw new ShapeException(
                $"for these inputs the network asks for '{variable.Path}' {variable.Type}, but its weights have " +
                $"{(leaf is null ? "none" : leaf.Type)}");
        Scope scope = new(false, element, null, Network, new LayerNames(), Given);
        return scope.Apply(Network, leaves[Weights.Count..]);
    }

    internal static NetworkTrace TraceOf(Layer network, ImmutableArray<Field> inputs, ElementType element) =>
        NetworkTrace.Of(network, [.. inputs.Select(input => new Field(input.Name, input.Batched(1)))], element: element);
}
