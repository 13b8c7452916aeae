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
        CpuBackend backend = Runs.Simulated();
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
        CpuBackend backend = Runs.Simulated();
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
        CpuBackend backend = Runs.Simulated(new RuntimeOptions { GuardPages = true, Poison = true });
        for (int seed = 100; seed < 120; seed++)
        {
            Computation computation = RandomComputationTests.Draw(new Random(seed), FormattableString.Invariant($"random_{seed}"));
            Runs.Check(backend, computation, FusionTests.ArgumentsOf(computation));
        }
    }

    [Fact]
    public void A_wrong_buffer_is_one_sentence()
    {
        CpuBackend backend = Runs.Simulated();
        Expr x = Ops.Input("x", [3]);
        CpuProgram program = backend.Compile(Planner.Plan(Computation.Create("main", [x], [x + 1]), backend.Target));
        Buffer right = Buffer.Allocate(12);
        Assert.Contains("1 arguments, not 0", Assert.Throws<ArgumentException>(() => program.Run([], [right])).Message, StringComparison.Ordinal);
        Assert.Contains("argument 0", Assert.Throws<ArgumentException>(() => program.Run([Buffer.Allocate(8)], [right])).Message, StringComparison.Ordinal);
        Assert.Contains("result 0", Assert.Throws<ArgumentException>(() => program.Run([right], [Buffer.Allocate(16)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_tells_how_often_each_kernel_ran()
    {
        CpuBackend backend = Runs.Simulated();
        (Expr x, Expr rows) = (Ops.Input("x", [8]), Ops.Input("rows", [5, 8]));
        (Expr last, _) = Ops.Scan((state, row) => (Ops.Tanh(state + row), state), x, rows);
        Computation computation = Computation.Create("main", [x, rows], [Ops.Exp(last), Expr.Create(new Sort(0), [last]).Results()[0]]);
        CpuProgram program = backend.Compile(Planner.Plan(computation, backend.Target));
        Buffer[] arguments = [.. FusionTests.ArgumentsOf(computation).Select(argument => argument.Buffer)];
        ImmutableArray<StepTime> times = program.Profile(arguments, [Buffer.Allocate(32), Buffer.Allocate(32)]);
        Assert.Equal(program.Plan.Steps.Count, times.Count(step => step.Path == "main") + 1);
        Assert.Equal(5, times.Single(step => step.Path != "main").Runs);
        Assert.All(times.Where(step => step.Path == "main"), step => Assert.Equal(1, step.Runs));
        Assert.All(times, step => Assert.InRange(step.Seconds, 1e-9, 60));
    }

    [Fact]
    public void One_program_runs_in_64_threads_at_once()
    {
        CpuBackend backend = Runs.Simulated(new RuntimeOptions { Threads = 3, Poison = true });
        Computation computation = RandomComputationTests.Draw(new Random(7), "random");
        ImmutableArray<Literal> arguments = FusionTests.ArgumentsOf(computation);
        CpuProgram program = backend.Compile(Planner.Plan(computation, backend.Target));
        ImmutableArray<Literal> expected = Runs.Run(backend, program, arguments);
        using Barrier start = new(64);
        Exception?[] failures = new Exception?[64];
        Thread[] threads = [.. Enumerable.Range(0, 64).Select(number => new Thread(() => failures[number] = Record.Exception(() =>
        {
            start.SignalAndWait();
            for (int run = 0; run < 5; run++)
            {
                Assert.Equal(expected.AsEnumerable(), Runs.Run(backend, program, arguments).AsEnumerable());
            }
        })))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(failures, Assert.Null);
    }
}
