using Graph.Cli.Models;
using Graph.Lowering;
using Graph.Tests.Cpu;
using Graph.Tests.Lowering;

namespace Graph.Tests.Codegen;

/// <summary>A few of the checks of kernels and of programs, of all kinds, for <see cref="InstructionSetTests"/> to run once more.</summary>
public sealed class SelectedKernelTests
{
    private const int Every = 20;

    [Fact]
    public void Some_samples_of_each_operator_are_compiled()
    {
        IEnumerable<OperatorSample> samples = OperatorSamples.All
            .GroupBy(sample => sample.Operator.GetType())
            .SelectMany(group => group.Where((_, place) => place % Every == 0));
        HashSet<ScheduledKernel> kernels = [];
        foreach (ScheduledKernel kernel in samples.SelectMany(sample => KernelChecks.KernelsOf(Planner.Plan(sample.Computation, Target.Common))))
        {
            kernels.Add(kernel);
            kernels.UnionWith(KernelChecks.Rescheduled(kernel.Kernel));
        }
        KernelChecks.Verify([.. kernels]);
    }

    [Theory]
    [InlineData("mnist-cnn")]
    [InlineData("char-rnn")]
    public void The_kernels_of_a_training_step_are_compiled(string name)
    {
        Computation step = FusionTests.TrainingStep(BuiltInModels.Find(name).Small());
        KernelChecks.Verify([.. KernelChecks.KernelsOf(Planner.Plan(step, Target.Common)).Distinct()]);
    }

    [Fact]
    public void Random_computations_run_as_the_reference_does() => WidthTests.CheckRandom(first: 405, count: 10);
}
