namespace Graph.Learning;

/// <summary>
/// Trains networks: goes over a dataset in batches, epoch by epoch, measures, calls back, and saves. The same arguments give the same bits,
/// for any number of threads, and whether or not the run was interrupted in between.
/// </summary>
public sealed class Trainer
{
    private readonly Loss? loss;
    private readonly Objective? objective;

    /// <summary>Trains a network to predict the last field of a dataset from the ones before it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">How wrong a prediction is.</param>
    /// <param name="optimizer">How the parameters change.</param>
    public Trainer(Layer network, Loss loss, Optimizer optimizer)
        : this(network, optimizer)
    {
        ArgumentNullException.ThrowIfNull(loss);
        this.loss = loss;
    }

    /// <summary>Trains a network for an objective of one's own, such as that of an autoencoder.</summary>
    /// <param name="network">The network, which becomes the model; the objective applies it, and may apply others.</param>
    /// <param name="objective">What is made small.</param>
    /// <param name="optimizer">How the parameters change.</param>
    public Trainer(Layer network, Objective objective, Optimizer optimizer)
        : this(network, optimizer)
    {
        ArgumentNullException.ThrowIfNull(objective);
        this.objective = objective;
    }

    private Trainer(Layer network, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        (Network, Optimizer) = (network, optimizer);
    }

    /// <summary>The network.</summary>
    public Layer Network { get; }

    /// <summary>How the parameters change.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>What is measured besides the loss.</summary>
    public ImmutableArray<Metric> Metrics { get; init; } = [];

    /// <summary>Who is called while it runs, in this order.</summary>
    public ImmutableArray<Callback> Callbacks { get; init; } = [];

    /// <summary>By what an epoch is better than another.</summary>
    public Monitor Monitor { get; init; } = Monitor.Loss;

    /// <summary>Where and when the run is saved; null for never.</summary>
    public CheckpointPlan? Checkpoints { get; init; }

    /// <summary>The element type of parameters and states.</summary>
    public ElementType Element { get; init; } = ElementType.F32;

    /// <summary>How steps are compiled, and for which backend; null for the defaults.</summary>
    public CompileOptions? Compilation { get; init; }

    /// <summary>Whether the samples of an epoch come in random order.</summary>
    public bool IsShuffled { get; init; } = true;

    /// <summary>Whether a last batch that is not full is left out, as networks with a state of the batch's size need it.</summary>
    public bool DropsRemainder { get; init; }

    /// <summary>
    /// Whether training stops with a <see cref="DivergenceException"/> that says where, when the loss is not finite; else it goes on.
    /// </summary>
    public bool StopsWhenNotFinite { get; init; } = true;

    internal LearningTask Task => new(Network, loss, objective, Metrics);

    internal TrainerOptions Options => new(Element, Compilation);

    /// <summary>Trains.</summary>
    /// <param name="train">What to learn from.</param>
    /// <param name="epochs">How often to go over it.</param>
    /// <param name="batchSize">Samples a step.</param>
    /// <param name="validation">What is measured at the end of each epoch; null for nothing.</param>
    /// <param name="seed">Where the first parameters, the order of the samples and everything random in training come from.</param>
    /// <param name="weights">What some parameters begin as, by path, such as those of another model; the others are drawn.</param>
    /// <param name="cancellation">Ends it behind the step that runs: the run is saved and the model as it is then returned.</param>
    /// <returns>The trained network, with the history of the run.</returns>
    /// <exception cref="GraphException">The dataset does not fit the network, or a checkpoint not the run.</exception>
    /// <exception cref="DivergenceException">The loss is not finite.</exception>
    /// <exception cref="CheckpointException">The run cannot be saved or resumed.</exception>
    public Model Fit(
        Dataset train, int epochs, int batchSize = 32, Dataset? validation = null, long seed = 0, ParameterTree? weights = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        using var _ = Origin.Enter(nameof(Fit));
        return new FitLoop(this, new FitArguments(train, epochs, batchSize, validation, seed, weights, cancellation)).Run();
    }

    /// <summary>Measures a model by the trainer's loss and metrics.</summary>
    /// <param name="model">A model of the trainer's network.</param>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">How many at a time.</param>
    /// <exception cref="GraphException">The dataset is empty or does not fit, or the model is of another network.</exception>
    public EvaluationResult Evaluate(Model model, Dataset data, int batchSize = 256)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        using var _ = Origin.Enter(nameof(Evaluate));
        return new Evaluator(Task, Options, new LayerNames()).Run(data, batchSize, DropsRemainder, model.Weights);
    }
}

/// <summary>What a run was asked for.</summary>
internal sealed record FitArguments(
    Dataset Train, int Epochs, int BatchSize, Dataset? Validation, long Seed, ParameterTree? Weights, CancellationToken Cancellation)
{
    /// <summary>What the network is given: all fields but the target, or the only one.</summary>
    public ImmutableArray<Field> Inputs => Train.Fields.Length > 1 ? Train.Fields[..^1] : Train.Fields;
}
