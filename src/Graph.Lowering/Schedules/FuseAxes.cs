namespace Graph.Lowering;

/// <summary>
/// Makes one axis of two neighbouring ones where no index needs them apart: elementwise work over a matrix is one loop, and so is a total
/// over two trailing axes.
/// </summary>
internal static class FuseAxes
{
    public static LoopKernel Apply(LoopKernel kernel)
    {
        while (Pairs(kernel).Select(pair => Fuse(kernel, pair.Major, pair.Minor)).FirstOrDefault(fused => fused is not null) is { } next)
        {
            kernel = next;
        }
        return kernel;
    }

    private static IEnumerable<(LoopAxis Major, LoopAxis Minor)> Pairs(LoopKernel kernel) =>
        kernel.Stages.Select(stage => stage.Axes).Prepend(kernel.Axes).SelectMany(axes => axes.Zip(axes.Skip(1))).Distinct();

    private static LoopKernel? Fuse(LoopKernel kernel, LoopAxis major, LoopAxis minor)
    {
        if (!Lists(kernel)
            .All(axes => axes.IndexOf(minor) is var place && (place < 0 ? !axes.Contains(major) : place > 0 && axes[place - 1] == major))
            || major.Size > long.MaxValue / Math.Max(1, minor.Size))
        {
            return null;
        }
        LoopAxis both = new(major.Number, major.Size * minor.Size);
        (IndexMap coarse, IndexMap fine) = (IndexMap.Of(both).Divide(minor.Size), IndexMap.Of(both).Remainder(minor.Size));
        LoopKernel fused = kernel.WithAxes(
            axis => axis == major ? coarse : axis == minor ? fine : IndexMap.Of(axis),
            axes => [.. axes.Where(axis => axis != minor).Select(axis => axis == major ? both : axis)]);
        return kernel.Stages.Zip(fused.Stages).All(pair => IsAsSimple(pair.First, pair.Second)) ? fused : null;
    }

    private static IEnumerable<Sequence<LoopAxis>> Lists(LoopKernel kernel) =>
        kernel.Stages.SelectMany(stage => stage.Effects.OfType<Combine>().Select(combine => combine.Kept).Append(stage.Axes))
            .Prepend(kernel.Axes);

    /// <summary>Whether no quotient or remainder came in: the algebra of maps has put the halves of the axis together again.</summary>
    private static bool IsAsSimple(Stage before, Stage after) =>
        before.Body.Zip(after.Body).All(pair => Divisions(pair.Second.Maps()) <= Divisions(pair.First.Maps()))
        && before.Effects.Zip(after.Effects).All(pair => Divisions(pair.Second.Maps()) <= Divisions(pair.First.Maps()));

    private static int Divisions(IEnumerable<IndexMap> maps) => maps.Sum(map => map.Terms.Sum(term => term.Atom switch
    {
        AxisAtom => 0,
        QuotientAtom(var dividend, _) => 1 + Divisions([dividend]),
        RemainderAtom(var dividend, _) => 1 + Divisions([dividend]),
        _ => throw new System.Diagnostics.UnreachableException($"{term.Atom} is of no known kind"),
    }));
}
