namespace Graph.Lowering;

/// <summary>
/// How much of a kernel is a chunk: enough to be worth handing to another thread, little enough that all get some, and no more terms for a
/// partial total than may be added one after the other.
/// </summary>
internal static class ChunkSize
{
    /// <summary>Some ten microseconds, a hundred times what it takes to hand a chunk out.</summary>
    private const long StepsPerChunk = 1 << 15;

    // Partial totals are written and read once more; that shall be little beside the operands.
    private const long OperandBytesPerPartialByte = 64;

    /// <summary>The schedule of a kernel with vectors along some axis.</summary>
    public static Schedule Of(LoopKernel kernel, VectorAxis vector)
    {
        long points = Math.Max(1, kernel.Axes.Points());
        long steps = vector switch
        {
            VectorAxis.LastPoint => LoopCost.AlongPoints(kernel, kernel.Axes[^1]),
            VectorAxis.LastInner => LoopCost.AlongInner(kernel),
            VectorAxis.NoAxis => LoopCost.AlongPoints(kernel, null),
        };
        long wanted = (long)Math.Max(1, StepsPerChunk / Math.Max(1e-3, (double)steps / points));
        long block = vector == VectorAxis.LastPoint ? BlockOf(kernel, wanted) : 1;
        Schedule schedule = new(vector, 1, block);
        long rows = Math.Max(1, schedule.RowsOf(kernel));
        return schedule with { Rows = Rows(kernel, schedule, rows, Math.Clamp(wanted / block, 1, rows)) };
    }

    private static long BlockOf(LoopKernel kernel, long wanted)
    {
        LoopAxis axis = kernel.Axes[^1];
        ImmutableArray<Combine> combines = [.. Combines(kernel).Select(own => own.Combine)];
        // Chunks have a row of the kept axes each, so that a cut through the row would leave most of it empty.
        bool isWhole = combines.Any(combine => combine.Kept.Contains(axis));
        long most = combines.Length > 0 && !isWhole ? (long)Schedule.Partials * Schedule.MostSequentialTerms : axis.Size;
        if (!isWhole && kernel.Axes.Count > 1 && IsTransposing(kernel, axis))
        {
            most = Schedule.Partials;
        }
        else if (isWhole || wanted >= axis.Size)
        {
            wanted = axis.Size;
        }
        wanted = Math.Min(wanted, most);
        return wanted >= axis.Size ? Math.Max(1, axis.Size) : Even(axis.Size, wanted.InWholeVectors, size => size.InWholeVectors);
    }

    /// <summary>
    /// Whether some place walks through memory along the axis: short blocks of several rows use all of the lines that it touches.
    /// </summary>
    private static bool IsTransposing(LoopKernel kernel, LoopAxis axis) =>
        kernel.Stages.Where(stage => stage.Phase == StagePhase.AtPoint).Any(stage =>
        stage.Body.OfType<Load>().Select(load => load.Place).Concat(stage.Effects.OfType<Store>().Select(store => store.Place))
            .Any(place => place.Map.CoefficientOf(axis) is > 1 or < -1));

    private static long Rows(LoopKernel kernel, Schedule schedule, long rows, long wanted)
    {
        if (Combines(kernel).Any())
        {
            long most = Enumerable.Range(0, 10).Select(power => Schedule.MostSequentialTerms >> power)
                .FirstOrDefault(count =>
                    PartialTotals.MostTerms(kernel, schedule with { Rows = count }) <= Schedule.MostSequentialTerms, 1);
            while (wanted < most
                && PartialTotals.ByteCount(kernel, schedule with { Rows = wanted }) * OperandBytesPerPartialByte > CostModel.Bytes(kernel))
            {
                wanted *= 2;
            }
            wanted = Math.Min(wanted, most);
        }
        // Blocks that run across memory meet at lines: chunks of as many rows as a line has elements write no line together.
        bool meets = schedule.Vector == VectorAxis.LastPoint && schedule.Block == Schedule.Partials
            && IsTransposing(kernel, kernel.Axes[^1]);
        return Even(rows, Math.Min(meets ? wanted.InWholeVectors : wanted, rows), meets ? size => Math.Min(rows, size.InWholeVectors) : size => size);
    }

    /// <summary>Parts of about one size, no larger than wanted.</summary>
    private static long Even(long whole, long wanted, Func<long, long> round)
    {
        long parts = whole.PiecesOf(wanted);
        return round(whole.PiecesOf(parts));
    }

    private static IEnumerable<(Stage Stage, Combine Combine)> Combines(LoopKernel kernel) => PartialTotals.Of(kernel);
}
