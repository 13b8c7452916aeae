using System.Runtime.CompilerServices;
using Graph.Cpu;
using Graph.Lowering;
using Graph.Tests.Lowering;

namespace Graph.Tests.Cpu;

/// <summary>The memory of runs, while they run and between them.</summary>
[Collection(nameof(AloneCollection))]
public sealed class FrameTests
{
    // What a sort needs for a line: keys and places, twice.
    private const int Line = 1 << 16, LineBytes = Line * 16;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Scratch_is_for_threads_that_find_a_chunk(int lines)
    {
        Runtime runtime = new(new RuntimeOptions { Threads = 64, SharesAlways = true });
        Sorted(runtime, lines, Line);
        Assert.InRange(runtime.IdleBytes, lines * LineBytes, (lines * LineBytes) + (LineBytes / 2));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Threads_have_scratch_of_their_own_whatever_each_step_needs(bool guards)
    {
        Skip.If(guards && !OperatingSystem.IsLinux());
        CpuBackend backend = Runs.Backend(new RuntimeOptions { Threads = 4, SharesAlways = true, Poison = true, GuardPages = guards });
        Expr wide = Ops.Input("wide", [3, 700]), tall = Ops.Input("tall", [400, 60]);
        Computation computation = Computation.Create(
            "main",
            [wide, tall],
            [.. Expr.Create(new Sort(1), [wide]).Results(), .. Expr.Create(new Sort(1), [tall]).Results(), .. Expr.Create(new Sort(0), [tall]).Results()]);
        Runs.Check(backend, computation, FusionTests.ArgumentsOf(computation));
    }

    [Fact]
    public void Idle_frames_of_all_programs_stay_within_a_bound_and_the_last_is_kept()
    {
        Runtime runtime = new(new RuntimeOptions { IdleBytes = 3 * LineBytes });
        List<CpuProgram> programs = [];
        for (int number = 0; number < 5; number++)
        {
            programs.Add(Sorted(runtime, 1, Line));
            Assert.InRange(runtime.Frames.Bytes, LineBytes, 3 * LineBytes);
        }
        Assert.InRange(runtime.Frames.Bytes, 2 * LineBytes, 3 * LineBytes);
        // Larger than the bound: it alone is left.
        programs.Add(Sorted(runtime, 1, 4 * Line));
        Assert.InRange(runtime.Frames.Bytes, 4 * LineBytes, 5 * LineBytes);
        Assert.InRange(runtime.IdleBytes, runtime.Frames.Bytes, long.MaxValue);
        runtime.Trim();
        Assert.Equal(0, runtime.Frames.Bytes);
        GC.KeepAlive(programs);
    }

    [Fact]
    public void Frames_that_nobody_needs_go_with_collections_or_their_program()
    {
        Runtime runtime = new();
        CpuProgram kept = Sorted(runtime, 1, Line);
        Assert.InRange(runtime.Frames.Bytes, LineBytes, 2 * LineBytes);
        for (int round = 0; round < 5; round++)
        {
            Collect();
        }
        Assert.Equal(0, runtime.Frames.Bytes);
        Drop(runtime);
        Run(kept, Line);
        Assert.InRange(runtime.Frames.Bytes, 2 * LineBytes, 3 * LineBytes);
        Collect();
        Assert.InRange(runtime.Frames.Bytes, LineBytes, 2 * LineBytes);
        GC.KeepAlive(kept);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(Runtime runtime) => Sorted(runtime, 1, Line);

    /// <summary>A program that has run once.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static CpuProgram Sorted(Runtime runtime, int lines, int size)
    {
        CpuBackend backend = new(runtime);
        Expr x = Ops.Input("x", [lines, size]);
        Computation computation = Computation.Create("main", [x], [.. Expr.Create(new Sort(1), [x]).Results()]);
        CpuProgram program = backend.Compile(Planner.Plan(computation, backend.Target));
        Run(program, lines * size);
        return program;
    }

    private static void Run(CpuProgram program, int count) =>
        program.Run([Buffer.Allocate(4 * count)], [Buffer.Allocate(4 * count), Buffer.Allocate(4 * count)]);
}
