using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime.OpenCL;

namespace Graph.Ilgpu;

/// <summary>
/// What stands between ILGPU 1.5.3 and OpenCL devices that are not of the vendors it was written for, such as PoCL's, which needs no GPU:
/// all of it here, each with what it is for. The members found by reflection are those of that one version.
/// </summary>
internal static partial class PoCL
{
    // Negative constants are written as the unsigned numbers of the same bits.
    private const string NegativeConstantsAreMeant = """
        #ifdef __clang__
        #pragma clang diagnostic ignored "-Wconstant-conversion"
        #endif

        """;

    private static readonly Lazy<bool> isLibraryFound = new(FindLibrary);

    /// <summary>The import is called <c>OpenCL</c>, which on Linux no file is called; the loader of the drivers is this one.</summary>
    /// <returns>False where another library has answered imports of ILGPU before, which only one may.</returns>
    public static bool NameLibrary() => isLibraryFound.Value;

    /// <summary>
    /// A device without the generic address space is refused, although generated kernels do not need it: every pointer is one to global or
    /// to local memory.
    /// </summary>
    public static void AllowGenericAddresses(CLDevice device)
    {
        if (!device.Capabilities.GenericAddressSpace)
        {
            Property(typeof(CLCapabilityContext), nameof(CLCapabilityContext.GenericAddressSpace)).SetValue(device.Capabilities, true);
        }
    }

    /// <summary>
    /// A kernel whose source such a device compiles, and without warnings, which Clang would write to the caller's standard error.
    /// </summary>
    public static CLCompiledKernel Adapt(Context context, CLCompiledKernel kernel)
    {
        string source = kernel.Source
            // Pointers to views' elements are declared as generic, which there is no word for; they all point to global memory.
            .Replace("__generic ", "global ", StringComparison.Ordinal)
            .Replace("atomic_uint", "global atomic_uint", StringComparison.Ordinal)
            // The least i64 is no literal of C, which has signs as operators.
            .Replace("-9223372036854775808", "(-9223372036854775807L - 1)", StringComparison.Ordinal);
        // A zero without a point is an integer, which has no sign.
        source = NegativeZero().Replace(source, "-0.0");
        object entryPoint = Property(typeof(CompiledKernel), "EntryPoint").GetValue(kernel)!;
        return new CLCompiledKernel(
            context, (SeparateViewEntryPoint)entryPoint, kernel.Info, NegativeConstantsAreMeant + source, kernel.CVersion);
    }

    [GeneratedRegex(@"-0(?![\w.])")]
    private static partial Regex NegativeZero();

    private static bool FindLibrary()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, (name, _, _) =>
                name.Equals("OpenCL", StringComparison.OrdinalIgnoreCase) && OperatingSystem.IsLinux()
                    && NativeLibrary.TryLoad("libOpenCL.so.1", out nint library)
                    ? library
                    : IntPtr.Zero);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static PropertyInfo Property(Type type, string name) =>
        type.GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        ?? throw new MissingMemberException(type.FullName, name);
}
