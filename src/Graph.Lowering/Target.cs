namespace Graph.Lowering;

/// <summary>What a schedule may know of the machine; never the number of threads, which must not change a bit of a result.</summary>
/// <param name="VectorBits">The width of its vectors: 512, 256 or 128; 32 where it has none.</param>
/// <param name="VectorRegisters">How many vectors its registers hold.</param>
/// <param name="L1Bytes">The data cache of a core, in bytes.</param>
/// <param name="L2Bytes">The second cache of a core, in bytes.</param>
/// <param name="L3Bytes">The last cache, which cores share, in bytes.</param>
public sealed record Target(int VectorBits, int VectorRegisters, long L1Bytes, long L2Bytes, long L3Bytes)
{
    /// <summary>A machine of 256-bit vectors and common caches, for plans that are looked at rather than run.</summary>
    public static Target Common { get; } = new(VectorBits: 256, VectorRegisters: 16, L1Bytes: 32 << 10, L2Bytes: 1 << 20,
        L3Bytes: 32 << 20);
}
