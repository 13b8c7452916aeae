using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Graph.Codegen;
using Graph.Lowering;
using Graph.Tests.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Codegen;

/// <summary>What an assembly of kernels holds, and that it goes when nobody holds it.</summary>
[Collection(nameof(AloneCollection))]
public sealed class CodeAssemblyTests
{
    [Fact]
    public void Equal_kernels_share_their_methods()
    {
        ScheduledKernel[] kernels = [KernelOf(Input("x", [6, 10])), KernelOf(Input("y", [6, 11])), KernelOf(Input("z", [6, 10]))];
        CodeAssembly assembly = CodeAssembly.Emit(kernels, LaneWidth.Lane256);
        Assert.Equal(3, assembly.Kernels.Length);
        Assert.Same(assembly.Kernels[0].Phases[0].Method, assembly.Kernels[2].Phases[0].Method);
        Assert.NotSame(assembly.Kernels[0].Phases[0].Method, assembly.Kernels[1].Phases[0].Method);
        Assert.All(kernels.Zip(assembly.Kernels), pair => Assert.Equal(pair.First, pair.Second.Source));
    }

    [Fact]
    public void Dropped_assemblies_leave_no_load_context()
    {
        WeakReference[] contexts = [.. Enumerable.Range(0, 200).Select(_ => ContextOfDropped())];
        for (int turn = 0; turn < 20 && contexts.Any(context => context.IsAlive); turn++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.Equal(0, contexts.Count(context => context.IsAlive));
    }

    [Fact]
    public void A_delegate_keeps_its_code()
    {
        KernelCode code = Assert.Single(CodeAssembly.Emit([KernelOf(Input("x", [6, 10]))], LaneWidth.Lane128).Kernels);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Literal x = KernelChecks.Values(code.Source.Kernel.Operands[0].Type, 1);
        Literal expected = KernelSimulator.Run(code.Source.Kernel, [x])[0];
        Columns.AssertClose(expected, KernelRunner.Run(code, [x])[0], "run after a collection");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference ContextOfDropped()
    {
        CodeAssembly assembly = CodeAssembly.Emit([KernelOf(Input("x", [6, 10]))], LaneWidth.ScalarLane);
        return new WeakReference(AssemblyLoadContext.GetLoadContext(assembly.Kernels[0].Phases[0].Method.Method.Module.Assembly));
    }

    private static ScheduledKernel KernelOf(Expr x) => Assert.Single(KernelChecks.KernelsOf(Planner.Plan(FusionTests.Optimize([Softmax(x)]), Target.Common)));
}
