namespace Graph.Learning;

/// <summary>
/// What layers get from outside while a network is traced: parameters, state, the mode, and keys. One scope serves one trace; it collects
/// what the layers have asked for.
/// </summary>
/// <remarks>
/// Custom loops make one, apply layers, and hand it to <see cref="LearningStep"/>:
/// <c>Scope scope = new(isTraining: true); Expr logits = scope.Apply(network, x);</c>
/// </remarks>
public sealed partial class Scope
{
    private readonly LayerNames names;
    private readonly Func<Variable, Expr>? given;
    private readonly Dictionary<Layer, LayerFrame> frames = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<LayerFrame> open;
    private readonly List<Variable> variables = [];
    private readonly Dictionary<Variable, Expr> states = new(ReferenceEqualityComparer.Instance);
    private readonly List<LayerApplication?> applications = [];
    private readonly List<Expr> addedLosses = [];
    private readonly List<(string Name, Expr Value)> reports = [];
    private readonly StepLeaves step = new();
    private readonly Expr? key;

    /// <summary>Begins a trace.</summary>
    /// <param name="isTraining">
    /// Whether layers that know the difference behave as in training: dropout drops, statistics are those of the batch.
    /// </param>
    /// <param name="element">The element type of parameters and states.</param>
    /// <param name="key">
    /// Where random layers draw from, a u32[2]; null in training for the step's own, which begins with the seed and changes with every
    /// batch.
    /// </param>
    public Scope(bool isTraining, ElementType element = ElementType.F32, Expr? key = null)
        : this(isTraining, element, key, null, new LayerNames(), null)
    {
    }

    /// <param name="isTraining">The mode.</param>
    /// <param name="element">The element type.</param>
    /// <param name="key">Where keys come from.</param>
    /// <param name="network">A layer whose variables lie at the top, wherever it is applied.</param>
    /// <param name="names">The paths of an earlier trace; those of this one are added.</param>
    /// <param name="given">The expression that stands for a variable; null for a leaf of the variable's path.</param>
    internal Scope(bool isTraining, ElementType element, Expr? key, Layer? network, LayerNames names, Func<Variable, Expr>? given)
    {
        (IsTraining, Element, this.names, this.given) = (isTraining, element, names, given);
        this.key = key ?? (isTraining ? step.Key : null);
        LayerFrame top = new("");
        open = new Stack<LayerFrame>([top]);
        if (network is not null)
        {
            frames.Add(network, top);
        }
    }

    /// <summary>Whether layers behave as in training.</summary>
    public bool IsTraining { get; }

    /// <summary>The element type of parameters and states.</summary>
    public ElementType Element { get; }

    /// <summary>The path of the layer that is being applied; empty at the top.</summary>
    public string Path => open.Peek().Path;

    /// <summary>The variables asked for so far, in the order of the first asking.</summary>
    public ImmutableArray<Variable> Variables => [.. variables];

    /// <summary>The leaves of the parameters: <c>Differentiate(loss, scope.Parameters)</c>.</summary>
    public ImmutableArray<Expr> Parameters => [.. variables.Where(variable => variable.IsTrained).Select(variable => variable.Leaf)];

    /// <summary>What layers and losses have added to the loss; see <see cref="AddLoss"/>.</summary>
    public ImmutableArray<Expr> AddedLosses => [.. addedLosses];

    /// <summary>The scalars to be shown beside the loss; see <see cref="Report"/>.</summary>
    public ImmutableArray<(string Name, Expr Value)> Reports => [.. reports];

    /// <summary>Every use of a layer so far, an outer one before those within it.</summary>
    public ImmutableArray<LayerApplication> Applications => [.. applications.OfType<LayerApplication>()];

    internal StepLeaves Step => step;

    internal LayerNames Names => names;

    /// <summary>A parameter of the layer that is being applied: made at its first use, the same at each further one.</summary>
    /// <param name="name">The name within the layer.</param>
    /// <param name="shape">The shape, which may depend on that of the input.</param>
    /// <param name="initializer">What it begins as.</param>
    /// <exception cref="GraphException">
    /// The name is asked for twice, or was asked for with another shape where the layer was used before.
    /// </exception>
    public Expr Parameter(string name, Shape shape, Initializer initializer)
    {
        using var _ = Origin.Enter();
        return Declared(name, shape, initializer, LeafRole.TrainableLeaf).Leaf;
    }

