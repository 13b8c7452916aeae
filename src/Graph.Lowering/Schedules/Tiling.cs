namespace Graph.Lowering;

/// <summary>
/// How the sums of products of a chunk are made: in tiles of neighbouring points, whose totals stay in registers while the terms go by, and
/// in blocks of terms, so that what a block reads stays in the caches. The totals of the blocks are added in order.
/// </summary>
/// <remarks>
/// Which tiles there are is for the emitter to choose by the processor's registers: every point adds its own terms, so no bit depends on it.
/// </remarks>
/// <param name="Cut">The inner axis that blocks cut; those before it are outside of all blocks, those behind it inside.</param>
/// <param name="Length">How many values of the cut axis a block has, but for the last one.</param>
/// <param name="PacksValue">Whether one factor is laid out anew for each block, as the tiles read it.</param>
/// <param name="PacksFactor">Whether the other factor is.</param>
public sealed record Tiling(int Cut, long Length, bool PacksValue, bool PacksFactor)
{
    /// <summary>The text form, such as <c>tiles block k:512 packs %1</c>.</summary>
    internal string Format(LoopKernel kernel)
    {
        Contraction contraction = Contraction.Of(kernel)!;
        LoopAxis cut = contraction.Stage.Axes[Cut];
        IEnumerable<string> packed = new[] { (PacksValue, contraction.Total.Value), (PacksFactor, contraction.Total.Factor) }
            .Where(own => own.Item1).Select(own => FormattableString.Invariant($"%{own.Item2}"));
        string packs = string.Join(", ", packed);
        return FormattableString.Invariant($"tiles block {cut.Name}:{Length}") + (packs.Length == 0 ? "" : $" packs {packs}");
    }
}
