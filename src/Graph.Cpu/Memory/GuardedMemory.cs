using System.Runtime.InteropServices;

namespace Graph.Cpu;

/// <summary>
/// For tests: each buffer has pages of its own and ends where a page begins that nobody may touch, as does a page before its first.
/// </summary>
internal sealed partial class GuardedMemory : MemoryOwner
{
    private const int NoAccess = 0;
    private const int ReadAndWrite = 3;
    private const int PrivateAndAnonymous = 0x22;

    public GuardedMemory()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("guard pages are there on Linux alone");
        }
    }

    /// <summary>A buffer of zeros that ends at a guard page.</summary>
    /// <exception cref="InsufficientMemoryException">The system has no such amount.</exception>
    public Buffer Take(nint byteLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteLength);
        nint page = Environment.SystemPageSize;
        nint inside = RoundUp(byteLength);
        nint start = Map(0, (nuint)(inside + (2 * page)), NoAccess, PrivateAndAnonymous, -1, 0);
        if (start == -1 || (inside > 0 && Protect(start + page, (nuint)inside, ReadAndWrite) != 0))
        {
            throw new InsufficientMemoryException($"the system has no {inside} bytes with guard pages");
        }
        return Buffer.Over(start + page + inside - byteLength, byteLength, this);
    }

    /// <inheritdoc/>
    protected override void Release(nint address, nint byteLength)
    {
        nint page = Environment.SystemPageSize;
        nint inside = RoundUp(byteLength);
        _ = Unmap(address + byteLength - inside - page, (nuint)(inside + (2 * page)));
    }

    private static nint RoundUp(nint byteLength)
    {
        nint page = Environment.SystemPageSize;
        return (byteLength + page - 1) / page * page;
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);
}
