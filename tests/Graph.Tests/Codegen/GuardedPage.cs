using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Graph.Tests.Codegen;

/// <summary>A page of memory with one behind it that nobody may touch.</summary>
internal sealed unsafe partial class GuardedPage : IDisposable
{
    private const nint Page = 4096;
    private readonly byte* first;

    public GuardedPage()
    {
        // Readable and writable, private, backed by no file.
        first = Map(null, 2 * Page, 3, 0x22, -1, 0);
        if (first == (byte*)-1 || Protect(first + Page, Page, 0) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Behind the last byte that may be touched.</summary>
    public byte* End => first + Page;

    public void Dispose() => _ = Unmap(first, 2 * Page);

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
