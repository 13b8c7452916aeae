namespace Graph.Lowering;

/// <summary>From a computation to the plan that runs it.</summary>
public static class Planner
{
    /// <summary>Plans a computation.</summary>
    /// <param name="computation">What to run.</param>
    /// <param name="target">The machine to schedule for.</param>
    /// <param name="merges">Whether kernels are merged; see <see cref="FusionPlanner.Plan"/>.</param>
    /// <param name="donated">
    /// Pairs of a parameter and the result that should take its memory; types must be equal, and no parameter or result stands twice.
    /// </param>
    public static ExecutionPlan Plan(
        Computation computation, Target target, bool merges = true, params IReadOnlyList<(int Parameter, int Result)> donated) =>
        Plan(FusionPlanner.Plan(computation, merges), target, donated);

    /// <summary>Plans what was fused.</summary>
    /// <param name="fusion">Kernels and nodes, in an order in which they can run.</param>
    /// <param name="target">The machine to schedule for.</param>
    /// <param name="donated">Pairs of a parameter and the result that should take its memory.</param>
    public static ExecutionPlan Plan(FusionPlan fusion, Target target, params IReadOnlyList<(int Parameter, int Result)> donated)
    {
        Computation computation = fusion.Computation;
        NodeNames names = new(computation);
        BufferTable table = new(computation, names);
        List<PlanStep> steps = [];
        foreach (FusedStep step in fusion.Steps)
        {
            Sequence<int> reads = [.. step.Inputs.SelectMany(node => table.NumbersOf(node))];
            Sequence<int> writes = [.. step.Outputs.SelectMany(node => table.NumbersOf(node))];
            steps.Add(Step(step, reads, writes, FormattableString.Invariant($"k{steps.Count}"), table, target));
        }
        Placement placement = new(table, steps, donated);
        return placement.ToPlan(computation.Name);
    }

    private static PlanStep Step(FusedStep step, Sequence<int> reads, Sequence<int> writes, string name, BufferTable table, Target target)
    {
        if (step.Lowered is { } lowered)
        {
            return new KernelStep(name, Scheduler.Schedule(lowered.Kernel, target), reads, writes, step.Name);
        }
        Expr node = step.Outputs[0];
        // An operand that stands twice is read under both of its places.
        Sequence<int> operands = [.. node.Inputs.SelectMany(input => table.NumbersOf(input))];
        return node.Op switch
        {
            // What a carry was is not needed once the next one is there.
            Scan scan => new LoopStep(
                scan,
                Plan(scan.Body, target, donated: [.. Enumerable.Range(0, scan.Carries).Select(carry => (carry, carry))]),
                operands,
                writes),
            Call call => new CallStep(Plan(call.Body, target), operands, writes),
            Sort or Cumulative => new LibraryStep(node.Op, operands, writes),
            _ => throw new System.Diagnostics.UnreachableException($"{node.Op.Name} has no step"),
        };
    }
}
