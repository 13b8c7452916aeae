namespace Graph.Benchmarks.Contest;

/// <summary>A step of training: the loss of a batch, its gradient, and the update of parameters and of the optimizer's state.</summary>
/// <param name="Name">The name of the workload.</param>
/// <param name="Network">What is trained.</param>
/// <param name="Batch">Samples a step.</param>
/// <param name="Optimizer">How it is updated.</param>
public sealed record TrainingCase(string Name, Network Network, int Batch, Optimizer Optimizer) : Case(Name)
{
    /// <summary>How many steps are made from the first parameters on, at the optimizer's rate, before both sides are compared.</summary>
    public const int ComparedSteps = 5;

    /// <summary>
    /// The learning rate while time is taken. Thousands of steps on one batch at a real rate would learn it by heart; moments of gradients
    /// that have vanished are subnormal numbers, which take longer.
    /// </summary>
    public const double TimedRate = 1e-8;

    // Losses are means over a batch, and differ by rounding only. How far a tensor has moved differs by more: an optimizer that divides by
    // the size of a gradient makes whole steps of gradients that are nothing but rounding.
    private const double LossTolerance = 1e-4, MoveTolerance = 0.02;

    /// <summary>Every case.</summary>
    public static new ImmutableArray<TrainingCase> All { get; } =
    [
        new("perceptron", new Network.Perceptron(), 32, Optimizer.Sgd),
        new("mlp-32-sgd", new Network.Mlp(), 32, Optimizer.Sgd),
        new("mlp-32-adam", new Network.Mlp(), 32, Optimizer.Adam),
        new("mlp-128-sgd", new Network.Mlp(), 128, Optimizer.Sgd),
        new("mlp-128-adam", new Network.Mlp(), 128, Optimizer.Adam),
        new("cnn-64", new Network.Cnn(), 64, Optimizer.Adam),
        new("char-rnn-256", new Network.CharRnn(256), 8, Optimizer.Adam),
        new("char-rnn-1024", new Network.CharRnn(1024), 8, Optimizer.Adam),
        new("vae-32", new Network.Vae(), 32, Optimizer.Adam),
        new("gpt-small", new Network.Gpt(), 8, Optimizer.AdamW),
        new("policy-200", new Network.Policy(), 200, Optimizer.Adam),
    ];

    /// <summary>What a step is given.</summary>
    public ImmutableArray<Drawn> Inputs => Network.Inputs(Batch);

    /// <inheritdoc/>
    public override double Bound(int place, ImmutableArray<double> theirs) =>
        (place < ComparedSteps ? LossTolerance : MoveTolerance) * Math.Abs(theirs[place]);

    /// <inheritdoc/>
    public override string Describe(int place) => place < ComparedSteps
        ? FormattableString.Invariant($"the loss before step {place}")
        : $"how far {Felt[place - ComparedSteps].Name} has moved";

    /// <summary>
    /// What both sides compare: the loss before each of the steps, then for each parameter how far it has moved.
    /// </summary>
    /// <param name="step">Makes a step and gives the loss before it.</param>
    /// <param name="read">The elements of a parameter, in any order that stays.</param>
    public float[] Compared(Func<float> step, Func<string, float[]> read)
    {
        ImmutableArray<DrawnFloats> felt = Felt;
        ImmutableArray<float[]> first = [.. felt.Select(parameter => read(parameter.Name))];
        float[] losses = [.. Enumerable.Range(0, ComparedSteps).Select(_ => step())];
        return [.. losses, .. felt.Select((parameter, place) => Distance(first[place], read(parameter.Name)))];
    }

    private ImmutableArray<DrawnFloats> Felt => [.. Network.Parameters.Where(Network.IsFelt)];

    private static float Distance(float[] from, float[] to) =>
        (float)Math.Sqrt(from.Zip(to).Sum(pair => Math.Pow((double)pair.Second - pair.First, 2)));
}

/// <summary>How parameters are updated.</summary>
/// <param name="Kind">By which formula.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="Decay">What share of a parameter is taken away at a step, times the rate.</param>
public sealed record Optimizer(OptimizerKind Kind, double Rate, double Decay = 0)
{
    /// <summary>The decay of the running means of gradients and of their squares, and what is added to the root of the latter.</summary>
    public const double MeanDecay = 0.9, SquareDecay = 0.999, Epsilon = 1e-8;

    /// <summary>Stochastic gradient descent.</summary>
    public static Optimizer Sgd { get; } = new(OptimizerKind.GradientDescent, 0.1);

    /// <summary>Adam (Kingma and Ba, 2015).</summary>
    public static Optimizer Adam { get; } = new(OptimizerKind.Adam, 1e-3);

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019), of all parameters.</summary>
    public static Optimizer AdamW { get; } = new(OptimizerKind.Adam, 1e-3, Decay: 0.1);
}

/// <summary>A formula of updates.</summary>
public enum OptimizerKind
{
    /// <summary>The gradient times the rate is taken away.</summary>
    GradientDescent,

    /// <summary>The mean of gradients over the root of the mean of their squares, both corrected for their beginning at 0.</summary>
    Adam,
}
