namespace Graph.Ilgpu;

/// <summary>How a device is reached.</summary>
public enum DeviceKind
{
    /// <summary>NVIDIA's driver.</summary>
    Cuda,

    /// <summary>An OpenCL driver; PoCL's runs on the processor.</summary>
    OpenCL,

    /// <summary>ILGPU's simulator, which runs kernels as C#, thread by thread: for tests of a few elements.</summary>
    Simulator,
}

/// <summary>The names of kinds.</summary>
public static class DeviceKinds
{
    /// <summary>All kinds.</summary>
    public static ImmutableArray<DeviceKind> All { get; } = [.. Enum.GetValues<DeviceKind>()];

    /// <summary>The kind as one word, as on the command line.</summary>
    public static string Mnemonic(this DeviceKind kind) => kind switch
    {
        DeviceKind.Cuda => "cuda",
        DeviceKind.OpenCL => "opencl",
        DeviceKind.Simulator => "ilgpu-cpu",
    };
}
