using System.Runtime.InteropServices;

namespace Graph.Cpu;

/// <summary>What keeps memory that nobody uses.</summary>
internal interface ITrimmed
{
    /// <summary>Drops what nobody needed since the last call.</summary>
    void Trim();
}

/// <summary>
/// An object without references, whose finalizer runs after collections: it has something trimmed after full ones, for as long as that is
/// there.
/// </summary>
internal sealed class FullCollectionSignal(ITrimmed trimmed)
{
    // A WeakReference has a finalizer of its own, which may run before this one.
    private WeakGCHandle<ITrimmed> trimmed = new(trimmed);
    private int collections = GC.CollectionCount(2);

    ~FullCollectionSignal()
    {
        if (!trimmed.TryGetTarget(out ITrimmed? alive))
        {
            trimmed.Dispose();
            return;
        }
        int now = GC.CollectionCount(2);
        if (now != collections)
        {
            collections = now;
            alive.Trim();
        }
        GC.ReRegisterForFinalize(this);
    }
}
