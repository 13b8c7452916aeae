using System.Buffers;

namespace Graph.Learning;

/// <summary>
/// A compiled step of training: losses, gradients and the updates of an optimizer, for batches of one shape. Immutable; serves any number
/// of learners, and steps of other shapes may serve the same learner.
/// </summary>
public sealed class LearningStep
{
    private readonly RateOperands rates;
    private readonly ImmutableArray<KeptLeaf> kept;
    private readonly ImmutableArray<Variable> variables;
    private readonly int accumulation;
    private readonly int inputCount;

    private LearningStep(
        Scope scope, ImmutableArray<Expr> inputs, StepGraph graph, ImmutableArray<(string, Expr)> results, CompileOptions? options)
    {
        (rates, kept, variables, accumulation, inputCount) = (graph.Rates, graph.Kept, scope.Variables, graph.Accumulation, inputs.Length);
        ImmutableArray<Expr> all = [.. inputs, .. rates.Leaves];
        Updating = Compiled(all, graph.Updates(applies: true), results, options);
        Accumulating = accumulation > 1 ? Compiled(all, graph.Updates(applies: false), results, options) : null;
    }

    /// <summary>The step that changes the parameters, for dumps.</summary>
    public TrainStep Updating { get; }

    /// <summary>The step that only adds up gradients, where they are accumulated; else null.</summary>
    public TrainStep? Accumulating { get; }

    /// <summary>Compiles a step that makes one loss small.</summary>
    /// <param name="scope">
    /// The trace, in training, whose variables are learned. Losses that layers have added to it are added to the loss.
    /// </param>
    /// <param name="inputs">The leaves that each run gives, in the order of its arguments.</param>
    /// <param name="loss">A float scalar.</param>
    /// <param name="optimizer">How the parameters change.</param>
    /// <param name="results">What each run returns; the loss, as <c>loss</c>, unless given.</param>
    /// <param name="options">How to compile; null for the defaults.</param>
    /// <exception cref="GraphException">
    /// The loss depends on leaves that are not given, or not on every parameter that is trained.
    /// </exception>
    public static LearningStep Compile(
        Scope scope, ImmutableArray<Expr> inputs, Expr loss, Optimizer optimizer,
        ImmutableArray<(string Name, Expr Value)> results = default, CompileOptions? options = null) =>
        Compile(scope, inputs, [new Goal(loss, optimizer)], results, options);

    /// <summary>Compiles a step that makes several losses small, each by parameters of its own.</summary>
    /// <param name="scope">The trace, in training, whose variables are learned.</param>
    /// <param name="inputs">The leaves that each run gives, in the order of its arguments.</param>
    /// <param name="goals">Losses, their optimizers and parameters.</param>
    /// <param name="results">What each run returns; the losses, as <c>loss</c>, <c>loss_2</c>, …, unless given.</param>
    /// <param name="options">How to compile; null for the defaults.</param>
    /// <exception cref="GraphException">
    /// The goals share parameters, or a loss depends on leaves that are not given, or not on every parameter of its own.
    /// </exception>
    public static LearningStep Compile(
        Scope scope, ImmutableArray<Expr> inputs, ImmutableArray<Goal> goals, ImmutableArray<(string Name, Expr Value)> results = default,
        CompileOptions? options = null)
    {
        using var _ = Origin.Enter(nameof(LearningStep));
        ArgumentNullException.ThrowIfNull(scope);
        StepGraph graph = new(scope, goals);
        return new LearningStep(scope, inputs, graph, results.IsDefault ? Named(graph.Losses) : results, options);
    }

    /// <summary>A network that has learned nothing yet.</summary>
    /// <param name="seed">Where the first values of the parameters, and everything random in training, come from.</param>
    public Learner Initialize(long seed) => Initialize(seed, ParameterTree.Empty);

    /// <summary>A network that begins with given values, such as those of a model that was trained for something else.</summary>
    /// <param name="seed">Where the first values of the other parameters, and everything random in training, come from.</param>
    /// <param name="weights">Values for some variables, by path.</param>
    /// <exception cref="GraphException">There is no such variable, or a value is of another type.</exception>
    public Learner Initialize(long seed, ParameterTree weights)
    {
        using var _ = Origin.Enter(nameof(Initialize));
        ArgumentNullException.ThrowIfNull(weights);
        Dictionary<Variable, Tensor> first = FirstValues.Of(variables, seed, weights);
        Tensor Begins(KeptLeaf leaf) => leaf.As is { } variable ? first[variable]
            : leaf.Label == StepLeaves.SeedLabel ? Ops.Key(seed).Evaluate()
            : leaf.Leaf.Element.IsFloat ? Tensor.Full(leaf.Leaf.Shape, leaf.Fill, leaf.Leaf.Element)
            : Tensor.Zeros(leaf.Leaf.Shape, leaf.Leaf.Element);
        return new Learner(new TrainState(kept.Select(leaf => (leaf.Label, Begins(leaf)))), 0, variables, accumulation);
    }

