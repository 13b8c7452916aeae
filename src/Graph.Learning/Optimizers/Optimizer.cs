namespace Graph.Learning;

/// <summary>
/// How a step changes parameters: pure expressions of a parameter, its gradient, and what is kept for it from step to step, compiled into
/// the step. An optimizer of one's own is a record that overrides <see cref="Slots"/> and <see cref="Update"/>.
/// </summary>
/// <param name="LearningRate">The learning rate of each step, an operand of the step: another one needs no compilation.</param>
public abstract record Optimizer(Schedule LearningRate)
{
    /// <summary>
    /// λ: what is kept small besides the loss is ½ λ w², by λ w in the gradient. <see cref="AdamW"/> and <see cref="Lion"/> take λ w times
    /// the learning rate from the parameter itself instead (Loshchilov and Hutter, 2019, "Decoupled weight decay regularization").
    /// </summary>
    public virtual double WeightDecay { get; init; }

    /// <summary>How gradients are kept small; null for not at all.</summary>
    public GradientClipping? Clipping { get; init; }

    /// <summary>What some parameters have of their own; of several groups that fit, the first counts.</summary>
    public ImmutableArray<ParameterGroup> Groups { get; init; } = [];

    /// <summary>The gradients of how many batches are averaged for one update.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int AccumulationSteps
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(AccumulationSteps), value, "an update takes the gradient of at least 1 batch");
    } = 1;

    /// <summary>
    /// d, of an average of the parameters over the steps, average ← d · average + (1 − d) · parameter, which is what a trainer evaluates
    /// and returns (Polyak and Juditsky, 1992, "Acceleration of stochastic approximation by averaging", with weights that fade); null for
    /// none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in (0, 1).</exception>
    public double? AverageDecay
    {
        get;
        init => field = value is null or (> 0 and < 1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(AverageDecay), value, "the share that stays lies between 0 and 1");
    }

    /// <summary>What is kept for each parameter, of its type.</summary>
    public abstract ImmutableArray<Slot> Slots { get; }

    /// <summary>
    /// Whether weight decay is the optimizer's own affair; else it is added to the gradient before <see cref="Update"/> sees it.
    /// </summary>
    protected internal virtual bool DecaysByItself => false;

    /// <summary>The next value of a parameter and of its slots.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient, of its type.</param>
    /// <param name="slots">The slots, in the order of <see cref="Slots"/>, each of its type.</param>
    /// <param name="operands">The scalars of the step.</param>
    public abstract ParameterUpdate Update(Expr parameter, Expr gradient, ImmutableArray<Expr> slots, UpdateOperands operands);
}

/// <summary>Something that an optimizer keeps for each parameter.</summary>
/// <param name="Name">Its name, such as <c>velocity</c>.</param>
/// <param name="Initial">What all its elements begin as.</param>
public readonly record struct Slot(string Name, double Initial = 0);

/// <summary>The scalars that an update depends on, of the element type of the parameter; operands of the step, never constants.</summary>
/// <param name="LearningRate">The learning rate of the step, and of the group of the parameter.</param>
/// <param name="WeightDecay">λ of the parameter, for optimizers that decay by themselves.</param>
/// <param name="Step">t: which update it is, counted from 1.</param>
public readonly record struct UpdateOperands(Expr LearningRate, double WeightDecay, Expr Step)
{
    /// <summary>1 − β^t, computed as −expm1(t ln β), which keeps its digits where β is close to 1.</summary>
    public Expr Remaining(double beta) => -Ops.Expm1(Step * Math.Log(beta));
}

/// <summary>What an update gives.</summary>
/// <param name="Parameter">The next value of the parameter.</param>
/// <param name="Slots">The next value of each slot.</param>
public readonly record struct ParameterUpdate(Expr Parameter, params ImmutableArray<Expr> Slots);
