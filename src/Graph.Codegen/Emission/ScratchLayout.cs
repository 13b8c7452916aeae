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
        Bytes = checked(start + Align(bytes));
        return start;
    }

    /// <summary>The next multiple of the alignment.</summary>
    public static long Align(long bytes) => checked(bytes + Buffer.Alignment - 1) / Buffer.Alignment * Buffer.Alignment;
}
