namespace Graph;

/// <summary>What the calls of a cache have found.</summary>
/// <param name="Hits">Calls that found a compilation, or one that another thread was about to finish.</param>
/// <param name="Misses">Calls that compiled.</param>
/// <param name="Evictions">Compilations dropped to make room.</param>
/// <param name="Count">Compilations held now.</param>
public readonly record struct CacheStatistics(long Hits, long Misses, long Evictions, int Count);

/// <summary>
/// Compilations by the types of their arguments: at most so many, those used longest ago are dropped. Each is made once, however many
/// threads ask at the same time; the others wait for it. One that fails is forgotten, so that the next call tries again.
/// </summary>
internal sealed class SignatureCache<T> where T : class
{
    private readonly int capacity;
    private readonly Func<ImmutableArray<TensorType>, T> make;
    private readonly Lock gate = new();

    // The one used last is first, so that a loop over a few shapes compares a few.
    private readonly LinkedList<Entry> byUse = new();
    private long hits;
    private long misses;
    private long evictions;

    public SignatureCache(int capacity, Func<ImmutableArray<TensorType>, T> make)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        (this.capacity, this.make) = (capacity, make);
    }

    public CacheStatistics Statistics
    {
        get
        {
            lock (gate)
            {
                return new CacheStatistics(hits, misses, evictions, byUse.Count);
            }
        }
    }

    /// <summary>The compilation for some arguments.</summary>
    public T GetOrCreate(ReadOnlySpan<Tensor> arguments)
    {
        LinkedListNode<Entry> node = Find(arguments);
        if (node.Value.Maker == Environment.CurrentManagedThreadId && !node.Value.Value.IsValueCreated)
        {
            throw Binding.Wrong("the function runs itself, on tensors of the types that it is being traced for; what repeats inside of a computation is a Scan, or a C# loop over expressions");
        }
        try
        {
            // Outside of the lock: other signatures go on meanwhile.
            return node.Value.Value.Value;
        }
        catch
        {
            Forget(node);
            throw;
        }
    }

    private LinkedListNode<Entry> Find(ReadOnlySpan<Tensor> arguments)
    {
        lock (gate)
        {
            LinkedListNode<Entry>? node = byUse.First;
            while (node is not null && !IsFor(node.Value.Key, arguments))
            {
                node = node.Next;
            }
            if (node is not null)
            {
                hits++;
                byUse.Remove(node);
                byUse.AddFirst(node);
                return node;
            }
            misses++;
            if (byUse.Count == capacity)
            {
                byUse.RemoveLast();
                evictions++;
            }
            return byUse.AddFirst(EntryFor(KeyOf(arguments)));
        }
    }

    // Apart, so that only a miss pays for what the lambda captures.
    private Entry EntryFor(ImmutableArray<TensorType> key)
    {
        Entry entry = null!;
        return entry = new Entry(key, new Lazy<T>(() =>
        {
            entry.Maker = Environment.CurrentManagedThreadId;
            return make(key);
        }));
    }

    private void Forget(LinkedListNode<Entry> node)
    {
        lock (gate)
        {
            // Another thread that waited for it may have done so.
            if (node.List == byUse)
            {
                byUse.Remove(node);
            }
        }
    }

    private static ImmutableArray<TensorType> KeyOf(ReadOnlySpan<Tensor> arguments)
    {
        ImmutableArray<TensorType>.Builder key = ImmutableArray.CreateBuilder<TensorType>(arguments.Length);
        foreach (Tensor argument in arguments)
        {
            key.Add(argument.Type.With(ElementOf(argument)));
        }
        return key.MoveToImmutable();
    }

    private static bool IsFor(ImmutableArray<TensorType> key, ReadOnlySpan<Tensor> arguments)
    {
        bool equal = key.Length == arguments.Length;
        for (int place = 0; equal && place < arguments.Length; place++)
        {
            equal = ElementOf(arguments[place]) == key[place].Element && arguments[place].Shape == key[place].Shape;
        }
        return equal;
    }

    private static ElementType ElementOf(Tensor argument) => argument.Number?.DefaultElement ?? argument.Element;

    private sealed class Entry(ImmutableArray<TensorType> key, Lazy<T> value)
    {
        public ImmutableArray<TensorType> Key => key;

        public Lazy<T> Value => value;

        /// <summary>The thread that makes it; 0 until one does.</summary>
        public int Maker { get; set; }
    }
}
