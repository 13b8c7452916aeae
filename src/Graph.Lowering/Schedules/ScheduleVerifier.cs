using System.Diagnostics.CodeAnalysis;

namespace Graph.Lowering;

/// <summary>The rules that a schedule must keep.</summary>
public static class ScheduleVerifier
{
    /// <summary>Checks the kernel, and that the schedule fits it.</summary>
    /// <exception cref="VerificationException">A rule is broken; the sentence names it.</exception>
    public static void Verify(ScheduledKernel scheduled)
    {
        ArgumentNullException.ThrowIfNull(scheduled);
        (LoopKernel kernel, Schedule schedule) = scheduled;
        KernelVerifier.Verify(kernel);
        Require(schedule.Rows >= 1, "a chunk has a row at least");
        Require(schedule.Vector != VectorAxis.LastPoint || kernel.Axes.Count > 0, "there is no axis for the points of a vector");
        Require(
            schedule.Vector != VectorAxis.LastInner || kernel.Stages.Any(stage => stage.Axes.Count > 0),
            "there is no inner axis for a vector");
        bool hasLast = schedule.Vector switch
        {
            VectorAxis.LastPoint => OrderAxes.CanLieAlong(kernel, kernel.Axes[^1]),
            VectorAxis.LastInner => OrderAxes.CanLieAlongInner(kernel),
            VectorAxis.NoAxis => true,
        };
        Require(hasLast, "a total that keeps the axis of vectors has it last");
        Require(HasFittingBlock(kernel, schedule), $"a block is a multiple of {Lowering.Schedule.Partials} points or the whole axis");
        // A chunk of one row cannot be made smaller.
        Require(schedule.Rows == 1 || PartialTotals.MostTerms(kernel, schedule) <= Lowering.Schedule.MostSequentialTerms,
            "a chunk adds too many terms one after the other");
        Require(!schedule.IsStreaming || Streaming.IsPossible(kernel, schedule), "stores past the caches must fill whole lines");
        if (schedule.Tiling is { } tiling)
        {
            VerifyTiling(kernel, schedule, tiling);
        }
        Require(
            schedule.Vector != VectorAxis.LastInner || !kernel.Stages.Any(HasIndirectStore),
            "terms stored by an index that is data must take turns");
    }

    private static void VerifyTiling(LoopKernel kernel, Schedule schedule, Tiling tiling)
    {
        Contraction? contraction = Contraction.Of(kernel);
        Require(contraction is not null && schedule.Vector == VectorAxis.LastPoint, "tiles are of a sum of products, with vectors along points");
        Sequence<LoopAxis> axes = contraction.Stage.Axes;
        Require(tiling.Cut >= 0 && tiling.Cut < axes.Count && tiling.Length >= 1, "blocks of terms cut an inner axis");
        LoopAxis cut = axes[tiling.Cut];
        Require(tiling.Cut < axes.Count - 1 || tiling.Length >= cut.Size || tiling.Length % Lowering.Schedule.Partials == 0,
            $"a block of the last inner axis is a multiple of {Lowering.Schedule.Partials} terms or the whole axis");
        foreach ((int factor, bool isPacked) in ((int, bool)[])[(contraction.Total.Value, tiling.PacksValue), (contraction.Total.Factor, tiling.PacksFactor)])
        {
            FactorAccess access = contraction.AccessOf(kernel, factor);
            Require(isPacked ? access.CanBePacked : access.Plain is not null, "tiles cannot read a factor in this way");
        }
        Require(contraction.Total.Arguments.Any(factor => contraction.AccessOf(kernel, factor).AlongColumns),
            "some factor of tiles differs between columns");
        long size = contraction.RowAxis(kernel)?.Size ?? 1;
        bool isOnlyAxis = schedule.RowsOf(kernel) == size;
        Require(schedule.Rows % size == 0 || (schedule.Rows < size && (isOnlyAxis || size % schedule.Rows == 0)),
            "a chunk has whole runs of rows, or equal parts of them");
    }

    private static bool HasFittingBlock(LoopKernel kernel, Schedule schedule) => schedule.Vector == VectorAxis.LastPoint
        ? schedule.Block >= 1 && (schedule.Block % Lowering.Schedule.Partials == 0 || schedule.Block >= kernel.Axes[^1].Size)
        : schedule.Block == 1;

    private static bool HasIndirectStore(Stage stage) => stage.Effects.Any(effect => effect is Store { Place.Indirection: not null });

    private static void Require([DoesNotReturnIf(false)] bool rule, string broken)
    {
        if (!rule)
        {
            throw new VerificationException($"the schedule does not fit its kernel: {broken}");
        }
    }
}
