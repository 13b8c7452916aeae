using Graph.Cpu;
using Graph.Lowering;
using Graph.Properties.Generation;

namespace Graph.Properties.Compiling;

/// <summary>A case with the plan that runs it.</summary>
/// <param name="Case">The case.</param>
/// <param name="Variant">How it is compiled.</param>
/// <param name="Donated">The parameter and the result that share memory, or nothing.</param>
/// <param name="Plan">The plan.</param>
public sealed record Planned(Case Case, Variant Variant, ImmutableArray<(int Parameter, int Result)> Donated, ExecutionPlan Plan)
{
    /// <summary>Plans a case.</summary>
    public static Planned Of(Case subject, Target target)
    {
        Variant variant = Variant.Of(subject);
        ImmutableArray<(int, int)> donated = variant.Donated(subject.Computation);
        ExecutionPlan plan = Planner.Plan(subject.Computation, target, variant.Merges, donated);
        return new Planned(subject, variant, donated, Varied(plan, variant));
    }

    /// <summary>The kernels of a plan and of the bodies in it.</summary>
    public static IEnumerable<ScheduledKernel> KernelsOf(ExecutionPlan plan) => ProgramBuilder.KernelsOf(plan);

    private static ExecutionPlan Varied(ExecutionPlan plan, Variant variant) => plan with
    {
        Steps = [.. plan.Steps.Select(step => step switch
        {
            KernelStep kernel => kernel with { Scheduled = Varied(kernel.Scheduled, variant) },
            LoopStep loop => loop with { Body = Varied(loop.Body, variant) },
            CallStep call => call with { Body = Varied(call.Body, variant) },
            _ => step,
        })],
    };

    private static ScheduledKernel Varied(ScheduledKernel scheduled, Variant variant)
    {
        (LoopKernel kernel, Schedule schedule) = scheduled;
        if (variant.IsFine)
        {
            bool isCut = schedule.Vector == VectorAxis.LastPoint && kernel.Axes[^1].Size > Schedule.Partials;
            schedule = schedule with { Rows = 1, Block = isCut ? Schedule.Partials : schedule.Block };
        }
        bool isStreaming = (variant.Streams || schedule.IsStreaming) && !variant.IsGuarded && Streaming.IsPossible(kernel, schedule);
        return new ScheduledKernel(kernel, schedule with { IsStreaming = isStreaming });
    }
}
