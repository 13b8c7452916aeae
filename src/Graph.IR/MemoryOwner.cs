namespace Graph.IR;

/// <summary>Where the memory of a <see cref="Buffer"/> comes from and goes back to.</summary>
public abstract class MemoryOwner
{
    /// <summary>Takes memory back, on the thread of the finalizers: called once, when nobody can reach the buffer any more.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="byteLength">The size that the buffer had.</param>
    protected internal abstract void Release(nint address, nint byteLength);
}
