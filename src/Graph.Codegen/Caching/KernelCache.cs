using System.Runtime.InteropServices;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// Code of kernels by their structure. What is kept or dropped is a compilation: its kernels share an assembly, which lives as long as any
/// of them.
/// </summary>
/// <typeparam name="TWay">In which way a kernel is compiled, such as a width of vectors.</typeparam>
/// <typeparam name="TCode">What it becomes.</typeparam>
/// <param name="compiler">Makes code of kernels, all in one assembly.</param>
/// <param name="mostCompilations">How many compilations are kept.</param>
internal sealed class KernelCache<TWay, TCode>(
    Func<IReadOnlyList<ScheduledKernel>, TWay, ImmutableArray<TCode>> compiler, int mostCompilations)
    where TWay : struct
    where TCode : class
{
    private readonly Lock gate = new();
    private readonly Dictionary<(KernelKey Kernel, TWay Way), LinkedListNode<Compilation>> index = [];

    // The one used last is at the end.
    private readonly LinkedList<Compilation> compilations = [];
    private long hits;
    private long misses;
    private long evictions;

    /// <summary>What happened so far.</summary>
    public KernelCacheReport Report
    {
        get
        {
            lock (gate)
            {
                return new KernelCacheReport(hits, misses, evictions, compilations.Count, index.Count);
            }
        }
    }

    /// <summary>The code of each kernel; those that are not there are compiled, together.</summary>
    public ImmutableArray<TCode> Get(IReadOnlyList<KernelKey> kernels, TWay way)
    {
        TCode?[] codes = new TCode?[kernels.Count];
        Dictionary<KernelKey, int> missing = [];
        lock (gate)
        {
            for (int place = 0; place < codes.Length; place++)
            {
                codes[place] = Find(kernels[place], way);
                if (codes[place] is null)
                {
                    missing.TryAdd(kernels[place], missing.Count);
                }
            }
            (hits, misses) = (hits + codes.Count(code => code is not null), misses + missing.Count);
        }
        if (missing.Count > 0)
        {
            // Outside of the lock: two threads may compile the same, and either's code will do.
            KernelKey[] sources = [.. missing.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
            ImmutableArray<TCode> made = compiler([.. sources.Select(key => key.Kernel)], way);
            Add(sources, made, way);
            for (int place = 0; place < codes.Length; place++)
            {
                codes[place] ??= made[missing[kernels[place]]];
            }
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(codes)!;
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        lock (gate)
        {
            evictions += compilations.Count;
            index.Clear();
            compilations.Clear();
        }
    }

    private TCode? Find(KernelKey kernel, TWay way)
    {
        if (!index.TryGetValue((kernel, way), out LinkedListNode<Compilation>? holder))
        {
            return null;
        }
        compilations.Remove(holder);
        compilations.AddLast(holder);
        return holder.Value.Codes[kernel];
    }

    private void Add(KernelKey[] sources, ImmutableArray<TCode> made, TWay way)
    {
        Compilation compilation = new(way, sources.Zip(made).ToDictionary(pair => pair.First, pair => pair.Second));
        lock (gate)
        {
            LinkedListNode<Compilation> holder = compilations.AddLast(compilation);
            foreach (KernelKey kernel in sources)
            {
                index[(kernel, way)] = holder;
            }
            while (compilations.Count > mostCompilations)
            {
                Evict(compilations.First!);
            }
        }
    }

    private void Evict(LinkedListNode<Compilation> holder)
    {
        compilations.Remove(holder);
        evictions++;
        foreach (KernelKey kernel in holder.Value.Codes.Keys)
        {
            // Another compilation may have made the same kernel at the same time.
            if (index.GetValueOrDefault((kernel, holder.Value.Way)) == holder)
            {
                index.Remove((kernel, holder.Value.Way));
            }
        }
    }

    private sealed record Compilation(TWay Way, Dictionary<KernelKey, TCode> Codes);
}
