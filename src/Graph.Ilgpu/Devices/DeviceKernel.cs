using ILGPU;
using ILGPU.Runtime;

namespace Graph.Ilgpu;

/// <summary>A launch that is ready to go. When nobody has it any more, it only says so; the next call on the device unloads it.</summary>
/// <param name="engine">The device.</param>
/// <param name="method">What it was made from.</param>
/// <param name="kernel">ILGPU's kernel.</param>
internal sealed class LoadedLaunch(DeviceEngine engine, LaunchMethod method, Kernel kernel)
{
    /// <summary>Says that the kernel is not needed any more.</summary>
    ~LoadedLaunch() => engine.Release(kernel);

    /// <summary>What it was made from.</summary>
    public LaunchMethod Method => method;

    /// <summary>ILGPU's launcher.</summary>
    public Delegate Launcher { get; } = kernel.Launcher!.CreateDelegate(method.LauncherType, kernel);

    /// <summary>Groups and threads.</summary>
    public KernelConfig Config { get; } = new(checked((int)method.Launch.Work.Groups), method.Launch.Work.GroupSize);
}

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
