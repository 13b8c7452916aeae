using ILGPU;

namespace Graph.Ilgpu;

/// <summary>A launch that is ready to go.</summary>
/// <param name="Method">What it was made from.</param>
/// <param name="Launcher">ILGPU's launcher.</param>
/// <param name="Config">Groups and threads.</param>
internal sealed record LoadedLaunch(LaunchMethod Method, Delegate Launcher, KernelConfig Config);

/// <summary>A kernel that is ready to go.</summary>
/// <param name="Launches">What is launched, one after the other.</param>
/// <param name="Scratch">The memory it needs.</param>
internal sealed record DeviceKernel(ImmutableArray<LoadedLaunch> Launches, ImmutableArray<ScratchOperand> Scratch);

/// <summary>ILGPU or the driver did not compile a kernel.</summary>
/// <param name="kernel">The kernel.</param>
/// <param name="failure">What they say.</param>
internal sealed class KernelCompilationException(Lowering.ScheduledKernel kernel, Exception failure)
    : Exception("a kernel was not compiled", failure)
{
    /// <summary>The kernel.</summary>
    public Lowering.ScheduledKernel Kernel => kernel;
}
