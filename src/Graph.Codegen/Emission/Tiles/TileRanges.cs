using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>What of the axes of a contraction is at hand: a run of rows, a block of columns, a block of terms.</summary>
/// <param name="frame">The method.</param>
/// <param name="plan">The contraction.</param>
/// <param name="firstColumn">The first column of the chunk.</param>
/// <param name="endColumn">The column behind its last one.</param>
internal sealed class TileRanges(Frame frame, TilePlan plan, LocalBuilder firstColumn, LocalBuilder endColumn)
{
    /// <summary>The first row of the run, as a value of the row axis.</summary>
    public LocalBuilder FirstRow { get; } = frame.IL.DeclareIndex();

    /// <summary>The value behind its last one.</summary>
    public LocalBuilder EndRow { get; } = frame.IL.DeclareIndex();

    /// <summary>The first row of those that are packed at a time.</summary>
    public LocalBuilder FirstPackedRow { get; } = frame.IL.DeclareIndex();

    /// <summary>The row behind the last of them.</summary>
    public LocalBuilder EndPackedRow { get; } = frame.IL.DeclareIndex();

    /// <summary>The first value of the cut axis.</summary>
    public LocalBuilder FirstTerm { get; } = frame.IL.DeclareIndex();

    /// <summary>The value behind the last one.</summary>
    public LocalBuilder EndTerm { get; } = frame.IL.DeclareIndex();

    /// <summary>The first column.</summary>
    public LocalBuilder FirstColumn => firstColumn;

    /// <summary>The column behind the last one.</summary>
    public LocalBuilder EndColumn => endColumn;

    /// <summary>Where a loop along an axis begins; null where that is 0.</summary>
    public LocalBuilder? FirstOf(LoopAxis axis) =>
        axis == plan.Columns ? FirstColumn : axis == plan.Rows ? FirstRow : axis == plan.Cut ? FirstTerm : null;

    /// <summary>Pushes where a loop along an axis ends.</summary>
    public Action LimitOf(LoopAxis axis)
    {
        LocalBuilder? end = axis == plan.Columns ? EndColumn : axis == plan.Rows ? EndRow : axis == plan.Cut ? EndTerm : null;
        return end is null ? () => frame.IL.Push(axis.Size) : () => frame.IL.Push(end);
    }
}
