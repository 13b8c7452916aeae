using System.Collections;
using System.Runtime.CompilerServices;

namespace Graph.Lowering;

/// <summary>An immutable list that equals another with equal elements in the same order. The default value is empty.</summary>
/// <remarks>What kernels and plans are made of, so that their records compare by structure.</remarks>
[CollectionBuilder(typeof(Sequence), nameof(Sequence.Create))]
public readonly struct Sequence<T> : IEquatable<Sequence<T>>, IReadOnlyList<T>
{
    private readonly ImmutableArray<T> items;

    internal Sequence(ImmutableArray<T> items) => this.items = items;

    /// <summary>The number of elements.</summary>
    public int Count => Items.Length;

    /// <summary>The element at a place.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such place.</exception>
    public T this[int index] => Items[index];

    private ImmutableArray<T> Items => items.IsDefault ? [] : items;

    /// <summary>The first place of an element, or −1.</summary>
    public int IndexOf(T item) => Items.IndexOf(item);

    /// <inheritdoc/>
    public bool Equals(Sequence<T> other) => Items.AsSpan().SequenceEqual(other.Items.AsSpan(), EqualityComparer<T>.Default);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Sequence<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (T item in Items)
        {
            hash.Add(item);
        }
        return hash.ToHashCode();
    }

    /// <summary>Whether both hold equal elements in the same order.</summary>
    public static bool operator ==(Sequence<T> left, Sequence<T> right) => left.Equals(right);

    /// <summary>Whether two sequences differ.</summary>
    public static bool operator !=(Sequence<T> left, Sequence<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)Items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The elements in brackets.</summary>
    public override string ToString() => $"[{string.Join(", ", Items)}]";
}

/// <summary>Makes sequences; what a collection expression calls.</summary>
public static class Sequence
{
    /// <summary>A sequence of the given elements.</summary>
    public static Sequence<T> Create<T>(ReadOnlySpan<T> items) => new([.. items]);
}
