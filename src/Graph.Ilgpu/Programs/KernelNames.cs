using Graph.Lowering;
using ILGPU.Runtime.OpenCL;

namespace Graph.Ilgpu;

/// <summary>What to call a step when it fails.</summary>
/// <param name="Path">The names of the plans around it.</param>
/// <param name="Kernel">The kernel's name.</param>
/// <param name="Operators">The operators that it came from.</param>
internal sealed record KernelNames(string Path, string Kernel, string Operators)
{
    /// <summary>The names of a kernel.</summary>
    public static KernelNames Of(KernelOutline outline) => new(outline.Path, outline.Step.Name, outline.Step.Fuses);

    /// <summary>The names of a routine.</summary>
    public static KernelNames Of(LibraryOutline outline) => new(outline.Path, outline.Step.Op.Name, outline.Step.Op.Name);

    /// <summary>The kernel could not be compiled.</summary>
    public DeviceException NotCompiled(DeviceEngine engine, Exception failure) => new(
        $"the kernel @{Kernel} of @{Path}, which computes {Operators}, was not compiled for {engine.Name}: {Innermost(failure)}", failure);

    /// <summary>The kernel could not be run.</summary>
    public DeviceException Failed(DeviceEngine engine, Exception failure) => new(
        $"the kernel @{Kernel} of @{Path}, which computes {Operators}, failed on {engine.Name}: {Innermost(failure)}", failure);

    private static string Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner)
        {
            failure = inner;
        }
        // The message of an error of OpenCL is the name of its class alone.
        string reason = failure is CLException { Error: var error } ? $"{error}" : failure.Message;
        return reason.ReplaceLineEndings(" ").TrimEnd('.', ' ');
    }
}
