using Graph.Codegen;

namespace Graph.Cpu;

/// <summary>
/// An operator along an axis whose steps depend on each other, so that it is no loop kernel: written by hand, in the form of a kernel's
/// phase.
/// </summary>
/// <param name="type">The operand.</param>
/// <param name="axis">The axis.</param>
internal abstract unsafe class LibraryRoutine(TensorType type, int axis)
{
    /// <summary>The scratch of each thread.</summary>
    public abstract long WorkerBytes { get; }

    /// <summary>About how many scalar operations an element costs.</summary>
    public abstract long OperationsPerElement { get; }

    /// <summary>The number of elements along the axis.</summary>
    protected long Size { get; } = type.Shape[axis];

    /// <summary>How far neighbours along the axis lie apart; there are as many lines next to each other.</summary>
    protected long Stride { get; } = type.Shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size);

    /// <summary>The number of groups of lines that lie next to each other.</summary>
    protected long Outer { get; } = type.Shape.Take(axis).Aggregate(1L, (product, size) => product * size);

    /// <summary>The number of chunks.</summary>
    protected abstract long Chunks { get; }

    /// <summary>The routine as what a step runs.</summary>
    public KernelPhase ToPhase() => new(Run, Chunks);

    /// <summary>Does some chunks.</summary>
    protected abstract void RunChunk(byte** operands, byte* worker, long chunk);

    private void Run(byte** operands, byte* shared, byte* worker, long first, long end)
    {
        for (long chunk = first; chunk < end; chunk++)
        {
            RunChunk(operands, worker, chunk);
        }
    }
}
