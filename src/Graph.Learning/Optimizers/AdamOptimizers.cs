namespace Graph.Learning;

/// <summary>
/// Running means of the gradient and of its square, each divided by what it lacks at the beginning: <c>m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1
/// − β₂) g², w ← w − η (m / (1 − β₁^t)) / (√(v / (1 − β₂^t)) + ε)</c> (Kingma and Ba, 2015, "Adam: a method for stochastic optimization",
/// algorithm 1).
/// </summary>
/// <param name="LearningRate">η.</param>
/// <param name="Beta1">β₁.</param>
/// <param name="Beta2">β₂.</param>
/// <param name="Epsilon">ε.</param>
public sealed record Adam(Schedule LearningRate, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8) : Optimizer(LearningRate)
{
    /// <summary>The paper's, with η = 0.001.</summary>
    public Adam()
        : this(0.001)
    {
    }

    /// <inheritdoc/>
    public override ImmutableArray<Slot> Slots => AdamMoments.Slots;

    /// <inheritdoc/>
    public override ParameterUpdate Update(Expr parameter, Expr gradient, ImmutableArray<Expr> slots, UpdateOperands operands)
    {
        AdamMoments moments = AdamMoments.Next(gradient, slots, Beta1, Beta2);
        return new ParameterUpdate(
            parameter - (operands.LearningRate * moments.Direction(operands, Beta1, Beta2, Epsilon)), moments.Mean, moments.Squares);
    }
}

/// <summary>
/// <see cref="Adam"/> with weight decay that no running mean divides: <c>w ← w − η (adam + λ w)</c> (Loshchilov and Hutter, 2019,
/// "Decoupled weight decay regularization", algorithm 2, with the schedule within η). λ is <see cref="Optimizer.WeightDecay"/>, 0.01 unless
/// set.
/// </summary>
/// <param name="LearningRate">η.</param>
/// <param name="Beta1">β₁.</param>
/// <param name="Beta2">β₂.</param>
/// <param name="Epsilon">ε.</param>
public sealed record AdamW(Schedule LearningRate, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8) : Optimizer(LearningRate)
{
    /// <summary>With η = 0.001.</summary>
    public AdamW()
        : this(0.001)
    {
    }

    /// <summary>λ.</summary>
    public override double WeightDecay { get; init; } = 0.01;

    /// <inheritdoc/>
    public override ImmutableArray<Slot> Slots => AdamMoments.Slots;

    /// <inheritdoc/>
    protected internal override bool DecaysByItself => true;

    /// <inheritdoc/>
    public override ParameterUpdate Update(Expr parameter, Expr gradient, ImmutableArray<Expr> slots, UpdateOperands operands)
    {
        AdamMoments moments = AdamMoments.Next(gradient, slots, Beta1, Beta2);
        Expr direction = moments.Direction(operands, Beta1, Beta2, Epsilon) + (operands.WeightDecay * parameter);
        return new ParameterUpdate(parameter - (operands.LearningRate * direction), moments.Mean, moments.Squares);
    }
}

/// <summary>
/// The sign of a mix of gradient and running mean: <c>w ← w − η (sign(β₁ m + (1 − β₁) g) + λ w), m ← β₂ m + (1 − β₂) g</c> (Chen et al.,
/// 2023, "Symbolic discovery of optimization algorithms", algorithm 2). λ is <see cref="Optimizer.WeightDecay"/>. Its steps are of one
/// size: take a learning rate of a third to a tenth of Adam's.
/// </summary>
/// <param name="LearningRate">η.</param>
/// <param name="Beta1">β₁.</param>
/// <param name="Beta2">β₂.</param>
public sealed record Lion(Schedule LearningRate, double Beta1 = 0.9, double Beta2 = 0.99) : Optimizer(LearningRate)
{
    /// <summary>The paper's, with η = 0.0001.</summary>
    public Lion()
        : this(0.0001)
    {
    }

    /// <inheritdoc/>
    public override ImmutableArray<Slot> Slots => [new Slot("mean")];

    /// <inheritdoc/>
    protected internal override bool DecaysByItself => true;

    /// <inheritdoc/>
    public override ParameterUpdate Update(Expr parameter, Expr gradient, ImmutableArray<Expr> slots, UpdateOperands operands)
    {
        Expr direction = Ops.Sign((Beta1 * slots[0]) + ((1 - Beta1) * gradient)) + (operands.WeightDecay * parameter);
        return new ParameterUpdate(
            parameter - (operands.LearningRate * direction), (Beta2 * slots[0]) + ((1 - Beta2) * gradient));
    }
}

/// <summary>The running means of Adam.</summary>
internal readonly record struct AdamMoments(Expr Mean, Expr Squares)
{
    public static ImmutableArray<Slot> Slots => [new Slot("mean"), new Slot("squares")];

    public static AdamMoments Next(Expr gradient, ImmutableArray<Expr> slots, double beta1, double beta2) => new(
        (beta1 * slots[0]) + ((1 - beta1) * gradient), (beta2 * slots[1]) + ((1 - beta2) * gradient * gradient));

    public Expr Direction(UpdateOperands operands, double beta1, double beta2, double epsilon) =>
        Mean / operands.Remaining(beta1) / ((Squares / operands.Remaining(beta2)).Sqrt() + epsilon);
}
