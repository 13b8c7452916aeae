namespace Graph.Lowering;

/// <summary>
/// Makes two axes of one where a contraction would find its terms by dividing it, and the divisor fits: the heads and features of attention,
/// the groups of a convolution.
/// </summary>
internal static class SplitAxes
{
    public static LoopKernel Apply(LoopKernel kernel)
    {
        while (Divided(kernel) is var (axis, divisor))
        {
            kernel = Split(kernel, axis, divisor);
        }
        return kernel;
    }

    private static (LoopAxis Axis, long Divisor)? Divided(LoopKernel kernel) =>
        kernel.Stages
            .Where(stage => stage.Phase == StagePhase.AtPoint && stage.Effects.Any(effect => SumProducts.Of(stage, effect, stage.Uses()) is not null))
            .SelectMany(stage => stage.Body.OfType<Load>())
            .SelectMany(load => load.Place.Map.Terms)
            .Select(term => Whole(term.Atom))
            .FirstOrDefault(found => found is not null);

    private static (LoopAxis, long)? Whole(IndexAtom atom) => atom switch
    {
        QuotientAtom({ AsAxis: { } axis }, var divisor) when axis.Size % divisor == 0 => (axis, divisor),
        RemainderAtom({ AsAxis: { } axis }, var divisor) when axis.Size % divisor == 0 => (axis, divisor),
        _ => null,
    };

    private static LoopKernel Split(LoopKernel kernel, LoopAxis axis, long divisor)
    {
        int number = kernel.FreeAxisNumber();
        (LoopAxis coarse, LoopAxis fine) = (new(number, axis.Size / divisor), new(number + 1, divisor));
        IndexMap value = (IndexMap.Of(coarse) * divisor) + IndexMap.Of(fine);
        return kernel.WithAxes(
            own => own == axis ? value : IndexMap.Of(own),
            axes => [.. axes.SelectMany(own => own == axis ? (LoopAxis[])[coarse, fine] : [own])]);
    }
}
