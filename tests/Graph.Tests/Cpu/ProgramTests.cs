using Graph.Cpu;
using Graph.Lowering;
using Graph.Tests.Lowering;

namespace Graph.Tests.Cpu;

/// <summary>How plans are run, whatever runs their kernels.</summary>
public sealed class ProgramTests
{
    public static IEnumerable<object[]> Operators =>
        from type in typeof(Op).Assembly.GetTypes()
        where type.IsSubclassOf(typeof(Op)) && !type.IsAbstract
        select (object[])[type.Name];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Every_sample_of_an_operator_runs_as_the_reference_does(string name)
    {
        CpuBackend backend = Runs.Backend();
        int samples = 0;
        foreach (OperatorSample sample in OperatorSamples.All.Where(sample => sample.Operator.GetType().Name == name))
        {
            Runs.Check(backend, sample.Computation, sample.Arguments);
            samples++;
        }
        Assert.True(samples > 0, $"{name} has no samples");
    }

    [Fact]
    public void Random_computations_run_as_the_reference_does()
    {
        CpuBackend backend = Runs.Backend();
        for (int seed = 0; seed < 60; seed++)
        {
            Computation computation = RandomComputationTests.Draw(new Random(seed), FormattableString.Invariant($"random_{seed}"));
            Runs.Check(backend, computation, FusionTests.ArgumentsOf(computation), merges: seed % 4 != 0);
        }
    }

    [SkippableFact]
    public void They_do_so_with_guard_pages()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        CpuBackend backend = Runs.Backend(new RuntimeOptions { GuardPages = true, Poison = true });
        for (int seed = 100; seed < 120; seed++)
        {
            Computation computation = RandomComputationTests.Draw(new Random(seed), FormattableString.Invariant($"random_{seed}"));
            Runs.Check(backend, computation, FusionTests.ArgumentsOf(computation));
        }
    }

    [Fact]
    public void A_wrong_buffer_is_one_sentence()
    {
        CpuBackend backend = Runs.Backend();
        Expr x = Ops.Input("x", [3]);
        IProgram program = backend.Compile(Planner.Plan(Computation.Create("main", [x], [x + 1]), backend.Target));
        Buffer right = Buffer.Allocate(12);
        Assert.Contains("1 arguments, not 0", Assert.Throws<ArgumentException>(() => program.Run([], [right])).Message, StringComparison.Ordinal);
        Assert.Contains("argument 0", Assert.Throws<ArgumentException>(() => program.Run([Buffer.Allocate(8)], [right])).Message, StringComparison.Ordinal);
        Assert.Contains("result 0", Assert.Throws<ArgumentException>(() => program.Run([right], [Buffer.Allocate(16)])).Message, StringComparison.Ordinal);
    }
}
