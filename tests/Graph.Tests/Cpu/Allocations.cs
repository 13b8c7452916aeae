namespace Graph.Tests.Cpu;

/// <summary>What an action allocates on the managed heap.</summary>
internal static class Allocations
{
    private const int Attempts = 8;

    /// <summary>
    /// In all threads, with those of the test's host aside: they allocate now and then, so the least of some attempts counts. An action that allocates does so in each.
    /// </summary>
    public static long Of(Action action)
    {
        action();
        action();
        return Enumerable.Range(0, Attempts).Min(_ =>
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            action();
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        });
    }
}