    /// <summary>Runs the step.</summary>
    /// <param name="learner">What learns; changed in place.</param>
    /// <param name="inputs">One tensor for each input, in declared order.</param>
    /// <returns>One tensor for each result.</returns>
    /// <exception cref="BindingException">The inputs do not fit, or the learner is not one of such a network.</exception>
    public TensorList Run(Learner learner, params ReadOnlySpan<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(learner);
        using Arguments arguments = new(learner, inputs, rates);
        (learner.State, TensorList results) = StepFor(learner).Run(learner.State, arguments.Span);
        learner.Batches++;
        return results;
    }

    /// <summary>Runs the step and writes its results into tensors that are there; allocates nothing.</summary>
    /// <param name="learner">What learns; changed in place.</param>
    /// <param name="inputs">One tensor for each input, in declared order.</param>
    /// <param name="outputs">One tensor for each result, made by <see cref="Tensor.Empty"/>.</param>
    /// <exception cref="BindingException">The inputs or outputs do not fit, or the learner is not one of such a network.</exception>
    public void Run(Learner learner, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        ArgumentNullException.ThrowIfNull(learner);
        using Arguments arguments = new(learner, inputs, rates);
        learner.State = StepFor(learner).Run(learner.State, arguments.Span, outputs);
        learner.Batches++;
    }

    /// <summary>A learner that was put down by <see cref="Learner.ToFile()"/>: it goes on with the same bits.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="GraphException">
    /// The file is of another network or optimizer; the sentence says what is missing, too many or of another shape.
    /// </exception>
    public Learner Restore(TensorFile file)
    {
        using var _ = Origin.Enter(nameof(Restore));
        ArgumentNullException.ThrowIfNull(file);
        (TrainState state, long batches, double factor) = LearnerFile.Read(file, kept);
        return new Learner(state, batches, variables, accumulation) { RateFactor = factor };
    }

    /// <summary>What a step computes, and a tensor for each of its parameters.</summary>
    /// <param name="learner">What would learn; left as it is.</param>
    /// <param name="inputs">One tensor for each input.</param>
    internal (Computation Computation, ImmutableArray<Tensor> Arguments) Replay(Learner learner, ReadOnlySpan<Tensor> inputs)
    {
        using Arguments arguments = new(learner, inputs, rates);
        Computation computation = StepFor(learner).Computation;
        return (computation, [.. kept.Select(leaf => learner.State[leaf.Label]), .. arguments.Span]);
    }

    private TrainStep StepFor(Learner learner) =>
        Accumulating is null || (learner.Batches + 1) % accumulation == 0 ? Updating : Accumulating;

    private TrainStep Compiled(
        ImmutableArray<Expr> inputs, Dictionary<Expr, Expr> updates, ImmutableArray<(string, Expr)> results, CompileOptions? options) =>
        Ops.CompileStep(
            inputs, [.. kept.Select(leaf => leaf.Leaf)], [.. kept.Select(leaf => updates.GetValueOrDefault(leaf.Leaf, leaf.Leaf))],
            results, options);

    private static ImmutableArray<(string, Expr)> Named(ImmutableArray<Expr> losses) =>
        [.. losses.Select((loss, place) => (place == 0 ? "loss" : FormattableString.Invariant($"loss_{place + 1}"), loss))];

    /// <summary>The inputs and the learning rates behind them, in an array that is given back.</summary>
    private readonly ref struct Arguments
    {
        private readonly Tensor[] array;

        public Arguments(Learner learner, ReadOnlySpan<Tensor> inputs, RateOperands rates)
        {
            int count = inputs.Length + rates.Count;
            array = ArrayPool<Tensor>.Shared.Rent(count);
            inputs.CopyTo(array);
            Span = array.AsSpan(0, count);
            learner.FillRates(rates, Span[inputs.Length..]);
        }

        public Span<Tensor> Span { get; }

        public void Dispose() => ArrayPool<Tensor>.Shared.Return(array, clearArray: true);
    }
}