    /// <summary>A state of the layer that is being applied, such as a running mean: its value before this use of the layer.</summary>
    /// <inheritdoc cref="Parameter"/>
    public Expr State(string name, Shape shape, Initializer initializer)
    {
        using var _ = Origin.Enter();
        Variable state = Declared(name, shape, initializer, LeafRole.StateLeaf);
        return states.GetValueOrDefault(state, state.Leaf);
    }

    /// <summary>
    /// A state of each sample of a batch, such as where its sequence stopped: what the same place of the last batch left. It begins anew
    /// with each epoch, each evaluation and each prediction, and a model has none.
    /// </summary>
    /// <param name="name">The name within the layer.</param>
    /// <param name="shape">The shape; the leading axis is that of the batch.</param>
    /// <param name="initializer">What it begins as.</param>
    /// <inheritdoc cref="Parameter"/>
    public Expr BatchState(string name, Shape shape, Initializer initializer)
    {
        using var _ = Origin.Enter();
        Variable state = Declared(name, shape, initializer, LeafRole.StateLeaf, isOfBatch: true);
        return states.GetValueOrDefault(state, state.Leaf);
    }

    /// <summary>Gives a state of the layer that is being applied its next value.</summary>
    /// <param name="name">The name of the state, which the layer has asked for.</param>
    /// <param name="value">The next value, of its type; no derivative is taken through it.</param>
    /// <exception cref="GraphException">There is no such state, or the value is of another type.</exception>
    public void Update(string name, Expr value)
    {
        using var _ = Origin.Enter();
        Variable state = open.Peek().StateCalled(name);
        states[state] = value.Type == state.Type
            ? value.StopGradient()
            : throw new ShapeException($"the state '{state.Path}' is {state.Type} and cannot become {value.Describe()}");
    }

    /// <summary>A key that nothing else draws from: another one for every layer, every use of it, every call and every batch.</summary>
    /// <returns>A u32[2].</returns>
    /// <exception cref="GraphException">The scope has no key, as in evaluation.</exception>
    public Expr Key()
    {
        using var _ = Origin.Enter();
        LayerFrame frame = open.Peek();
        return key is null
            ? throw new GraphException(
                $"{(Path.Length == 0 ? "the network" : $"'{Path}'")} asks for a key in evaluation, where nothing is drawn at random; " +
                "ask scope.IsTraining first, or give the scope a key")
            : Ops.FoldIn(ScopePath.Fold(key, frame.Path), frame.Keys++);
    }

    /// <summary>Adds a scalar to the loss of whoever trains the network, such as a penalty on activations.</summary>
    /// <exception cref="ShapeException">It is no scalar.</exception>
    public void AddLoss(Expr loss)
    {
        using var _ = Origin.Enter();
        addedLosses.Add(Scalar(loss, "loss"));
    }

    /// <summary>Shows a scalar beside the loss: its mean over an epoch, under a name.</summary>
    /// <param name="name">The name; numbers are given to those that come twice.</param>
    /// <param name="value">A float scalar.</param>
    /// <exception cref="ShapeException">It is no scalar.</exception>
    public void Report(string name, Expr value)
    {
        using var _ = Origin.Enter();
        string free = name;
        for (int number = 2; reports.Any(report => report.Name == free); number++)
        {
            free = FormattableString.Invariant($"{name}_{number}");
        }
        reports.Add((free, Scalar(value, "reported value")));
    }

    /// <summary>The states that have a next value, with it.</summary>
    internal IEnumerable<(Variable State, Expr Next)> Updates => states.Select(pair => (pair.Key, pair.Value));

    private Variable Declared(string name, Shape shape, Initializer initializer, LeafRole role, bool isOfBatch = false)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        LayerFrame frame = open.Peek();
        TensorType type = new(Element, shape);
        if (frame.Find(ScopePath.Checked(name), type, role == LeafRole.TrainableLeaf) is { } known)
        {
            return known;
        }
        string path = ScopePath.Join(frame.Path, name);
        Variable variable = new(path, type, role == LeafRole.TrainableLeaf, initializer, Primitives.Leaf(path, type, role))
        {
            IsOfBatch = isOfBatch,
        };
        if (given is not null)
        {
            variable = variable with { Leaf = given(variable) };
        }
        frame.Add(name, variable);
        variables.Add(variable);
        return variable;
    }

    private static Expr Scalar(Expr value, string what) => value.Rank == 0 && value.Element.IsFloat
        ? value
        : throw new ShapeException($"the {what} {value.Describe()} must be a float scalar");
}
