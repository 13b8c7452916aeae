namespace Graph.Lowering;

/// <summary>
/// The places that a program's steps find their operands at: a table in which every step has its operands next to each other, and what lies
/// behind each place. Collected while a plan is outlined.
/// </summary>
internal sealed class SlotTable
{
    private readonly List<(int Slot, long Offset, long Bytes)> inArena = [];
    private readonly List<(int Slot, Literal Value)> constants = [];

    /// <summary>The length of the table.</summary>
    public int Slots { get; private set; }

    /// <summary>
    /// The bytes of all arenas: that of a body begins where its caller's ends, so bodies that do not run at the same time share.
    /// </summary>
    public long ArenaBytes { get; private set; }

    /// <summary>Slots that point into the arena.</summary>
    public IReadOnlyList<(int Slot, long Offset, long Bytes)> InArena => inArena;

    /// <summary>Slots that point to constants.</summary>
    public IReadOnlyList<(int Slot, Literal Value)> Constants => constants;

    /// <summary>Slots next to each other; the first one.</summary>
    public int Take(int count)
    {
        int first = Slots;
        Slots += count;
        return first;
    }

    public void PointIntoArena(int slot, long offset, long byteCount)
    {
        inArena.Add((slot, offset, byteCount));
        NeedArena(offset + byteCount);
    }

    public void PointTo(int slot, Literal constant) => constants.Add((slot, constant));

    public void NeedArena(long byteCount) => ArenaBytes = Math.Max(ArenaBytes, byteCount.InWholeLines);
}
