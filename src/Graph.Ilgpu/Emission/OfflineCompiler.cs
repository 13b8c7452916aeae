using Graph.Lowering;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Graph.Ilgpu;

/// <summary>What a kernel is for a device, without the device: for those who want to look at it, and for tests.</summary>
public sealed class OfflineCompiler : IDisposable
{
    // What every GPU of the last years has.
    private const int MostThreads = 256;

    private readonly Context context;
    private readonly Backend backend;
    private readonly Func<CompiledKernel, string> textOf;

    private OfflineCompiler(Context context, Backend backend, Func<CompiledKernel, string> textOf) =>
        (this.context, this.backend, this.textOf) = (context, backend, textOf);

    /// <summary>PTX for GPUs of compute capability 8.0.</summary>
    public static OfflineCompiler Ptx()
    {
        Context context = Context.Create(builder => DeviceList.Configure(builder));
        PTXBackend backend = new(
            context, new CudaCapabilityContext(CudaArchitecture.SM_80), CudaArchitecture.SM_80, CudaInstructionSet.ISA_80, null);
        return new OfflineCompiler(context, backend, kernel => ((PTXCompiledKernel)kernel).PTXAssembly);
    }

    /// <summary>OpenCL C for devices without the generic address space.</summary>
    public static OfflineCompiler OpenCL()
    {
        Context context = Context.Create(builder => DeviceList.Configure(builder));
        CLCapabilityContext capabilities =
            new(float16: false, float64: true, genericAddressSpace: true, int64_Atomics: false, subGroups: false);
        CLBackend backend = new(context, capabilities, CLDeviceVendor.Other, CLBackend.MinimumVersion);
        return new OfflineCompiler(
            context, backend, kernel => PoCL.Adapt(context, (CLCompiledKernel)kernel).Source);
    }

    /// <summary>The code of kernels, each as the launches that it comes to.</summary>
    public ImmutableArray<ImmutableArray<string>> Compile(IReadOnlyList<ScheduledKernel> kernels)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        return
        [
            .. DeviceAssembly.Emit(kernels, MostThreads).Select(kernel => kernel.Launches.Select(launch =>
                textOf(backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(launch.Method), default))).ToImmutableArray()),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        backend.Dispose();
        context.Dispose();
    }
}
