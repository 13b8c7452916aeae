namespace Graph.Lowering;

/// <summary>The buffers whose elements are there, and what a write puts an end to.</summary>
internal sealed class LiveBuffers(ExecutionPlan plan)
{
    private readonly HashSet<int> alive = [];
    private readonly Dictionary<Location, int> byLocation = [];

    // Live buffers of the arena do not overlap: a write ends all but the last one of what it overlaps.
    private readonly SortedSet<(long Offset, int Buffer)> inArena = [];

    public bool Contains(int buffer) => alive.Contains(buffer);

    /// <summary>Adds a buffer, in the place of all that it overlaps.</summary>
    public void Write(int buffer)
    {
        Location location = plan.Buffers[buffer].Location;
        if (location is InArena(var offset, var byteCount))
        {
            long end = offset + Math.Max(1, byteCount);
            SortedSet<(long, int Buffer)> before = inArena.GetViewBetween((long.MinValue, 0), (end - 1, int.MaxValue));
            foreach ((long, int Buffer) other in before.Reverse().TakeWhile(other => EndOf(other.Buffer) > offset).ToList())
            {
                inArena.Remove(other);
                alive.Remove(other.Buffer);
            }
            inArena.Add((offset, buffer));
        }
        else if (location is not InConstant)
        {
            if (byLocation.TryGetValue(location, out int old))
            {
                alive.Remove(old);
            }
            byLocation[location] = buffer;
        }
        alive.Add(buffer);
    }

    private long EndOf(int buffer) =>
        plan.Buffers[buffer].Location is InArena(var offset, var byteCount) ? offset + Math.Max(1, byteCount) : 0;
}
