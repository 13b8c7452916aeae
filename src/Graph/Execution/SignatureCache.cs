using System.Diagnostics.CodeAnalysis;

namespace Graph;

/// <summary>What the calls of a cache have found.</summary>
/// <param name="Hits">Calls that found a compilation, or one that another thread was about to finish.</param>
/// <param name="Misses">Calls that compiled.</param>
/// <param name="Evictions">Compilations dropped to make room.</param>
/// <param name="Count">Compilations held now.</param>
public readonly record struct CacheStatistics(long Hits, long Misses, long Evictions, int Count);

/// <summary>
/// Compilations by the types of their arguments: at most so many, those used longest ago are dropped. Each is made once, however many threads ask at the same
/// time; the others wait for it. One that fails is forgotten, so that the next call tries again.
/// </summary>
internal sealed class SignatureCache<T> where T : class
{
    private readonly int capacity;
    private readonly Func<ImmutableArray<TensorType>, T> make;
    private readonly Lock gate = new();
    private readonly Dictionary<ImmutableArray<TensorType>, LinkedListNode<Entry>> entries = new(new Signatures());
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
                return new CacheStatistics(hits, misses, evictions, entries.Count);
            }
        }
    }

    /// <summary>The compilation for some arguments.</summary>
    public T GetOrCreate(ReadOnlySpan<Tensor> arguments)
    {
        LinkedListNode<Entry> node = Find(arguments);
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
            if (entries.GetAlternateLookup<ReadOnlySpan<Tensor>>().TryGetValue(arguments, out LinkedListNode<Entry>? known))
            {
                hits++;
                byUse.Remove(known);
                byUse.AddFirst(known);
                return known;
            }
            misses++;
            if (entries.Count == capacity)
            {
                entries.Remove(byUse.Last!.Value.Key);
                byUse.RemoveLast();
                evictions++;
            }
            ImmutableArray<TensorType> key = Signatures.KeyOf(arguments);
            LinkedListNode<Entry> node = byUse.AddFirst(new Entry(key, new Lazy<T>(() => make(key))));
            entries.Add(key, node);
            return node;
        }
    }

    private void Forget(LinkedListNode<Entry> node)
    {
        lock (gate)
        {
            if (entries.TryGetValue(node.Value.Key, out LinkedListNode<Entry>? current) && current == node)
            {
                entries.Remove(node.Value.Key);
                byUse.Remove(node);
            }
        }
    }

    private sealed record Entry(ImmutableArray<TensorType> Key, Lazy<T> Value);

    // Looks a key up by the tensors themselves, so that a hit makes no key.
    private sealed class Signatures : IEqualityComparer<ImmutableArray<TensorType>>, IAlternateEqualityComparer<ReadOnlySpan<Tensor>, ImmutableArray<TensorType>>
    {
        public static ImmutableArray<TensorType> KeyOf(ReadOnlySpan<Tensor> arguments)
        {
            ImmutableArray<TensorType>.Builder key = ImmutableArray.CreateBuilder<TensorType>(arguments.Length);
            foreach (Tensor argument in arguments)
            {
                key.Add(argument.Type.With(ElementOf(argument)));
            }
            return key.MoveToImmutable();
        }

        public ImmutableArray<TensorType> Create(ReadOnlySpan<Tensor> alternate) => KeyOf(alternate);

        public bool Equals(ImmutableArray<TensorType> x, ImmutableArray<TensorType> y) => x.AsSpan().SequenceEqual(y.AsSpan());

        public bool Equals(ReadOnlySpan<Tensor> alternate, ImmutableArray<TensorType> other)
        {
            bool equal = alternate.Length == other.Length;
            for (int place = 0; equal && place < alternate.Length; place++)
            {
                equal = ElementOf(alternate[place]) == other[place].Element && alternate[place].Shape == other[place].Shape;
            }
            return equal;
        }

        public int GetHashCode([DisallowNull] ImmutableArray<TensorType> obj)
        {
            HashCode hash = default;
            foreach (TensorType type in obj)
            {
                hash.Add(HashCode.Combine(type.Element, type.Shape));
            }
            return hash.ToHashCode();
        }

        public int GetHashCode(ReadOnlySpan<Tensor> alternate)
        {
            HashCode hash = default;
            foreach (Tensor argument in alternate)
            {
                hash.Add(HashCode.Combine(ElementOf(argument), argument.Shape));
            }
            return hash.ToHashCode();
        }

        private static ElementType ElementOf(Tensor argument) => argument.Number?.DefaultElement ?? argument.Element;
    }
}
