using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Graph.Inspection;

/// <summary>How well the just-in-time compiler optimized a method, by the numbers of the runtime's events.</summary>
public enum OptimizationTier
{
    /// <summary>The runtime did not say.</summary>
    NotKnown = 0,

    /// <summary>Hardly: it asked for too much.</summary>
    MinimallyOptimized = 1,

    /// <summary>Fully, at once.</summary>
    FullyOptimized = 2,

    /// <summary>Quickly, to be done better when it proves to be hot.</summary>
    QuicklyCompiled = 3,

    /// <summary>Fully, because it proved to be hot.</summary>
    OptimizedWhenHot = 4,
}

/// <summary>The machine code of a method.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Address">Where the code lies.</param>
/// <param name="Bytes">The code.</param>
/// <param name="Tier">How well it is optimized.</param>
public sealed record NativeMethod(string Name, ulong Address, ImmutableArray<byte> Bytes, OptimizationTier Tier)
{
    /// <summary>Has methods compiled that have not run yet, and reads their code.</summary>
    /// <param name="methods">Methods of a collectible context, which are compiled once and for good.</param>
    /// <exception cref="GraphException">The runtime does not tell where it put the code.</exception>
    public static ImmutableArray<NativeMethod> Of(IReadOnlyList<MethodInfo> methods)
    {
        using MethodLoads loads = new();
        foreach (MethodInfo method in methods)
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
        }
        return [.. methods.Select(method => Read(method, loads.Find((ulong)method.MethodHandle.Value)
            ?? throw new GraphException(
                $"the runtime did not say where it put the code of {method.Name}; it was compiled before, or its events are switched " +
                $"off")))];
    }

    private static NativeMethod Read(MethodInfo method, MethodLoad load)
    {
        byte[] bytes = new byte[load.Size];
        Marshal.Copy((nint)load.Address, bytes, 0, bytes.Length);
        // The code goes when nobody can reach the method any more.
        GC.KeepAlive(method);
        return new NativeMethod(method.Name, load.Address, ImmutableCollectionsMarshal.AsImmutableArray(bytes), load.Tier);
    }

    private sealed record MethodLoad(ulong Address, int Size, OptimizationTier Tier);

    /// <summary>Listens to the runtime saying which methods it has compiled.</summary>
    private sealed class MethodLoads : EventListener
    {
        private const string Source = "Microsoft-Windows-DotNETRuntime";
        private const EventKeywords Jit = (EventKeywords)0x10;
        private const int TierShift = 7, TierMask = 7;

        // Events come on a thread of the runtime's, a little later.
        private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

        // The base class calls back before this one's constructor has run.
        private Dictionary<ulong, MethodLoad>? loads;
        private readonly Lock gate = new();

        public MethodLoad? Find(ulong method)
        {
            Stopwatch waited = Stopwatch.StartNew();
            while (waited.Elapsed < patience)
            {
                lock (gate)
                {
                    if (loads is not null && loads.TryGetValue(method, out MethodLoad? load))
                    {
                        return load;
                    }
                }
                Thread.Sleep(1);
            }
            return null;
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == Source)
            {
                EnableEvents(eventSource, EventLevel.Verbose, Jit);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName?.StartsWith("MethodLoadVerbose", StringComparison.Ordinal) != true
                || eventData.Payload is not { } payload || gate is null)
            {
                return;
            }
            object? Of(string name) => eventData.PayloadNames?.IndexOf(name) is >= 0 and var place ? payload[place] : null;
            if (Of("MethodID") is ulong method && Of("MethodStartAddress") is ulong address && Of("MethodSize") is uint size
                && Of("MethodFlags") is uint flags)
            {
                lock (gate)
                {
                    (loads ??= [])[method] = new MethodLoad(address, (int)size, (OptimizationTier)((flags >> TierShift) & TierMask));
                }
            }
        }
    }
}
