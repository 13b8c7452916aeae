using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Cpu;

/// <summary>Runs plans on the vector units of the processor's cores.</summary>
public sealed class CpuBackend : IBackend
{
    /// <summary>Makes a backend.</summary>
    /// <param name="runtime">Its threads, memory and kernels; null for <see cref="Runtime.Default"/>.</param>
    /// <param name="options">How they are used; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no threads.</exception>
    public CpuBackend(Runtime? runtime = null, CpuOptions? options = null)
    {
        Runtime = runtime ?? Runtime.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(options?.Threads ?? 1, 1, nameof(options));
        Threads = Math.Min(options?.Threads ?? Runtime.Threads, Runtime.Threads);
        Width = options?.Width ?? Runtime.Width;
        Target = Runtime.Machine;
    }

    /// <inheritdoc/>
    public string Name => "cpu";

    /// <inheritdoc/>
    public Target Target { get; }

    /// <summary>Its threads, memory and kernels.</summary>
    public Runtime Runtime { get; }

    /// <summary>How many threads a run may use, its own among them.</summary>
    public int Threads { get; }

    /// <summary>The width of vectors.</summary>
    public LaneWidth Width { get; }

    /// <inheritdoc/>
    IProgram IBackend.Compile(ExecutionPlan plan) => Compile(plan);

    /// <inheritdoc cref="IBackend.Compile"/>
    public CpuProgram Compile(ExecutionPlan plan) => new CpuProgram(plan, Runtime, Threads, Width);

    /// <inheritdoc/>
    public Buffer Allocate(nint byteLength) => Runtime.Allocate(byteLength);
}
