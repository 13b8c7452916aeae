using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Graph.Ilgpu;

/// <summary>A device that can be used.</summary>
/// <param name="Kind">How it is reached.</param>
/// <param name="Index">Its number among those of its kind.</param>
/// <param name="Name">What its driver calls it.</param>
/// <param name="MemoryBytes">Its memory.</param>
public sealed record DeviceReport(DeviceKind Kind, int Index, string Name, long MemoryBytes)
{
    /// <summary>What chooses it on the command line.</summary>
    public string Option => new DeviceAddress(Kind, Index).ToString();
}

/// <summary>Which devices there are.</summary>
public static class DeviceList
{
    // A second thread that asks for devices while the first loads the drivers is told that there are none.
    private static readonly Lock drivers = new();

    /// <summary>The devices of a kind; none where there is no driver or no device, <see cref="WhyNone"/> says what to do then.</summary>
    public static ImmutableArray<DeviceReport> Of(DeviceKind kind)
    {
        using Context context = CreateContext(kind);
        return [.. DevicesOf(context, kind).Select((device, index) => new DeviceReport(kind, index, device.Name, MemoryOf(device)))];
    }

    /// <summary>Why there is no device of a kind, and the command that would install what is missing.</summary>
    public static string WhyNone(DeviceKind kind) => kind switch
    {
        DeviceKind.Cuda when !HasLibrary("libcuda.so.1", "nvcuda.dll") =>
            "the NVIDIA driver is not installed: apt-get install nvidia-driver, on a machine with such a GPU",
        DeviceKind.Cuda => "the NVIDIA driver finds no GPU that it supports",
        DeviceKind.OpenCL when !HasLibrary("libOpenCL.so.1", "OpenCL.dll") =>
            "the OpenCL loader is not installed: apt-get install ocl-icd-libopencl1 pocl-opencl-icd",
        DeviceKind.OpenCL => "no OpenCL driver offers a device: apt-get install pocl-opencl-icd, which needs no GPU",
        DeviceKind.Simulator => "ILGPU's simulator is part of it",
    };

    /// <summary>A context with the devices of a kind, and no others.</summary>
    internal static Context CreateContext(DeviceKind kind)
    {
        lock (drivers)
        {
            return Context.Create(builder =>
            {
                Configure(builder);
                switch (kind)
                {
                    case DeviceKind.Cuda:
                        builder.Cuda();
                        break;
                    case DeviceKind.OpenCL:
                        PoCL.NameLibrary();
                        builder.OpenCL(device => device.Capabilities.Float64);
                        break;
                    case DeviceKind.Simulator:
                        builder.CPU(CPUDeviceKind.Default);
                        break;
                }
            });
        }
    }

    /// <summary>Tells ILGPU what generated kernels need.</summary>
    internal static void Configure(Context.Builder builder)
    {
        DeviceInstructions.Register(builder);
        builder.Optimize(OptimizationLevel.O2);
        builder.Inlining(InliningMode.Aggressive);
    }

    /// <summary>The devices of a kind in a context: where it has none, ILGPU adds its simulator by itself.</summary>
    internal static IEnumerable<Device> DevicesOf(Context context, DeviceKind kind)
    {
        AcceleratorType type = kind switch
        {
            DeviceKind.Cuda => AcceleratorType.Cuda,
            DeviceKind.OpenCL => AcceleratorType.OpenCL,
            DeviceKind.Simulator => AcceleratorType.CPU,
        };
        return context.Devices.Where(device => device.AcceleratorType == type);
    }

    /// <summary>A device of a context, ready for use.</summary>
    /// <param name="context">A context with devices of the kind.</param>
    /// <param name="kind">How the device is reached.</param>
    /// <param name="index">Its number among those of its kind.</param>
    /// <exception cref="DeviceException">There is no such device.</exception>
    internal static Accelerator Open(Context context, DeviceKind kind, int index)
    {
        Device[] devices = [.. DevicesOf(context, kind)];
        if (index < 0 || index >= devices.Length)
        {
            throw new DeviceException(devices.Length == 0
                ? $"there is no {kind.Mnemonic()} device: {WhyNone(kind)}"
                : $"there is no device {kind.Mnemonic()}:{index}, only {devices.Length} of that kind; graph devices lists them");
        }
        if (devices[index] is CLDevice openCL)
        {
            PoCL.AllowGenericAddresses(openCL);
        }
        return devices[index].CreateAccelerator(context);
    }

    /// <summary>Compiles a method of groups of threads, and loads it.</summary>
    internal static Kernel Load(Context context, Accelerator accelerator, MethodInfo method)
    {
        CompiledKernel compiled = accelerator.GetBackend().Compile(EntryPointDescription.FromExplicitlyGroupedKernel(method), default);
        return accelerator.LoadKernel(compiled is CLCompiledKernel openCL ? PoCL.Adapt(context, openCL) : compiled);
    }

    private static bool HasLibrary(string linux, string windows)
    {
        bool isThere = NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? windows : linux, out nint library);
        if (isThere)
        {
            NativeLibrary.Free(library);
        }
        return isThere;
    }

    // The simulator's memory is the process's.
    private static long MemoryOf(Device device) =>
        device.AcceleratorType == AcceleratorType.CPU ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes : device.MemorySize;
}
