using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Graph;

/// <summary>A list of axis numbers, counted from 0; equal when the numbers and their order are. The default value is empty.</summary>
[CollectionBuilder(typeof(Axes), nameof(Create))]
public readonly struct Axes : IEquatable<Axes>, IReadOnlyList<int>
{
    private readonly ImmutableArray<int> axes;

    private Axes(ImmutableArray<int> axes) => this.axes = axes;

    /// <summary>No axes.</summary>
    public static Axes None => default;

    /// <summary>Makes a list of axes; what a collection expression <c>[0, 2]</c> calls.</summary>
    public static Axes Create(ReadOnlySpan<int> axes) => new([.. axes]);

    /// <summary>The axes <paramref name="start"/>, <paramref name="start"/> + 1, … (<paramref name="count"/> of them).</summary>
    public static Axes Range(int start, int count) => new([.. Enumerable.Range(start, count)]);

    /// <summary>The number of axes in the list.</summary>
    public int Count => Items.Length;

    /// <summary>The axis at a place of the list.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such place.</exception>
    public int this[int index] => Items[index];

    private ImmutableArray<int> Items => axes.IsDefault ? [] : axes;

    /// <summary>Whether the list has the axis.</summary>
    public bool Contains(int axis) => Items.Contains(axis);

    /// <summary>The place of an axis in the list, or −1.</summary>
    public int IndexOf(int axis) => Items.IndexOf(axis);

    /// <summary>A run of the list; what <c>axes[1..]</c> calls.</summary>
    public Axes Slice(int start, int length) => new(Items.Slice(start, length));

    /// <summary>The axes 0 … <paramref name="rank"/> − 1 that are not in the list, ascending.</summary>
    public Axes Complement(int rank)
    {
        ImmutableArray<int> items = Items;
        return new([.. Enumerable.Range(0, rank).Where(axis => !items.Contains(axis))]);
    }

    /// <summary>The permutation that undoes this one.</summary>
    /// <exception cref="InvalidOperationException">The list is not a permutation of 0 … n − 1.</exception>
    public Axes Inverse()
    {
        int[] inverse = new int[Count];
        Array.Fill(inverse, -1);
        for (int place = 0; place < Count; place++)
        {
            int axis = Items[place];
            if (axis < 0 || axis >= Count || inverse[axis] >= 0)
            {
                throw new InvalidOperationException($"{this} is not a permutation");
            }
            inverse[axis] = place;
        }
        return Create(inverse);
    }

    /// <inheritdoc/>
    public bool Equals(Axes other) => Items.AsSpan().SequenceEqual(other.Items.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Axes other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int axis in Items)
        {
            hash.Add(axis);
        }
        return hash.ToHashCode();
    }

    /// <summary>Whether two lists hold the same axes in the same order.</summary>
    public static bool operator ==(Axes left, Axes right) => left.Equals(right);

    /// <summary>Whether two lists differ.</summary>
    public static bool operator !=(Axes left, Axes right) => !left.Equals(right);

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)Items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The axes in brackets, such as <c>[0,2]</c>.</summary>
    public override string ToString() =>
        $"[{string.Join(',', Items.Select(axis => axis.ToString(CultureInfo.InvariantCulture)))}]";
}
