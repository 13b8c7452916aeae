namespace Graph.Ilgpu;

/// <summary>The elements of a buffer in the memory of a device.</summary>
/// <param name="engine">The device.</param>
/// <param name="block">The memory.</param>
/// <param name="byteCount">How much of it the elements take.</param>
internal sealed class DeviceMirror(DeviceEngine engine, MemoryBlock block, long byteCount) : MemoryMirror
{
    // Both may hold the same elements, never neither.
    private bool isCurrentThere;
    private bool isCurrentHere = true;

    /// <summary>Whose memory it is.</summary>
    public DeviceEngine Engine => engine;

    /// <summary>The memory.</summary>
    public MemoryBlock Block => block;

    /// <summary>Whether the device has the elements as they are; for whoever has the device's turn.</summary>
    public bool IsCurrentThere => isCurrentThere;

    /// <summary>The device got a copy.</summary>
    public void Uploaded() => isCurrentThere = true;

    /// <summary>Work that writes the device's copy is queued.</summary>
    public void Written() => (isCurrentThere, isCurrentHere) = (true, false);

    /// <inheritdoc/>
    protected override void BringTo(nint address)
    {
        if (Volatile.Read(ref isCurrentHere))
        {
            return;
        }
        lock (engine.Turn)
        {
            if (!isCurrentHere)
            {
                engine.Download(block, address, byteCount);
                Volatile.Write(ref isCurrentHere, true);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Outdate()
    {
        lock (engine.Turn)
        {
            isCurrentThere = false;
        }
    }
}
