using Graph.Lowering;

namespace Graph.Inspection;

/// <summary>A kernel of a plan, or of a plan within it.</summary>
/// <param name="Name">Its name in the plan, behind the names of the steps around it: <c>k3</c>, or <c>loop2/k0</c>.</param>
/// <param name="Plan">The plan that it is a step of.</param>
/// <param name="Step">The step.</param>
public sealed record PlannedKernel(string Name, ExecutionPlan Plan, KernelStep Step)
{
    /// <summary>The names of its operands in the plan.</summary>
    public ImmutableArray<string> Operands => [.. Step.Reads.Concat(Step.Writes).Select(buffer => Plan.Buffers[buffer].Name)];

    /// <summary>The kernels of a plan in the order in which they run, those of loops and calls included.</summary>
    public static ImmutableArray<PlannedKernel> Of(ExecutionPlan plan) => [.. Of(plan, "")];

    private static IEnumerable<PlannedKernel> Of(ExecutionPlan plan, string path)
    {
        for (int place = 0; place < plan.Steps.Count; place++)
        {
            string number = FormattableString.Invariant($"{place}/");
            IEnumerable<PlannedKernel> kernels = plan.Steps[place] switch
            {
                KernelStep kernel => [new PlannedKernel(path + kernel.Name, plan, kernel)],
                LoopStep loop => Of(loop.Body, $"{path}loop{number}"),
                CallStep call => Of(call.Body, $"{path}call{number}"),
                LibraryStep => [],
                var other => throw new System.Diagnostics.UnreachableException($"{other.GetType().Name} holds unknown kernels"),
            };
            foreach (PlannedKernel kernel in kernels)
            {
                yield return kernel;
            }
        }
    }
}
