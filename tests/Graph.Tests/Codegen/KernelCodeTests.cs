using Graph.Lowering;
using Graph.Tests.Lowering;

namespace Graph.Tests.Codegen;

/// <summary>
/// The code of every kernel computes what the simulator does, with the same bits at any width and in any order of the chunks.
/// </summary>
public sealed class KernelCodeTests
{
    public static IEnumerable<object[]> Operators => from type in typeof(Op).Assembly.GetTypes() where type.IsSubclassOf(typeof(Op)) && !type.IsAbstract select (object[])[type.Name];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Every_sample_of_an_operator_is_compiled(string name)
    {
        HashSet<ScheduledKernel> kernels = [];
        foreach (OperatorSample sample in OperatorSamples.All.Where(sample => sample.Operator.GetType().Name == name))
        {
            foreach (bool merges in (bool[])[false, true])
            {
                foreach (ScheduledKernel kernel in KernelChecks.KernelsOf(Planner.Plan(sample.Computation, Target.Common, merges)))
                {
                    kernels.Add(kernel);
                    kernels.UnionWith(KernelChecks.Rescheduled(kernel.Kernel));
                }
            }
        }
        KernelChecks.Verify([.. kernels]);
    }
}
