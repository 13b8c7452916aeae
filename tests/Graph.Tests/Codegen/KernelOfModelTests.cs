using System.Globalization;
using Graph.Cli.Models;
using Graph.Lowering;
using Graph.Tests.Lowering;

namespace Graph.Tests.Codegen;

/// <summary>The kernels of random computations and of training steps are compiled.</summary>
public sealed class KernelOfModelTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_kernels_of_random_computations_are_compiled(int part)
    {
        List<ScheduledKernel> kernels = [];
        for (int seed = part * 20; seed < (part + 1) * 20; seed++)
        {
            Computation computation = RandomComputationTests.Draw(new Random(seed), string.Create(CultureInfo.InvariantCulture, $"random_{seed}"), ElementType.F32);
            kernels.AddRange(KernelChecks.KernelsOf(Planner.Plan(computation, Target.Common, merges: seed % 4 != 0)));
        }
        KernelChecks.Verify(kernels, part);
    }

    [Theory]
    [InlineData("mnist-mlp")]
    [InlineData("mnist-cnn")]
    [InlineData("char-rnn")]
    [InlineData("face-vae")]
    [InlineData("gpt-small")]
    public void The_kernels_of_a_training_step_are_compiled(string name)
    {
        Computation step = FusionTests.TrainingStep(BuiltInModels.Find(name).Small());
        KernelChecks.Verify([.. KernelChecks.KernelsOf(Planner.Plan(step, Target.Common)).Distinct()]);
    }
}
