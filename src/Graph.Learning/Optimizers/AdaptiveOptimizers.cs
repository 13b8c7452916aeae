namespace Graph.Learning;

/// <summary>
/// Steps that shrink with all that has been seen: <c>s ← s + g², w ← w − η g / (√s + ε)</c> (Duchi et al., 2011, "Adaptive subgradient
/// methods", figure 1).
/// </summary>
/// <param name="LearningRate">η.</param>
/// <param name="InitialSquares">What s begins as.</param>
/// <param name="Epsilon">ε.</param>
public sealed record Adagrad(Schedule LearningRate, double InitialSquares = 0, double Epsilon = 1e-10) : Optimizer(LearningRate)
{
    /// <inheritdoc/>
    public override ImmutableArray<Slot> Slots => [new Slot("squares", InitialSquares)];

    /// <inheritdoc/>
    public override ParameterUpdate Update(Expr parameter, Expr gradient, ImmutableArray<Expr> slots, UpdateOperands operands)
    {
        Expr squares = slots[0] + (gradient * gradient);
        return new ParameterUpdate(parameter - (operands.LearningRate * gradient / (squares.Sqrt() + Epsilon)), squares);
    }
}

/// <summary>
/// Steps in the unit of the parameters: <c>s ← ρ s + (1 − ρ) g², d = √(u + ε) / √(s + ε) · g, u ← ρ u + (1 − ρ) d², w ← w − η d</c>
/// (Zeiler, 2012, "ADADELTA: an adaptive learning rate method", algorithm 1, where η is 1).
/// </summary>
/// <param name="LearningRate">η, 1 in the paper.</param>
/// <param name="Rho">ρ.</param>
/// <param name="Epsilon">ε.</param>
public sealed record Adadelta(Schedule LearningRate, double Rho = 0.95, double Epsilon = 1e-6) : Optimizer(LearningRate)
{
    /// <summary>The paper's, with η = 1.</summary>
    public Adadelta()
        : this(1.0)
    {
    }

    /// <inheritdoc/>
    public override ImmutableArray<Slot> Slots => [new Slot("squares"), new Slot("updates")];

    /// <inheritdoc/>
    public override ParameterUpdate Update(Expr parameter, Expr gradient, ImmutableArray<Expr> slots, UpdateOperands operands)
    {
        Expr squares = (Rho * slots[0]) + ((1 - Rho) * gradient * gradient);
        Expr update = (slots[1] + Epsilon).Sqrt() / (squares + Epsilon).Sqrt() * gradient;
        Expr updates = (Rho * slots[1]) + ((1 - Rho) * update * update);
        return new ParameterUpdate(parameter - (operands.LearningRate * update), squares, updates);
    }
}

/// <summary>
/// Steps divided by a running root mean square: <c>s ← ρ s + (1 − ρ) g², w ← w − η g / (√s + ε)</c> (Tieleman and Hinton, 2012, lecture 6.5
/// of "Neural networks for machine learning"); with momentum the quotient goes into a velocity, and centred the square of a running mean of
/// g is taken from s first (Graves, 2013, "Generating sequences with recurrent neural networks", equations 38 to 41).
/// </summary>
/// <param name="LearningRate">η.</param>
/// <param name="Rho">ρ.</param>
/// <param name="Momentum">μ of <c>v ← μ v + g / (√s + ε), w ← w − η v</c>.</param>
/// <param name="Centered">Whether s becomes a variance.</param>
/// <param name="Epsilon">ε.</param>
public sealed record RmsProp(Schedule LearningRate, double Rho = 0.9, double Momentum = 0, bool Centered = false, double Epsilon = 1e-8)
    : Optimizer(LearningRate)
{
    /// <inheritdoc/>
    public override ImmutableArray<Slot> Slots =>
    [
        new Slot("squares"),
        .. Centered ? (ReadOnlySpan<Slot>)[new Slot("mean")] : [],
        .. Momentum != 0 ? (ReadOnlySpan<Slot>)[new Slot("velocity")] : [],
    ];

    /// <inheritdoc/>
    public override ParameterUpdate Update(Expr parameter, Expr gradient, ImmutableArray<Expr> slots, UpdateOperands operands)
    {
        Expr squares = (Rho * slots[0]) + ((1 - Rho) * gradient * gradient);
        ImmutableArray<Expr> next = [squares];
        Expr variance = squares;
        if (Centered)
        {
            Expr mean = (Rho * slots[1]) + ((1 - Rho) * gradient);
            variance = squares - (mean * mean);
            next = next.Add(mean);
        }
        Expr direction = gradient / (variance.Sqrt() + Epsilon);
        if (Momentum != 0)
        {
            direction = (Momentum * slots[^1]) + direction;
            next = next.Add(direction);
        }
        return new ParameterUpdate(parameter - (operands.LearningRate * direction), next);
    }
}
