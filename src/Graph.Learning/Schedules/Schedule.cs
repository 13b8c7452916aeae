namespace Graph.Learning;

/// <summary>
/// The learning rate of each step, a function of the number of steps before it. A number converts to one that stays. Steps are updates of
/// the parameters: a batch each, but where gradients are accumulated.
/// </summary>
public abstract record Schedule
{
    /// <summary>A learning rate that stays.</summary>
    public static implicit operator Schedule(double rate) => new ConstantRate(rate);

    /// <summary>A schedule that is a function of the number of steps before.</summary>
    public static Schedule Of(Func<long, double> rate)
    {
        ArgumentNullException.ThrowIfNull(rate);
        return new Function(rate);
    }

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">How many steps came before it.</param>
    public abstract double At(long step);

    private sealed record Function(Func<long, double> Rate) : Schedule
    {
        public override double At(long step) => Rate(step);
    }
}

/// <summary>One learning rate for all steps.</summary>
/// <param name="Rate">The rate.</param>
public sealed record ConstantRate(double Rate) : Schedule
{
    /// <inheritdoc/>
    public override double At(long step) => Rate;
}

/// <summary>A learning rate that is multiplied by a factor at every so many steps.</summary>
/// <param name="Initial">The rate of the first steps.</param>
/// <param name="Every">After how many steps it is multiplied, again and again.</param>
/// <param name="Factor">By what.</param>
public sealed record StepDecay(double Initial, long Every, double Factor = 0.1) : Schedule
{
    /// <inheritdoc/>
    public override double At(long step) => Initial * Math.Pow(Factor, step / Horizon.Checked(Every, nameof(Every)));
}

/// <summary>A learning rate that has a value of its own between bounds.</summary>
/// <param name="Bounds">The steps from which on the next rate holds, ascending.</param>
/// <param name="Rates">One rate more than bounds.</param>
public sealed record PiecewiseRate(ImmutableArray<long> Bounds, ImmutableArray<double> Rates) : Schedule
{
    /// <inheritdoc/>
    /// <exception cref="GraphException">There is not one rate more than bounds.</exception>
    public override double At(long step) => Rates.Length == Bounds.Length + 1
        ? Rates[Bounds.Count(bound => step >= bound)]
        : throw new GraphException($"{Bounds.Length} bounds part {Bounds.Length + 1} rates, but {Rates.Length} are given");
}

/// <summary>A learning rate that shrinks by the same factor over any span of steps: initial · factor^(step / every).</summary>
/// <param name="Initial">The rate of the first step.</param>
/// <param name="Every">The span of one factor.</param>
/// <param name="Factor">The factor.</param>
public sealed record ExponentialDecay(double Initial, long Every, double Factor = 0.96) : Schedule
{
    /// <inheritdoc/>
    public override double At(long step) => Initial * Math.Pow(Factor, (double)step / Horizon.Checked(Every, nameof(Every)));
}

/// <summary>
/// A learning rate that falls as half a wave of the cosine and then stays (Loshchilov and Hutter, 2017, "SGDR: stochastic gradient descent
/// with warm restarts", equation 5).
/// </summary>
/// <param name="Initial">The rate of the first step.</param>
/// <param name="Steps">Over how many steps it falls.</param>
/// <param name="Final">Where it ends.</param>
public sealed record CosineDecay(double Initial, long Steps, double Final = 0) : Schedule
{
    /// <inheritdoc/>
    public override double At(long step) => Horizon.Cosine(Initial, Final, Horizon.Share(step, Steps));
}

/// <summary>A learning rate that changes evenly from one value to another and then stays.</summary>
/// <param name="Initial">The rate of the first step.</param>
/// <param name="Steps">Over how many steps it changes.</param>
/// <param name="Final">Where it ends.</param>
public sealed record LinearDecay(double Initial, long Steps, double Final = 0) : Schedule
{
    /// <inheritdoc/>
    public override double At(long step) => Initial + ((Final - Initial) * Horizon.Share(step, Steps));
}

/// <summary>
/// A learning rate that rises evenly to where another schedule begins, and then follows that one (Goyal et al., 2017, "Accurate, large
/// minibatch SGD", section 2.2).
/// </summary>
/// <param name="Steps">Over how many steps it rises; the first has a share of 1/steps, none is 0.</param>
/// <param name="Next">What follows; its steps are counted from the end of the rise.</param>
public sealed record WarmUp(long Steps, Schedule Next) : Schedule
{
    /// <inheritdoc/>
    public override double At(long step) =>
        step < Steps ? Next.At(0) * (step + 1) / Steps : Next.At(step - Steps);
}

/// <summary>
/// One cycle: up from peak/25 to the peak over the first part of the steps, then down to almost nothing, each along half a wave of the
/// cosine (Smith and Topin, 2018, "Super-convergence", with the cosine of its common implementations).
/// </summary>
/// <param name="Peak">The largest rate.</param>
/// <param name="Steps">How many steps the cycle has; the last of them has the least rate.</param>
/// <param name="Rise">The share of the steps that it rises.</param>
/// <param name="StartDivisor">By what the peak is divided for the first rate.</param>
/// <param name="EndDivisor">By what the first rate is divided for the last one.</param>
public sealed record OneCycle(double Peak, long Steps, double Rise = 0.3, double StartDivisor = 25, double EndDivisor = 1e4) : Schedule
{
    /// <inheritdoc/>
    public override double At(long step)
    {
        double last = Horizon.Checked(Steps, nameof(Steps)) - 1;
        double top = Math.Max(0, (Rise * Steps) - 1);
        double start = Peak / StartDivisor;
        return step < top
            ? Horizon.Cosine(start, Peak, step / top)
            : Horizon.Cosine(Peak, start / EndDivisor, last > top ? Math.Min(1, (step - top) / (last - top)) : 1);
    }
}
