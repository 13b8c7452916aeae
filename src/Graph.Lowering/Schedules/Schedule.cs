namespace Graph.Lowering;

/// <summary>Which axis the elements of a vector lie along.</summary>
public enum VectorAxis
{
    /// <summary>None: one point at a time.</summary>
    NoAxis,

    /// <summary>The last of the kernel's axes: a vector holds neighbouring points, and inner loops run for all of them at once.</summary>
    LastPoint,

    /// <summary>The last inner axis of each stage: a vector holds neighbouring terms of one point.</summary>
    LastInner,
}

/// <summary>
/// How a kernel runs: what its vectors lie along, and in which chunks. A row is a point of the outer axes without the vector axis; a chunk
/// is some neighbouring rows, times a block of the vector axis where that is the last point's. Any thread may run any chunk, in any order.
/// </summary>
/// <remarks>
/// Depends on the kernel and the machine's caches, never on the width of its vectors or the number of threads: totals are made chunk by
/// chunk.
/// </remarks>
/// <param name="Vector">What a vector lies along.</param>
/// <param name="Rows">How many rows a chunk has, but for the last one.</param>
/// <param name="Block">With <see cref="VectorAxis.LastPoint"/>, how many points of the vector axis a chunk has: a multiple of 64, or the
/// whole axis. Else 1.</param>
/// <param name="IsStreaming">Whether stores go past the caches, because nobody reads the result before it has left them.</param>
/// <param name="Tiling">
/// How the sums of products of a chunk are made tile by tile, before its other stages run; null where each point makes its own.
/// </param>
public sealed record Schedule(VectorAxis Vector, long Rows, long Block, bool IsStreaming = false, Tiling? Tiling = null)
{
    /// <summary>How many partial totals a reduction along a vector axis keeps, whatever the width of the vectors.</summary>
    public const int Partials = 64;

    /// <summary>How many terms are added one after the other at most; above, sums are pairwise.</summary>
    public const int MostSequentialTerms = 512;

    /// <summary>The rows of a kernel: points of its axes without the vector axis.</summary>
    public long RowsOf(LoopKernel kernel) =>
        kernel.Axes.Take(kernel.Axes.Count - (Vector == VectorAxis.LastPoint ? 1 : 0))
            .Aggregate(1L, (rows, axis) => checked(rows * axis.Size));

    /// <summary>
    /// The number of chunks. They are numbered row group by row group, the blocks of one group next to each other; with tiles block by block.
    /// </summary>
    public long ChunksOf(LoopKernel kernel) => RowsOf(kernel).PiecesOf(Rows) * BlocksOf(kernel);

    /// <summary>The blocks that the vector axis is cut into.</summary>
    public long BlocksOf(LoopKernel kernel) => Vector == VectorAxis.LastPoint ? kernel.Axes[^1].Size.PiecesOf(Block) : 1;

    /// <summary>The text form, such as <c>vector j rows 4 block 4096 streaming</c>.</summary>
    /// <param name="kernel">The kernel that it is of, for the name of the axis.</param>
    public string Format(LoopKernel kernel) => Vector switch
    {
        VectorAxis.NoAxis => FormattableString.Invariant($"vector none rows {Rows}"),
        VectorAxis.LastPoint => FormattableString.Invariant($"vector {kernel.Axes[^1].Name} rows {Rows} block {Block}"),
        VectorAxis.LastInner => FormattableString.Invariant($"vector inner rows {Rows}"),
    } + (IsStreaming ? " streaming" : "") + (Tiling is null ? "" : $" {Tiling.Format(kernel)}");

    /// <summary>The axis along which vectors would lie in a stage, whatever their width; null where it runs point by point.</summary>
    internal LoopAxis? AxisAlong(LoopKernel kernel, Stage stage) => (Vector, stage.Phase) switch
    {
        (_, StagePhase.BeforePoints) => null,
        (VectorAxis.LastInner, _) or (_, StagePhase.AfterPoints) => stage.Axes.Count > 0 ? stage.Axes[^1] : null,
        (VectorAxis.LastPoint, _) => kernel.Axes[^1],
        (VectorAxis.NoAxis, _) => null,
        _ => throw new System.Diagnostics.UnreachableException($"there is no vector axis {Vector}"),
    };
}

/// <summary>A kernel and how it runs.</summary>
/// <param name="Kernel">What is computed.</param>
/// <param name="Schedule">How.</param>
public sealed record ScheduledKernel(LoopKernel Kernel, Schedule Schedule);
