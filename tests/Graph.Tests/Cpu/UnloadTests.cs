using System.Runtime.CompilerServices;
using Graph.Cpu;
using Graph.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Cpu;

/// <summary>What is dropped is gone: generated code, threads and memory.</summary>
[Collection(nameof(AloneCollection))]
public sealed class UnloadTests
{
    [Fact]
    public void Dropped_programs_leave_no_load_context()
    {
        int before = Contexts();
        CompileMany(200);
        Assert.Equal(before, Contexts());
    }

    [Fact]
    public void A_runtime_keeps_as_many_compilations_as_its_cache_holds()
    {
        int before = Contexts();
        Runtime runtime = new(new RuntimeOptions { CachedCompilations = 3 });
        CompileMany(20, runtime);
        Assert.Equal(before + 3, Contexts());
        runtime.Trim();
        Assert.Equal(before, Contexts());
        GC.KeepAlive(runtime);
    }

    [Fact]
    public void A_program_keeps_its_code()
    {
        Runtime runtime = new(new RuntimeOptions { CachedCompilations = 0 });
        CpuBackend backend = new(runtime);
        CpuProgram program = backend.Compile(Plan(7));
        Contexts();
        Buffer result = Buffer.Allocate(16);
        program.Run([Literal.Create<float>([4], [1, 2, 3, 4]).Buffer], [result]);
        Assert.Equal(4 * 4 + 7, result.Read<float>(3));
    }

    [Fact]
    public void Memory_comes_back_to_its_base()
    {
        Runtime runtime = new(new RuntimeOptions { CachedCompilations = 4 });
        CompileMany(50, runtime);
        int contexts = Contexts();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        CompileMany(200, runtime);
        Assert.Equal(contexts, Contexts());
        // A plan and its code that stayed would be some 5 kB.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 200_000);
        GC.KeepAlive(runtime);
    }

    private static ExecutionPlan Plan(int number)
    {
        Expr x = Input("x", [4]);
        return Planner.Plan(Computation.Create("main", [x], [(x * x) + number]), Target.Common);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CompileMany(int count, Runtime? given = null)
    {
        Runtime runtime = given ?? new Runtime();
        Buffer argument = Buffer.Allocate(16), result = Buffer.Allocate(16);
        long misses = runtime.KernelCache.Misses;
        for (int number = 0; number < count; number++)
        {
            new CpuBackend(runtime).Compile(Plan(number)).Run([argument], [result]);
            Assert.Equal(number, result.Read<float>(0));
        }
        Assert.Equal(count, runtime.KernelCache.Misses - misses);
    }

    /// <summary>How many contexts of generated code there are after collecting.</summary>
    private static int Contexts()
    {
        for (int round = 0; round < 4; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        // A context leaves the list of contexts when nobody refers to it, even while its code is still in use; its assembly stays in this one.
        return AppDomain.CurrentDomain.GetAssemblies().Count(assembly => assembly.IsCollectible);
    }
}
