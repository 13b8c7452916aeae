using Graph.Codegen;
using Graph.Cpu;
using Graph.Ilgpu;
using Graph.Lowering;

namespace Graph.Properties.Compiling;

/// <summary>
/// The runtimes that one thread of a sweep compiles and runs with, one with guard pages and one without; both poison memory before each run.
/// </summary>
/// <remarks>Shared by two threads, the workers of a runtime would help only one of them at a time.</remarks>
public sealed class Workshop
{
    // As many as there are widths, twice: those of the cases being checked, and those of a few that came late.
    private static readonly RuntimeOptions options = new()
    {
        Threads = Variant.Threads[^1],
        Poison = true,
        SharesAlways = true,
        CachedCompilations = 2 * Variant.Widths.Length,
        IdleBytes = 1 << 26,
    };

    private readonly Lazy<IlgpuBackend> accelerator = new(() => new IlgpuBackend(DeviceKind.OpenCL));

    private readonly Lazy<Runtime> plain;
    private readonly Lazy<Runtime> guarded;

    /// <summary>A workshop whose code is that of <see cref="CodeAssembly"/>.</summary>
    public Workshop()
        : this((kernels, width) => CodeAssembly.Emit(kernels, width).Kernels)
    {
    }

    /// <summary>A workshop with code from elsewhere.</summary>
    internal Workshop(KernelCompiler compiler)
    {
        plain = new(() => new Runtime(options, compiler));
        guarded = new(() => new Runtime(options with { GuardPages = true }, compiler));
    }

    /// <summary>An OpenCL device.</summary>
    /// <exception cref="DeviceException">There is none.</exception>
    public IlgpuBackend Accelerator => accelerator.Value;

    /// <summary>The machine that plans are made for.</summary>
    public Target Machine => plain.Value.Machine;

    /// <summary>The runtime for a way to compile.</summary>
    public Runtime RuntimeOf(Variant variant) => (variant.IsGuarded ? guarded : plain).Value;

    /// <summary>
    /// Compiles the kernels of many cases, all of one width and one runtime into one assembly: an assembly costs more than a kernel.
    /// Programs find them in the runtime's cache.
    /// </summary>
    public void Compile(IEnumerable<Planned> cases)
    {
        var needs =
            from one in cases
            from width in new[] { one.Variant.Width, one.Variant.Other }
            from kernel in Planned.KernelsOf(one.Plan)
            group kernel by (Runtime: RuntimeOf(one.Variant), Width: width);
        foreach (var need in needs)
        {
            need.Key.Runtime.Kernels.Get([.. need.Select(kernel => new KernelKey(kernel)).Distinct()], need.Key.Width);
        }
    }
}
