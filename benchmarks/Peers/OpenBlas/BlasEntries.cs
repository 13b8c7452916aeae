using System.Runtime.InteropServices;
using Graph.Benchmarks.Contest;

namespace Graph.Peers.OpenBlas;

/// <summary>The matrix products as OpenBLAS computes them.</summary>
internal static unsafe class BlasEntries
{
    private const nuint Alignment = 64;

    /// <summary>Makes the inputs, which live as long as the process.</summary>
    /// <param name="workload">The product.</param>
    /// <param name="threads">How many threads it may use.</param>
    /// <exception cref="AbsentException">The library does not load.</exception>
    public static Contender Prepare(ProductCase workload, int threads)
    {
        try
        {
            NativeLibrary.Load(Blas.Library);
        }
        catch (DllNotFoundException wrong)
        {
            throw new AbsentException(
                $"{Blas.Library} does not load here; on Debian it comes with `apt-get install libopenblas0-pthread`", wrong);
        }
        Blas.SetThreads(threads);
        (int rows, int inner, int columns) = (workload.Rows, workload.Inner, workload.Columns);
        float* left = Copied(workload.Left()), right = Copied(workload.Right());
        long count = (long)rows * columns;
        float* product = Allocate(count);
        // "OpenBLAS 0.3.21 DYNAMIC_ARCH …": what follows the version says how it was built.
        string version = string.Join(' ', Text(Blas.Configuration()).Split(' ')[..2]);
        return new Contender($"{version} with kernels for {Text(Blas.Core())}", [new Entry("cblas_sgemm", Multiply, Result)]);

        void Multiply() => Blas.MultiplyFloats(
            Blas.RowMajor, Blas.AsItLies, Blas.AsItLies, rows, columns, inner, 1, left, inner, right, columns, 0, product, columns);

        float[] Result()
        {
            Multiply();
            return new ReadOnlySpan<float>(product, checked((int)count)).ToArray();
        }
    }

    private static float* Copied(float[] elements)
    {
        float* memory = Allocate(elements.Length);
        elements.CopyTo(new Span<float>(memory, elements.Length));
        return memory;
    }

    private static float* Allocate(long count) => (float*)NativeMemory.AlignedAlloc((nuint)(count * sizeof(float)), Alignment);

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
