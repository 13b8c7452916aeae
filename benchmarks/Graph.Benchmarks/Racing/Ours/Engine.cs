using Graph.Ilgpu;
using Graph.Lowering;

namespace Graph.Benchmarks.Racing;

/// <summary>What runs our side of a race.</summary>
/// <param name="Name">Its name in results.</param>
/// <param name="Backend">The backend.</param>
/// <param name="Finish">Waits for the work that runs have queued.</param>
public sealed record Engine(string Name, IBackend Backend, Action Finish)
{
    /// <summary>The defaults, but for what runs it.</summary>
    public CompileOptions Options => new() { Backend = Graph.Backend.Of(Backend) };

    /// <summary>The processor.</summary>
    /// <param name="threads">How many threads a run may use.</param>
    public static Engine Cpu(int threads) => new("Graph", Compiled.On(threads), () => { });

    /// <summary>A device, or the processor where none is meant.</summary>
    /// <param name="device">The device.</param>
    /// <param name="threads">How many threads a run on the processor may use.</param>
    /// <exception cref="DeviceException">There is no such device.</exception>
    public static Engine Of(DeviceAddress? device, int threads)
    {
        if (device is null)
        {
            return Cpu(threads);
        }
        IlgpuBackend backend = new(device.Kind, device.Index);
        return new Engine($"Graph on {backend.DeviceName}", backend, backend.Synchronize);
    }
}
