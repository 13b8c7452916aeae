namespace Graph.IR;

/// <summary>
/// The elements of a <see cref="Buffer"/> elsewhere, such as in the memory of a device: as old as the buffer's own, newer, or out of date.
/// </summary>
/// <remarks>What a device computes stays there until somebody asks the buffer for it.</remarks>
public abstract class MemoryMirror
{
    /// <summary>Copies the elements to the buffer's own memory, if they are newer.</summary>
    /// <param name="address">The first byte.</param>
    protected internal abstract void BringTo(nint address);

    /// <summary>The buffer's own memory is about to be written: what is here is old from now on.</summary>
    protected internal abstract void Outdate();
}
