using Graph.Benchmarks.Contest;
using static TorchSharp.torch;

namespace Graph.Peers.Torch;

/// <summary>What is drawn, as tensors.</summary>
internal static class TorchData
{
    /// <summary>The elements in row-major order; classes as i64, which is what labels and tokens are here.</summary>
    public static Tensor Of(Drawn drawn)
    {
        long[] shape = [.. drawn.Shape];
        return drawn switch
        {
            DrawnFloats floats => tensor(floats.Elements(), shape),
            DrawnBits bits => tensor(bits.Elements(), shape),
            DrawnClasses classes => tensor(Array.ConvertAll(classes.Elements(), element => (long)element), shape),
            _ => throw new InvalidOperationException($"No tensor for {drawn.GetType().Name}."),
        };
    }
}
