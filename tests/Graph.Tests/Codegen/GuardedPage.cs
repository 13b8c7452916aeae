using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Graph.Tests.Codegen;

/// <summary>Pages of memory with one behind them that nobody may touch.</summary>
internal sealed unsafe partial class GuardedPage : IDisposable
{
    private const nint Page = 4096;
    private readonly byte* first;
    private readonly nint length;

    /// <summary>Enough pages for some bytes.</summary>
    public GuardedPage(long bytes = Page)
    {
        length = (nint)Math.Max(1, (bytes + Page - 1) / Page) * Page;
        // Readable and writable, private, backed by no file.
        first = Map(null, length + Page, 3, 0x22, -1, 0);
        if (first == (byte*)-1 || Protect(first + length, Page, 0) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Behind the last byte that may be touched.</summary>
    public byte* End => first + length;

    /// <summary>What may be touched.</summary>
    public Span<byte> Bytes => new(first, checked((int)length));

    public void Dispose() => _ = Unmap(first, length + Page);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial byte* Map(byte* address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Protect(byte* address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(byte* address, nint length);
}
