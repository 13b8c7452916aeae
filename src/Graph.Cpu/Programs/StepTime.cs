using Graph.Lowering;

namespace Graph.Cpu;

/// <summary>What a step took in a profiled run.</summary>
/// <param name="Path">The names of the plans around it, outermost first, separated by <c>/</c>.</param>
/// <param name="Step">The step: a kernel's, or one with a routine of its own. Those that hold plans are told by their steps.</param>
/// <param name="Runs">How often it ran.</param>
/// <param name="Seconds">How long all of its runs took together, as finely as the stopwatch goes.</param>
public sealed record StepTime(string Path, PlanStep Step, long Runs, double Seconds);

/// <summary>A step that can be timed.</summary>
/// <param name="Path">The names of the plans around it.</param>
/// <param name="Step">The step.</param>
internal sealed record TimedStep(string Path, PlanStep Step);

/// <summary>Counts runs of steps and adds up their times.</summary>
/// <param name="count">The number of steps.</param>
internal sealed class StepClock(int count)
{
    private readonly (long Runs, long Ticks)[] sums = new (long, long)[count];

    /// <summary>Runs and time so far, in ticks of the stopwatch.</summary>
    public (long Runs, long Ticks) this[int number] => sums[number];

    /// <summary>Notes a run.</summary>
    public void Add(int number, long ticks) => sums[number] = (sums[number].Runs + 1, sums[number].Ticks + ticks);
}
