using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>Where things lie in a piece of scratch memory.</summary>
internal sealed class ScratchLayout
{
    /// <summary>How many bytes are taken.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes some bytes, aligned.</summary>
    /// <returns>The first one.</returns>
    public long Take(long bytes)
    {
        long start = Bytes;
        Bytes = checked(start + bytes.InWholeLines);
        return start;
    }
}
