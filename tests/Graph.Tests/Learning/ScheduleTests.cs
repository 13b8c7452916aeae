using Graph.Learning;

namespace Graph.Tests.Learning;

public sealed class ScheduleTests
{
    /// <summary>Worked out by hand from the formulas.</summary>
    public static TheoryData<string, Schedule, long, double> Rates => new()
    {
        { "constant", 0.1, 12345, 0.1 },
        { "step before", new StepDecay(1, 10), 9, 1 },
        { "step behind", new StepDecay(1, 10), 20, 0.01 },
        { "piecewise", new PiecewiseRate([5, 10], [1, 0.5, 0.1]), 4, 1 },
        { "piecewise at a bound", new PiecewiseRate([5, 10], [1, 0.5, 0.1]), 10, 0.1 },
        { "exponential", new ExponentialDecay(1, 10, 0.5), 5, Math.Sqrt(0.5) },
        { "cosine begins", new CosineDecay(1, 100, 0.2), 0, 1 },
        { "cosine in the middle", new CosineDecay(1, 100, 0.2), 50, 0.6 },
        { "cosine stays", new CosineDecay(1, 100, 0.2), 500, 0.2 },
        { "linear", new LinearDecay(1, 10), 4, 0.6 },
        { "warm-up begins", new WarmUp(4, 0.8), 0, 0.2 },
        { "warm-up ends", new WarmUp(4, 0.8), 3, 0.8 },
        { "warm-up then cosine", new WarmUp(4, new CosineDecay(1, 100)), 54, 0.5 },
        // With 101 steps the top is at 0.3 · 101 − 1 = 29.3.
        { "one cycle begins", new OneCycle(1, 101), 0, 0.04 },
        { "one cycle ends", new OneCycle(1, 101), 100, 4e-6 },
        { "one cycle stays", new OneCycle(1, 101), 200, 4e-6 },
        { "one cycle half way up", new OneCycle(1, 100, Rise: 0.31), 15, 0.52 },
        { "own", Schedule.Of(step => 1.0 / (step + 1)), 3, 0.25 },
    };

    [Theory]
    [MemberData(nameof(Rates))]
    public void Has_the_rate_of_the_formula(string name, Schedule schedule, long step, double expected) =>
        Assert.True(Math.Abs(schedule.At(step) - expected) < 1e-12, $"{name}: {schedule.At(step)}");

    [Fact]
    public void A_schedule_over_no_steps_is_none()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineDecay(1, 0).At(0));
        Assert.Throws<GraphException>(() => new PiecewiseRate([5], [1]).At(0));
    }
}
