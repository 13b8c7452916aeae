namespace Graph.Learning;

/// <summary>
/// Gradient descent: <c>w ← w − η g</c>; with momentum <c>v ← μ v + g, w ← w − η v</c> (Polyak, 1964, "Some methods of speeding up the
/// convergence of iteration methods"), and in Nesterov's form <c>w ← w − η (g + μ v)</c> (Sutskever et al., 2013, "On the importance of
/// initialization and momentum in deep learning", section 2, in terms of the parameters at which the gradient is taken).
/// </summary>
/// <param name="LearningRate">η.</param>
/// <param name="Momentum">μ, in [0, 1).</param>
/// <param name="Nesterov">Whether momentum takes Nesterov's form.</param>
public sealed record Sgd(Schedule LearningRate, double Momentum = 0, bool Nesterov = false) : Optimizer(LearningRate)
{
    /// <inheritdoc/>
    public override ImmutableArray<Slot> Slots => Momentum == 0 ? [] : [new Slot("velocity")];

    /// <inheritdoc/>
    public override ParameterUpdate Update(Expr parameter, Expr gradient, ImmutableArray<Expr> slots, UpdateOperands operands)
    {
        if (Momentum == 0)
        {
            return new ParameterUpdate(parameter - (operands.LearningRate * gradient));
        }
        Expr velocity = (Momentum * slots[0]) + gradient;
        Expr direction = Nesterov ? gradient + (Momentum * velocity) : velocity;
        return new ParameterUpdate(parameter - (operands.LearningRate * direction), velocity);
    }
}
