using System.Runtime.InteropServices;

namespace Graph.Peers.OpenBlas;

/// <summary>What is called of the library: its C interface to the BLAS.</summary>
internal static unsafe partial class Blas
{
    /// <summary>The library as a system with it installed finds it.</summary>
    public const string Library = "libopenblas.so.0";

    /// <summary>Matrices whose rows lie one behind the other.</summary>
    public const int RowMajor = 101;

    /// <summary>A matrix as it lies.</summary>
    public const int AsItLies = 111;

    /// <summary>c = alpha · a · b + beta · c.</summary>
    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    public static partial void MultiplyFloats(
        int order, int leftForm, int rightForm, int rows, int columns, int inner, float alpha, float* left, int leftStride, float* right,
        int rightStride, float beta, float* product, int productStride);

    /// <summary>How many threads it may use.</summary>
    [LibraryImport(Library, EntryPoint = "openblas_set_num_threads")]
    public static partial void SetThreads(int count);

    /// <summary>Its version and how it was built.</summary>
    [LibraryImport(Library, EntryPoint = "openblas_get_config")]
    public static partial byte* Configuration();

    /// <summary>The processor whose kernels it has chosen.</summary>
    [LibraryImport(Library, EntryPoint = "openblas_get_corename")]
    public static partial byte* Core();
}
