using System.Runtime.InteropServices;
using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Cpu;

/// <summary>Makes code of kernels, all in one assembly.</summary>
internal delegate ImmutableArray<KernelCode> KernelCompiler(IReadOnlyList<ScheduledKernel> kernels, LaneWidth width);

/// <summary>
/// Code of kernels by their structure. What is kept or dropped is a compilation: its kernels share an assembly, which lives as long as any
/// of them.
/// </summary>
internal sealed class KernelCache(KernelCompiler compiler, int mostCompilations)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(KernelKey Kernel, LaneWidth Width), LinkedListNode<Compilation>> index = [];

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
    public ImmutableArray<KernelCode> Get(IReadOnlyList<KernelKey> kernels, LaneWidth width)
    {
        KernelCode?[] codes = new KernelCode?[kernels.Count];
        Dictionary<KernelKey, int> missing = [];
        lock (gate)
        {
            for (int place = 0; place < codes.Length; place++)
            {
                codes[place] = Find(kernels[place], width);
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
            ImmutableArray<KernelCode> made = compiler([.. sources.Select(key => key.Kernel)], width);
            Add(sources, made, width);
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

    private KernelCode? Find(KernelKey kernel, LaneWidth width)
    {
        if (!index.TryGetValue((kernel, width), out LinkedListNode<Compilation>? holder))
        {
            return null;
        }
        compilations.Remove(holder);
        compilations.AddLast(holder);
        return holder.Value.Codes[kernel];
    }

    private void Add(KernelKey[] sources, ImmutableArray<KernelCode> made, LaneWidth width)
    {
        Compilation compilation = new(width, sources.Zip(made).ToDictionary(pair => pair.First, pair => pair.Second));
        lock (gate)
        {
            LinkedListNode<Compilation> holder = compilations.AddLast(compilation);
            foreach (KernelKey kernel in sources)
            {
                index[(kernel, width)] = holder;
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
            if (index.GetValueOrDefault((kernel, holder.Value.Width)) == holder)
            {
                index.Remove((kernel, holder.Value.Width));
            }
        }
    }

    private sealed record Compilation(LaneWidth Width, Dictionary<KernelKey, KernelCode> Codes);
}
