using Graph.Codegen;
using Graph.Cpu;
using Graph.Lowering;

namespace Graph;

/// <summary>What runs a compiled computation. Nothing is ever run by another one than the one that was asked for.</summary>
public abstract class Backend
{
    private protected Backend(string name) => Name = name;

    /// <summary>Its name, such as <c>cpu</c>.</summary>
    public string Name { get; }

    /// <summary>Generated code on the processor's cores, run with <see cref="Runtime.Default"/> as it is when something is compiled.</summary>
    public static Backend Cpu { get; } = new PlannedBackend("cpu", () => new CpuBackend());

    /// <summary>The interpreter that says what every operator means: slow, and more exact than f32 can be. For comparison.</summary>
    public static Backend Reference { get; } = new ReferenceBackend();

    /// <summary>A backend of any assembly.</summary>
    public static Backend Of(IBackend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        return new PlannedBackend(backend.Name, () => backend);
    }

    /// <summary>Generated code on the processor's cores. Threads and width change no bit of a result.</summary>
    /// <param name="runtime">Its threads, memory and kernels; null for <see cref="Runtime.Default"/>.</param>
    /// <param name="threads">How many threads a run may use, its own among them; null for all that the runtime has, which is also the most.</param>
    /// <param name="width">The width of vectors; null for the runtime's.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no threads.</exception>
    public static Backend OnCpu(Runtime? runtime = null, int? threads = null, LaneWidth? width = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads ?? 1, 1, nameof(threads));
        return Of(new CpuBackend(runtime, new CpuOptions(threads, width)));
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Makes a computation runnable.</summary>
    /// <param name="computation">What to run, after all passes.</param>
    /// <param name="donated">Pairs of a parameter and the result that should take its memory.</param>
    internal abstract Code Compile(Computation computation, IReadOnlyList<(int Parameter, int Result)> donated);
}
