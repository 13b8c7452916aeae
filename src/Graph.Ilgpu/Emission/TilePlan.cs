using Graph.Lowering;

namespace Graph.Ilgpu;

/// <summary>
/// A contraction in tiles: a group of side · side threads makes the sums of a tile of rows and columns, each thread some of them in
/// registers. Of both factors it brings a piece of the terms into its memory, where each element is read by many threads.
/// </summary>
/// <param name="Contraction">The stage that sums products.</param>
/// <param name="Rows">The axis of the rows.</param>
/// <param name="Columns">The axis of the columns.</param>
/// <param name="OfRows">The instruction that is the factor of the rows.</param>
/// <param name="OfColumns">The instruction that is the factor of the columns.</param>
/// <param name="Side">The threads along a side of a tile, and the terms that are brought in at once.</param>
/// <param name="PerThread">How many rows, and how many columns, each thread has.</param>
internal sealed record TilePlan(
    Contraction Contraction, LoopAxis Rows, LoopAxis Columns, int OfRows, int OfColumns, int Side, int PerThread)
{
    // What is done with a sum is written out for each sum of a thread.
    private const int MostInstructionsBehind = 160;

    /// <summary>The rows, and the columns, of a tile.</summary>
    public int Extent => Side * PerThread;

    /// <summary>The axes outside of the tiles.</summary>
    public static Sequence<LoopAxis> OuterAxes(LoopKernel kernel) => [.. kernel.Axes.Take(kernel.Axes.Count - 2)];

    /// <summary>The tiles along an axis.</summary>
    public long TilesAlong(LoopAxis axis) => (axis.Size + Extent - 1) / Extent;

    /// <summary>The number of groups.</summary>
    public long GroupsOf(LoopKernel kernel) => checked(OuterAxes(kernel).Points() * TilesAlong(Rows) * TilesAlong(Columns));

    /// <summary>The tiles of a kernel; null where it is no contraction of such a form, or too small.</summary>
    /// <param name="kernel">The kernel, as it was scheduled.</param>
    /// <param name="mostThreads">The most threads that a group may have.</param>
    public static TilePlan? Of(LoopKernel kernel, int mostThreads)
    {
        int side = mostThreads >= 256 ? 16 : mostThreads >= 64 ? 8 : 4;
        if (mostThreads < 16 || kernel.Axes.Count < 2 || Contraction.Of(kernel) is not { } contraction
            || contraction.RowAxis(kernel) is not { } rows || !IsPlain(kernel, contraction))
        {
            return null;
        }
        LoopAxis columns = kernel.Axes[^1];
        (int value, int factor) = (contraction.Total.Value, contraction.Total.Factor);
        (FactorAccess first, FactorAccess second) = (contraction.AccessOf(kernel, value), contraction.AccessOf(kernel, factor));
        bool isApart = first.CanBePacked && second.CanBePacked && first.AlongRows != second.AlongRows;
        long least = Math.Min(Math.Min(rows.Size, columns.Size), contraction.Stage.Axes.Points());
        if (!isApart || least < side)
        {
            return null;
        }
        int behind = kernel.Stages.Where(stage => stage.Phase == StagePhase.AtPoint).Sum(stage => stage.Body.Count + stage.Effects.Count);
        int perThread = 4;
        while (perThread > 1
            && (Math.Min(rows.Size, columns.Size) < side * perThread || behind * perThread * perThread > MostInstructionsBehind))
        {
            perThread /= 2;
        }
        (int ofRows, int ofColumns) = first.AlongRows ? (value, factor) : (factor, value);
        return new TilePlan(contraction, rows, columns, ofRows, ofColumns, side, perThread);
    }

    /// <summary>Whether all other stages do something with single scalars, and none waits for all points.</summary>
    private static bool IsPlain(LoopKernel kernel, Contraction contraction) =>
        kernel.PointsOf(contraction.Stage) > 0
        && kernel.Stages.All(stage => stage.Phase != StagePhase.AfterPoints)
        && kernel.Stages.Where((stage, number) => stage.Phase == StagePhase.AtPoint && number != contraction.Number)
            .All(stage => stage.Axes.Count == 0 && stage.Effects.All(effect => effect is Keep or Store { Place.Indirection: null }));
}
