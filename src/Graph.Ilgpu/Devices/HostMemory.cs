using System.Runtime.InteropServices;

namespace Graph.Ilgpu;

/// <summary>
/// Memory of the process for what a device computes. Fresh pages of the system cost nothing before somebody touches them, so a result that
/// nobody reads takes no memory here.
/// </summary>
internal sealed unsafe class HostMemory : MemoryOwner
{
    private static readonly HostMemory owner = new();

    private HostMemory()
    {
    }

    /// <summary>A buffer of any content.</summary>
    /// <exception cref="OutOfMemoryException">The system has no such amount.</exception>
    public static Buffer Take(nint byteLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteLength);
        return Buffer.Over((nint)NativeMemory.AlignedAlloc((nuint)Math.Max(1, byteLength), Buffer.Alignment), byteLength, owner);
    }

    /// <inheritdoc/>
    protected override void Release(nint address, nint byteLength) => NativeMemory.AlignedFree((void*)address);
}
