using System.Diagnostics;

namespace Graph.Lowering;

/// <summary>Gives the operands of a plan's steps their slots, and says where the pointers in them come from.</summary>
internal sealed class PlanSlots(ExecutionPlan plan, SlotTable layout, long arenaStart)
{
    private readonly ImmutableArray<(int Slot, int Place)>.Builder bindings = ImmutableArray.CreateBuilder<(int Slot, int Place)>();

    /// <summary>Slots whose pointers the caller gives, with their places among arguments and results.</summary>
    public ImmutableArray<(int Slot, int Place)> Bindings => bindings.ToImmutable();

    /// <summary>Slots next to each other for some buffers; the first one.</summary>
    public int Take(ReadOnlySpan<int> buffers)
    {
        int first = layout.Take(buffers.Length);
        for (int place = 0; place < buffers.Length; place++)
        {
            Point(first + place, plan.Buffers[buffers[place]].Location);
        }
        return first;
    }

    /// <summary>What makes those results that no step leaves in their place: parameters, constants, and results that stand twice.</summary>
    public IEnumerable<CopyOutline> ResultCopies()
    {
        for (int result = 0; result < plan.Results.Count; result++)
        {
            int buffer = plan.Results[result];
            Location location = plan.Buffers[buffer].Location;
            bool isOverArgument = location is InArgument && !plan.Parameters.Contains(buffer);
            if (!isOverArgument && !location.Equals(new InResult(result)))
            {
                int slots = Take([buffer]);
                Point(layout.Take(1), new InResult(result));
                yield return new CopyOutline(slots, plan.Buffers[buffer].Type.ByteCount);
            }
        }
    }

    private void Point(int slot, Location location)
    {
        switch (location)
        {
            case InArgument(var parameter):
                bindings.Add((slot, parameter));
                break;
            case InResult(var result):
                bindings.Add((slot, plan.Parameters.Count + result));
                break;
            case InConstant(var value):
                layout.PointTo(slot, value);
                break;
            case InArena(var offset, var byteCount):
                layout.PointIntoArena(slot, arenaStart + offset, byteCount);
                break;
            default:
                throw new UnreachableException($"there is no place for a {location.GetType().Name}");
        }
    }
}
